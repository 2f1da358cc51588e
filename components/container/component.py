"""The container service, on the platform that the configuration names."""

from collections.abc import Mapping

from pulumi import Output, ResourceOptions

from components.container.app_runner import AppRunner
from components.container.ecs_express import EcsExpress
from components.container.platform import ContainerArgs
from foundation.component import Component
from foundation.keys import EncryptionKey

PLATFORMS: Mapping[str, type[EcsExpress | AppRunner]] = {"ecs-express": EcsExpress, "app-runner": AppRunner}


class Container(Component):
    """A container that sends payments to the queue, with a key of its own; nothing where it is switched off."""

    url: Output[str] | None
    arn: Output[str] | None
    log_group_name: Output[str] | None

    def __init__(self, name: str, args: ContainerArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        if not args.settings.enabled:
            self.publish(url=None, arn=None, log_group_name=None)
            return
        key = EncryptionKey(f"{name}-key", args.region, purpose="container", logs=True, opts=self.child())
        platform = PLATFORMS[args.settings.platform](f"{name}-platform", args, key_arn=key.arn, opts=self.child())
        self.publish(url=platform.url, arn=platform.arn, log_group_name=platform.log_group_name)
