"""Roll-outs of functions and of configuration, and the versions that they name."""

from collections.abc import Iterator
from typing import cast

from catalog import appconfig, cloudwatch, codedeploy, lambda_
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.values import at

# What the name of AWS's own deployment configurations begins with, by platform
# (docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html).
CONFIGURATIONS = {"Lambda": "CodeDeployDefault.Lambda", "ECS": "CodeDeployDefault.ECS"}


@fits(codedeploy.DEPLOYMENT_GROUP)
def _platform(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: codedeploy.CreateDeploymentGroupInput.deploymentConfigName."""
    applications = around.of(codedeploy.APPLICATION).values()
    platforms = {live.inputs.get("name"): str(live.inputs.get("computePlatform")) for live in applications}
    platform = platforms.get(inputs.get("appName"), "")
    prefix = CONFIGURATIONS.get(platform)
    config = str(inputs.get("deploymentConfigName") or "")
    of = next((other for other, name in CONFIGURATIONS.items() if config.startswith(name)), "Server")
    if platform and config.startswith("CodeDeployDefault.") and of != platform:
        what = f"{config} is not for the compute platform {platform} but for {of}"
        yield Fault("deploymentConfigName", f"InvalidDeploymentConfigNameException: {what}")
    if prefix:
        wanted = {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
        for key, value in wanted.items():
            given = at(inputs, f"deploymentStyle.{key}")
            if given not in (value, UNKNOWN):
                what = f"{platform} takes {value}, not {given}"
                yield Fault(f"deploymentStyle.{key}", f"InvalidDeploymentStyleException: {what}")


@fits(lambda_.ALIAS)
def _version(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """botocore: lambda.CreateAlias, ResourceNotFoundException."""
    name = _name(inputs)
    functions = around.of(lambda_.FUNCTION).values()
    last = next((live.outputs.get("version") for live in functions if live.inputs.get("name") == name), None)
    weights = cast(dict[str, float], at(inputs, "routingConfig.additionalVersionWeights") or {})
    for version in (str(inputs.get("functionVersion") or "$LATEST"), *weights):
        known = str(last).isdigit() and version.isdigit() and int(version) <= int(str(last))
        if last is not None and version not in ("$LATEST", UNKNOWN) and not known:
            yield Fault("functionVersion", f"ResourceNotFoundException: Function not found: {name}:{version}")


@fits(codedeploy.DEPLOYMENT_GROUP)
def _alarms(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A deployment stops where the state of an alarm can't be told (botocore: codedeploy.AlarmConfiguration)."""
    kinds = ((cloudwatch.METRIC_ALARM, "name"), (cloudwatch.COMPOSITE_ALARM, "alarmName"))
    known = {live.inputs.get(key) for kind, key in kinds for live in around.of(kind).values()}
    for alarm in cast(list[str], at(inputs, "alarmConfiguration.alarms") or []):
        if alarm not in known and alarm != UNKNOWN:
            yield Fault("alarmConfiguration.alarms", f"InvalidAlarmConfigException: there is no alarm {alarm}")


@fits(lambda_.FUNCTION_EVENT_INVOKE_CONFIG)
def _qualifier(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html."""
    name, qualifier = _name(inputs), str(inputs.get("qualifier") or "$LATEST")
    is_known = any(live.inputs.get("name") == name for live in around.of(lambda_.FUNCTION).values())
    aliases = {live.inputs.get("name") for live in around.of(lambda_.ALIAS).values() if _name(live.inputs) == name}
    is_version = qualifier.startswith("$LATEST") or qualifier.isdigit()
    if is_known and qualifier != UNKNOWN and not is_version and qualifier not in aliases:
        what = f"The resource you requested does not exist: {name}:{qualifier}"
        yield Fault("qualifier", f"ResourceNotFoundException: {what}")


def _name(inputs: Inputs) -> str:
    """The name of the function that is named, whether by it or by an ARN."""
    return str(inputs.get("functionName")).rpartition(":function:")[2].partition(":")[0]


@fits(appconfig.DEPLOYMENT)
def _parts(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """An environment, a profile and a version that are deployed are those of one application.

    botocore: appconfig.StartDeployment, ResourceNotFoundException.
    """
    application = inputs.get("applicationId")
    for key, kind in (
        ("environmentId", appconfig.ENVIRONMENT),
        ("configurationProfileId", appconfig.CONFIGURATION_PROFILE),
    ):
        live = next(
            (live for live_id, live in around.of(kind).items() if live_id.split(":")[0] == inputs.get(key)), None
        )
        if live and live.inputs.get("applicationId") != application:
            yield Fault(key, f"ResourceNotFoundException: {inputs[key]} is no part of the application {application}")
    profile, version = inputs.get("configurationProfileId"), str(inputs.get("configurationVersion"))
    versions = [
        str(live.outputs.get("versionNumber"))
        for live in around.of(appconfig.HOSTED_CONFIGURATION_VERSION).values()
        if live.inputs.get("configurationProfileId") == profile
    ]
    if versions and version.isdigit() and version not in versions:
        yield Fault("configurationVersion", f"ResourceNotFoundException: {profile} has no version {version}")
