"""A stack's configuration: read, typed, and refused with all of its mistakes before any resource exists."""

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast, get_args

import pulumi
import yaml
from pulumi.runtime import config as pulumi_config
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config import migration as config_migration
from config import recovery as config_recovery
from config import secrets, sections, types
from config.addresses import AddressPlan
from config.lent import lent
from config.rules import RULES
from config.rules.network import address_plan
from config.traffic import Gateway, TrafficArgs

NAMESPACE = "payments"

# What pydantic's kinds of errors allow, in words for someone who writes YAML.
IN_WORDS = {
    "string_type": "a text; digits need quotes",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "ip_v4_network": "a network such as 172.16.0.0/16, with no bits set after the prefix",
}


class ConfigError(ValueError):
    """A configuration with mistakes; the message lists every one of them."""

    def __init__(self, stack: str, mistakes: list[str]):
        self.mistakes = mistakes
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(f"The configuration of stack {stack} (Pulumi.{stack}.yaml) has {count}:\n{lines}")


class StackConfig(BaseModel):
    """Everything that a stack can enable or size."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, validate_by_name=True)

    environment: types.Environment
    # The end of every name; short, since names of IAM and Lambda are limited.
    suffix: types.Suffix
    region: types.Region = "eu-west-2"
    # Where set, an `up` with another account's credentials is refused.
    account: types.AccountId | None = None
    tags: sections.Tags = sections.Tags()
    alerts: sections.Alerts = sections.Alerts()
    logs: sections.Logs = sections.Logs()
    protection: sections.Protection = sections.Protection()
    network: sections.Network = sections.Network()
    database: sections.Database = sections.Database()
    rotation: sections.Rotation = sections.Rotation()
    payments: sections.Payments = sections.Payments()
    flags: sections.Flags = sections.Flags()
    container: sections.Container = sections.Container()
    migration: config_migration.Migration = config_migration.Migration()
    chaos: sections.Chaos = sections.Chaos()
    sharing: sections.Sharing = sections.Sharing()
    recovery: config_recovery.Recovery = config_recovery.Recovery()
    objectives: sections.Objectives = sections.Objectives()
    costs: sections.Costs = sections.Costs()

    @property
    def addresses(self) -> AddressPlan:
        """The first region's address plan."""
        return address_plan(self.network)

    @property
    def recovery_addresses(self) -> AddressPlan:
        """The second region's address plan."""
        return self.addresses.within(self.recovery.cidr)

    @property
    def gateway_endpoints(self) -> tuple[Gateway, ...]:
        """The services that are reached through a gateway endpoint: the configured ones, and that of the lease."""
        needed: tuple[Gateway, ...] = ("dynamodb",) if self.recovery.enabled else ()
        return tuple(dict.fromkeys((*self.network.gateway_endpoints, *needed)))

    @property
    def lent(self) -> Mapping[str, tuple[str, ...]]:
        """The other accounts whose resources the platform uses, by the service's prefix in IAM."""
        return lent(self.container, self.migration, self.account)

    @property
    def first_network(self) -> sections.Network:
        """The network of the first region, whose container sends to the second one's queue while the first is left."""
        firewall = self.network.firewall
        if not (self.container.enabled and self.recovery.first_is_left and firewall.enabled):
            return self.network
        domains = tuple(dict.fromkeys((*firewall.allowed_domains, f"sqs.{self.recovery.region}.amazonaws.com")))
        return self.network.model_copy(
            update={"firewall": firewall.model_copy(update={"allowed_domains": domains})},
        )

    @property
    def recovery_way_out(self) -> bool:
        """Whether anything leaves the second region's network."""
        return self.recovery.way_out == "warm" or self.recovery.active == "recovery"

    @property
    def recovery_container(self) -> sections.Container:
        """The second region's container: the image and the secrets are those that are replicated to it."""
        container, first, second = self.container, self.region, self.recovery.region
        if not self.recovery.enabled or (self.recovery.container == "cold" and self.recovery.active == "primary"):
            return container.model_copy(update={"enabled": False})
        image = container.image and container.image.replace(f".dkr.ecr.{first}.", f".dkr.ecr.{second}.")
        secrets = {
            variable: arn.replace(f"arn:aws:secretsmanager:{first}:", f"arn:aws:secretsmanager:{second}:")
            for variable, arn in container.secrets.items()
        }
        return container.model_copy(update={"image": image, "secrets": secrets})

    @property
    def recovery_traffic(self) -> TrafficArgs:
        """The connections in the second region, which no migration reaches but files from partners."""
        return replace(
            self.traffic,
            internet=self.traffic.internet and self.recovery_way_out,
            container_port=self.container.port if self.recovery_container.enabled else None,
            container_clients=tuple(self.recovery_addresses.tier("private").values()),
            container_sends_away=False,
            dms_source=None,
            replication_sources=(),
        )

    @property
    def traffic(self) -> TrafficArgs:
        """The connections in the first region that the configured services need."""
        transfer, dms, mgn = self.migration.transfer, self.migration.dms, self.migration.mgn
        return TrafficArgs(
            database_port=self.database.port,
            gateway_endpoints=self.gateway_endpoints,
            internet=bool(self.network.firewall.allowed_domains),
            container_port=self.container.port if self.container.enabled else None,
            container_clients=tuple(self.addresses.tier("private").values()),
            container_sends_away=self.recovery.first_is_left,
            sftp_clients=transfer.client_cidrs if transfer.enabled else (),
            dms_source=(dms.source_cidr, dms.source_port) if dms.enabled and dms.source_cidr else None,
            replication_sources=mgn.source_cidrs if mgn.enabled else (),
        )

    @classmethod
    def parse(cls, stack: str, values: Mapping[str, object]) -> "StackConfig":
        """The configuration of a stack, from its values by key without the namespace.

        Raises ConfigError with every mistake: unknown keys, values out of range, broken rules.
        """
        fields = {to_camel(name): (name, field) for name, field in cls.model_fields.items()}
        given = {"suffix": stack, **values}
        mistakes = [_unknown(key, value, tuple(fields)) for key, value in given.items() if key not in fields]
        valid: dict[str, Any] = {}
        for key, (name, field) in fields.items():
            if key not in given and not field.is_required():
                valid[name] = field.default
                continue
            try:
                valid[name] = _validated(field, given.get(key))
            except ValidationError as error:
                mistakes += [_mistake(key, detail, cls) for detail in error.errors()]
        mistakes += _broken_rules(valid)
        if mistakes:
            raise ConfigError(stack, mistakes)
        return cls.model_construct(**valid)

    @classmethod
    def load(cls) -> "StackConfig":
        """The running stack's configuration; ends the program with the list of mistakes where it has any."""
        # The SDK reads single keys only; unknown ones are visible only in the whole map.
        everything = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
        values, stack = _own_values(everything), pulumi.get_stack()
        try:
            # The engine marks the whole of what a secret is in.
            if mistakes := [*secrets.plain(values, lambda name: _is_secret(name.partition(".")[0]))]:
                raise ConfigError(stack, mistakes)
            return cls.parse(stack, values)
        except ConfigError as error:
            raise pulumi.RunError(str(error)) from error

    @classmethod
    def from_file(cls, path: Path) -> "StackConfig":
        """The configuration that a stack file holds, with a stand-in for each secret."""
        stack = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
        content = cast(dict[str, Any], yaml.safe_load(path.read_text()) or {})
        values = _own_values(content.get("config") or {})
        if mistakes := [*secrets.plain(values, lambda name: secrets.encrypted(values, name))]:
            raise ConfigError(stack, mistakes)
        return cls.parse(stack, cast(dict[str, object], secrets.with_stand_ins(values)))


