"""Who is notified when a release of flags was rolled back."""

from pulumi import Output, ResourceOptions
from pulumi_aws import appconfig, cloudwatch

from components.flags.delivery import Delivery
from foundation.component import Component
from foundation.region import Region

# AppConfig's own extension, without which it sends no events of a deployment.
EVENTS = "AWS.AppConfig.DeploymentNotificationsToEventBridge"


class RollbackAlert(Component):
    """The alerts topic is notified of each deployment of a delivery that an alarm or a person rolled back."""

    def __init__(self, name: str, region: Region, *, delivery: Delivery, opts: ResourceOptions | None = None):
        super().__init__(name, region, opts)
        appconfig.ExtensionAssociation(
            f"{name}-events",
            extension_arn=f"arn:aws:appconfig:{region.name}::extension/{EVENTS}/1",
            resource_arn=delivery.environment_arn,
            opts=self.child(),
        )
        rule = cloudwatch.EventRule(
            f"{name}-rule",
            description="Notifies of releases of flags that were rolled back",
            event_pattern=Output.json_dumps(
                {
                    "source": ["aws.appconfig"],
                    # AppConfig's guide and EventBridge's name the event differently from here on.
                    "detail-type": [{"prefix": "On Deployment Roll"}],
                    "detail": {"Environment": {"Id": [delivery.environment_id]}},
                },
                sort_keys=True,
            ),
            tags=region.naming.tags("flags-rolled-back"),
            opts=self.child(),
        )
        cloudwatch.EventTarget(f"{name}-target", rule=rule.name, arn=region.topics.alerts_arn, opts=self.child())
        self.publish()
