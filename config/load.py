"""A stack's configuration: read, typed, and refused with all of its mistakes before any resource exists."""

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import config as pulumi_config
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from config import migration as config_migration
from config import objectives as config_objectives
from config import recovery as config_recovery
from config import secrets, sections, types
from config import signing as config_signing
from config.addresses import AddressPlan
from config.faults import Fault
from config.lent import lent
from config.mistakes import ConfigError, KeyPath, Mistakes, overlap
from config.rules import RULES, limits
from config.rules.limits import Planned
from config.rules.network import address_plan
from config.stack_file import NAMESPACE, StackFile, own_values
from config.stand_ins import closed, filled
from config.traffic import Gateway, TrafficArgs


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
    signing: config_signing.Signing = config_signing.Signing()
    objectives: config_objectives.Objectives = config_objectives.Objectives()
    costs: config_objectives.Costs = config_objectives.Costs()

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
        """The ARNs of what the first region uses of other accounts, by the service's prefix in IAM."""
        return lent(self.container, self.migration.dms, self.account)

    @property
    def recovery_lent(self) -> Mapping[str, tuple[str, ...]]:
        """The same of the second region, to which no migration reaches."""
        return lent(self.recovery_container, config_migration.DatabaseMigration(), self.account)

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
    def cidrs(self) -> tuple[IPv4Network, ...]:
        """The addresses of each region's network."""
        return (self.network.cidr, *((self.recovery.cidr,) if self.recovery.enabled else ()))

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

    @property
    def networks(self) -> Sequence[Planned]:
        """The network of each region, as it is made."""
        first = Planned(region=self.region, addresses=self.addresses, traffic=self.traffic, settings=self.first_network)
        if not self.recovery.enabled:
            return [first]
        second = Planned(
            region=self.recovery.region,
            addresses=self.recovery_addresses,
            traffic=self.recovery_traffic,
            settings=self.network,
        )
        return [first, second]

    @classmethod
    def parse(
        cls,
        stack: str,
        values: Mapping[str, object],
        *,
        hidden: Collection[KeyPath] = (),
        stand_ins: Collection[KeyPath] = (),
    ) -> "StackConfig":
        """The configuration of a stack, from its values by key without the namespace.

        Raises ConfigError with every mistake: unknown keys, values out of range, broken rules.

        Args:
            stack: its name.
            values: what its file, or the engine, says.
            hidden: the paths of values that are in no message.
            stand_ins: the paths of values that nobody knows, so that no rule across fields is broken by them.
        """
        fields = {to_camel(name): (name, field) for name, field in cls.model_fields.items()}
        given = {"suffix": stack, **values}
        words = Mistakes(cls, hidden)
        mistakes = [words.unknown(key, value, tuple(fields)) for key, value in given.items() if key not in fields]
        valid: dict[str, Any] = {}
        for key, (name, field) in fields.items():
            if key not in given and not field.is_required():
                valid[name] = field.default
                continue
            try:
                valid[name] = _validated(field, given.get(key))
            except ValidationError as error:
                mistakes += [words.invalid(key, detail) for detail in error.errors()]
        faults = [fault for fault in _broken_rules(valid) if not overlap(fault[0].split("."), stand_ins)]
        mistakes += [words.broken(fault) for fault in faults]
        made = cls.model_construct(**valid)
        if not mistakes:
            mistakes = [words.broken(fault) for rule in limits.RULES for fault in rule(made.networks)]
        if mistakes:
            said = secrets.texts(given, hidden)
            raise ConfigError(stack, [secrets.without(mistake, said) for mistake in mistakes])
        return made

    @classmethod
    def load(cls) -> "StackConfig":
        """The running stack's configuration; ends the program with the list of mistakes where it has any."""
        # The SDK reads single keys only; unknown ones are visible only in the whole map.
        texts = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
        values, stack = own_values(texts), pulumi.get_stack()
        # The engine marks the whole of what a secret is in.
        hidden = [(key,) for key in values if _is_secret(key)]
        try:
            return cls._checked(stack, values, hidden)
        except ConfigError as error:
            raise pulumi.RunError(str(error)) from error

    @classmethod
    def from_file(cls, path: Path, stack: str | None = None) -> "StackConfig":
        """The configuration that a stack's file holds, with a stand-in for each secret.

        Raises ConfigError for its mistakes, and StackFileError where Pulumi can't read it.
        """
        return cls.of_file(StackFile.read(path), stack or path.name.removeprefix("Pulumi.").removesuffix(".yaml"))

    @classmethod
    def of_file(cls, file: StackFile, stack: str) -> "StackConfig":
        """The configuration in a stack's file: with the values of its secrets where they were opened, else stand-ins.

        Raises ConfigError for its mistakes.
        """
        values = own_values(file.texts)
        hidden = list(closed(values))
        if file.opened is not None:
            return cls._checked(stack, own_values(file.opened), hidden)
        try:
            return cls._checked(stack, with_stand_ins(file), hidden, stand_ins=hidden)
        except ConfigError as error:
            raise ConfigError(stack, [*error.mistakes, *file.unopened()]) from None

    @classmethod
    def _checked(
        cls,
        stack: str,
        values: Mapping[str, object],
        hidden: Collection[KeyPath],
        stand_ins: Collection[KeyPath] = (),
    ) -> "StackConfig":
        if plain := list(secrets.plain(values, hidden)):
            raise ConfigError(stack, plain)
        return cls.parse(stack, values, hidden=hidden, stand_ins=stand_ins)


def with_stand_ins(file: StackFile) -> dict[str, object]:
    """What a stack's file says, by key without the namespace, with a stand-in for each secret."""
    return filled(own_values(file.texts), StackConfig.model_json_schema())


def _is_secret(key: str) -> bool:
    name = f"{NAMESPACE}:{key}"
    return pulumi_config.is_config_secret(name) or name in pulumi_config.get_config_secret_keys_env()


def _validated(field: FieldInfo, value: object) -> object:
    # A FieldInfo as metadata keeps the pattern beside the annotation.
    return TypeAdapter[Any](field.rebuild_annotation()).validate_python(value)


def _broken_rules(valid: Mapping[str, object]) -> Iterator[Fault]:
    for rule in RULES:
        needs = inspect.signature(rule).parameters
        if all(name in valid for name in needs):
            yield from rule(*(valid[name] for name in needs))