def _is_secret(key: str) -> bool:
    name = f"{NAMESPACE}:{key}"
    return pulumi_config.is_config_secret(name) or name in pulumi_config.get_config_secret_keys_env()


def _own_values(everything: Mapping[str, object]) -> dict[str, object]:
    """The values of this project's namespace; the engine hands objects over as JSON."""
    values: dict[str, object] = {}
    for key, value in everything.items():
        namespace, _, name = key.partition(":")
        if namespace == NAMESPACE:
            if isinstance(value, str) and value.startswith(("{", "[")):
                value = json.loads(value)
            values[name] = value
    return values


def _validated(field: FieldInfo, value: object) -> object:
    # A FieldInfo as metadata keeps the pattern beside the annotation.
    return TypeAdapter[Any](field.rebuild_annotation()).validate_python(value)


def _broken_rules(valid: Mapping[str, object]) -> Iterator[str]:
    for rule in RULES:
        needs = inspect.signature(rule).parameters
        if all(name in valid for name in needs):
            for key, given, allowed in rule(*(valid[name] for name in needs)):
                yield f"{NAMESPACE}:{key}: {_shown(given)} is refused; allowed: {allowed}"


def _mistake(key: str, detail: ErrorDetails, root: type[BaseModel]) -> str:
    # Pydantic marks a mistake in a mapping's key itself with [key].
    where = [key, *(str(part) for part in detail["loc"] if part != "[key]")]
    if detail["type"] == "extra_forbidden":
        return _unknown(".".join(where), detail["input"], _known_keys(root, where[:-1]))
    if detail["type"] == "missing":
        return f"{NAMESPACE}:{'.'.join(where)}: nothing is given; this key is required"
    if detail["type"] == "model_type":
        allowed = f"a mapping with the keys {', '.join(_known_keys(root, where))}"
    else:
        allowed = IN_WORDS.get(detail["type"]) or detail["msg"].removeprefix("Input should be ")
    path = ".".join(where)
    given = "the value" if path in secrets.SECRETS else _shown(detail["input"])
    return f"{NAMESPACE}:{path}: {given} is refused; allowed: {allowed}"


def _unknown(key: str, value: object, known: tuple[str, ...]) -> str:
    nearest = get_close_matches(key.split(".")[-1], known, n=1, cutoff=0.0)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    return f"{NAMESPACE}:{key}: {_shown(value)} is refused; the key is unknown. {hint}Known: {', '.join(known)}"


def _known_keys(root: type[BaseModel], path: list[str]) -> tuple[str, ...]:
    """The keys of the section that a path of keys and positions leads to."""
    model = root
    for part in path:
        for name, field in model.model_fields.items():
            if to_camel(name) == part:
                model = next(_models(field.annotation), model)
    return tuple(to_camel(name) for name in model.model_fields)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The sections inside an annotation such as `Section | None` or `tuple[Section, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _shown(value: object) -> str:
    return json.dumps(value, default=str)
