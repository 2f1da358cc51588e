"""What every component has in common: its region, the options of its children, its outputs and its alarms."""

from collections.abc import Sequence
from inspect import get_annotations

from pulumi import ComponentResource, CustomTimeouts, Resource, ResourceOptions

from foundation.alarms import Alarm
from foundation.region import Region


class Component(ComponentResource):
    """A component in one region, whose children are made by the region's provider.

    Its type is `payments:{package}:{Class}`. A subclass declares its outputs as annotations and publishes them once.
    `alarms` holds those of the component and of all components inside of it.
    """

    region: Region
    alarms: list[Alarm]

    def __init__(self, name: str, region: Region, opts: ResourceOptions | None = None):
        package = type(self).__module__.split(".")[1]
        in_region = ResourceOptions.merge(opts, ResourceOptions(provider=region.provider))
        super().__init__(f"payments:{package}:{type(self).__name__}", name, None, in_region)
        self.region, self.alarms = region, []
        self._container = opts.parent if opts and isinstance(opts.parent, Component) else None

    def child(
        self,
        *,
        depends_on: Sequence[Resource] | None = None,
        ignore_changes: list[str] | None = None,
        delete_before_replace: bool | None = None,
        replace_on_changes: list[str] | None = None,
        retain_on_delete: bool | None = None,
        custom_timeouts: CustomTimeouts | None = None,
    ) -> ResourceOptions:
        """The options of a resource that belongs to this component."""
        return ResourceOptions(
            parent=self,
            depends_on=depends_on,
            ignore_changes=ignore_changes,
            delete_before_replace=delete_before_replace,
            replace_on_changes=replace_on_changes,
            retain_on_delete=retain_on_delete,
            custom_timeouts=custom_timeouts,
        )

    def publish(self, **outputs: object) -> None:
        """Assigns the outputs and registers them; raises TypeError for one that the class does not declare."""
        declared = {name for kind in type(self).__mro__ for name in get_annotations(kind)}
        if unknown := outputs.keys() - declared:
            raise TypeError(f"{type(self).__name__} declares no output {', '.join(sorted(unknown))}")
        for name, value in outputs.items():
            setattr(self, name, value)
        self.register_outputs(outputs)

    def add_alarm(self, alarm: Alarm) -> Alarm:
        """Adds an alarm to this component's and to those of the components around it."""
        self.alarms.append(alarm)
        if self._container:
            self._container.add_alarm(alarm)
        return alarm
