"""Lets the load balancer that ECS makes for an Express Mode service answer to a domain of one's own.

ECS gives the service a rule on its listener, for the domain that it made up itself. That rule answers to the own domain
as well from then on, since it is the one that ECS turns to new versions, and the listener has its certificate. A run
where all of that is so changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import boto3
from botocore.config import Config

HOSTS = "host-header"


class NoWayInError(RuntimeError):
    """A service without a listener and a rule of its own."""


@dataclass(frozen=True, kw_only=True)
class OwnDomain:
    """A domain and the certificate that proves it; the clients are ECS's and that of load balancers."""

    domain: str
    certificate_arn: str
    ecs: Any
    balancing: Any

    def give_to(self, service_arn: str) -> None:
        """The service answers to the domain; raises NoWayInError where ECS has not made its way in."""
        listener, rule = self._way_in(service_arn)
        # The same certificate twice is one.
        self.balancing.add_listener_certificates(
            ListenerArn=listener, Certificates=[{"CertificateArn": self.certificate_arn}]
        )
        (found,) = self.balancing.describe_rules(RuleArns=[rule])["Rules"]
        conditions = found["Conditions"]
        hosts = [host for condition in conditions if condition["Field"] == HOSTS for host in _hosts(condition)]
        if self.domain in hosts:
            return
        others = [_stated(condition) for condition in conditions if condition["Field"] != HOSTS]
        own = {"Field": HOSTS, "HostHeaderConfig": {"Values": [*hosts, self.domain]}}
        self.balancing.modify_rule(RuleArn=rule, Conditions=[own, *others])

    def _way_in(self, service_arn: str) -> tuple[str, str]:
        """The listener, and the rule on it, of the newest version of the service."""
        service = self.ecs.describe_express_gateway_service(serviceArn=service_arn)["service"]
        versions = cast(list[dict[str, Any]], service.get("activeConfigurations") or [])
        newest = max(versions, key=lambda version: version["createdAt"], default=None)
        if newest is None:
            raise NoWayInError(f"{service_arn} has no version that is active")
        (revision,) = self.ecs.describe_service_revisions(serviceRevisionArns=[newest["serviceRevisionArn"]])[
            "serviceRevisions"
        ]
        for path in revision.get("ecsManagedResources", {}).get("ingressPaths", ()):
            listener, rule = (path.get(part, {}).get("arn") for part in ("listener", "rule"))
            if listener and rule:
                return listener, rule
        raise NoWayInError(f"{service_arn} has no listener with a rule yet")


def _hosts(condition: Mapping[str, Any]) -> list[str]:
    return condition.get("HostHeaderConfig", {}).get("Values") or condition.get("Values") or []


def _stated(condition: Mapping[str, Any]) -> dict[str, Any]:
    """A condition as it is stated: AWS answers with both forms of its values, and takes one."""
    configured = any(key.endswith("Config") for key in condition)
    return {key: value for key, value in condition.items() if key != "Values" or not configured}


def handle(event: Mapping[str, str], context: object) -> dict[str, str]:
    """Gives the event's service the event's domain, and returns that."""
    config = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    client = cast(Callable[..., Any], boto3.client)  # pyright: ignore[reportUnknownMemberType] (untyped)
    own = OwnDomain(
        domain=event["domain"],
        certificate_arn=event["certificateArn"],
        ecs=client("ecs", config=config),
        balancing=client("elbv2", config=config),
    )
    own.give_to(event["serviceArn"])
    return {"domain": own.domain}
