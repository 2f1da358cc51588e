"""The region that an API call is signed for, by the service's endpoint rules, which botocore ships."""

# botocore hands its data over untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from botocore import session
from botocore.endpoint_provider import EndpointProvider

# The services whose prefix in IAM is not their name in botocore.
NAMES = {"access-analyzer": "accessanalyzer", "servicequotas": "service-quotas", "tag": "resourcegroupstaggingapi"}


@cache
def region_of(action: str, region: str) -> str:
    """The region for which the provider of a region signs the call that an IAM action is for.

    An action that is no operation of its service is signed as the service's operations are by default. Raises
    UnknownServiceError, which is botocore's, for a prefix that no service has.
    """
    service, _, operation = action.partition(":")
    name = NAMES.get(service, service)
    provider, has_choices = _provider(name)
    chosen = _choices(name, operation) if has_choices else {}
    endpoint: Any = provider.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False, **chosen)
    schemes: list[Mapping[str, str]] = endpoint.properties.get("authSchemes", [])
    return next((scheme["signingRegion"] for scheme in schemes if "signingRegion" in scheme), region)


@cache
def regions_of(service: str, region: str) -> frozenset[str]:
    """The regions for which the provider of a region signs the calls of a service, by its prefix in IAM."""
    name = NAMES.get(service, service)
    operations: Mapping[str, Any] = _loader().load_service_model(name, "service-2")["operations"]
    return frozenset(region_of(f"{service}:{operation}", region) for operation in operations)


@cache
def _loader() -> Any:
    return cast(Any, session.get_session()).get_component("data_loader")


@cache
def _provider(service: str) -> tuple[Any, bool]:
    """The service's rules, and whether an operation can choose between endpoints."""
    rules = _loader().load_service_model(service, "endpoint-rule-set-1")
    choices = any("builtIn" not in parameter for parameter in rules["parameters"].values())
    return EndpointProvider(rules, _loader().load_data("partitions")), choices


def _choices(service: str, operation: str) -> Mapping[str, Any]:
    """What the service's model says of the endpoint of an operation."""
    operations = _loader().load_service_model(service, "service-2")["operations"]
    parameters = operations.get(operation, {}).get("staticContextParams", {})
    return {name: parameter["value"] for name, parameter in parameters.items()}
