"""The container service, on the platform that the configuration names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions

from components.container.app_runner import AppRunner
from components.container.ecs_express import EcsExpress
from components.container.platform import Platform, PlatformArgs
from config.sections import Container as Settings
from foundation.keys import EncryptionKey, EncryptionKeyArgs, log_group_use
from foundation.naming import Naming

PLATFORMS: Mapping[str, type[EcsExpress | AppRunner]] = {"ecs-express": EcsExpress, "app-runner": AppRunner}


@dataclass(frozen=True, kw_only=True)
class ContainerArgs:
    """The container's settings, its place in the network, the queue that it sends to, and who hears of alarms.

    `security_group_id` may be missing only where the container is switched off.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    settings: Settings
    vpc_id: Input[str]
    private_subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str] | None
    endpoint_group_id: Input[str]
    queue_url: Input[str]
    queue_arn: Input[str]
    queue_key_arn: Input[str]
    log_retention_days: int
    key_deletion_days: int
    topic_arn: Input[str]

    def __post_init__(self) -> None:
        if self.settings.enabled and self.security_group_id is None:
            raise ValueError("security_group_id is None; it must be given where the container is enabled")
        if self.settings.enabled and self.settings.image is None:
            raise ValueError("settings.image is None; it must be given where the container is enabled")


class Container(ComponentResource):
    """A container that sends payments to the queue, with a key of its own; nothing where it is switched off."""

    url: Output[str] | None = None
    arn: Output[str] | None = None
    log_group_name: Output[str] | None = None
    alarm_kinds: Sequence[str] = ()

    def __init__(self, name: str, args: ContainerArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:compute:Container", name, None, opts)
        if args.settings.enabled:
            platform = self._platform(name, args)
            self.url, self.arn, self.log_group_name = platform.url, platform.arn, platform.log_group_name
            self.alarm_kinds = [platform.alarm_kind]
        self.register_outputs({"url": self.url, "arn": self.arn, "log_group_name": self.log_group_name})

    def _platform(self, name: str, args: ContainerArgs) -> Platform:
        child = ResourceOptions(parent=self)
        key = EncryptionKey(
            f"{name}-key",
            EncryptionKeyArgs(
                naming=args.naming,
                purpose="container",
                account_id=args.account_id,
                deletion_days=args.key_deletion_days,
                statements=[log_group_use(args.region, args.account_id)],
            ),
            child,
        )
        return PLATFORMS[args.settings.platform](
            f"{name}-platform",
            PlatformArgs(
                naming=args.naming,
                region=args.region,
                account_id=args.account_id,
                settings=args.settings,
                image=args.settings.image or "",
                vpc_id=args.vpc_id,
                subnet_ids=list(args.private_subnet_ids.values()),
                security_group_id=args.security_group_id or "",
                endpoint_group_id=args.endpoint_group_id,
                queue_url=args.queue_url,
                queue_arn=args.queue_arn,
                queue_key_arn=args.queue_key_arn,
                key_arn=key.arn,
                log_retention_days=args.log_retention_days,
                topic_arn=args.topic_arn,
            ),
            child,
        )
