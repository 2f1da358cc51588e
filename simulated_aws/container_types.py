"""What AWS answers when a part of the container service is made, on either platform: one table by type."""

from collections.abc import Mapping
from typing import Any

from simulated_aws.modelling import ESTIMATE, Inputs, Lookup, Model, Names


def _express_service(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    cluster = inputs.get("cluster", "default").rpartition("/")[2]
    arn = f"arn:aws:ecs:{names.region}:{names.account}:service/{cluster}/{inputs.get('serviceName', names.name)}"
    endpoint = f"ecs-{names.hex}.ecs.{names.region}.on.aws"
    return {"serviceArn": arn, "ingressPaths": [{"accessType": "PRIVATE", "endpoint": endpoint}]}


def _app_runner_service(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, Any]:
    arn = f"arn:aws:apprunner:{names.region}:{names.account}:service/{inputs['serviceName']}/{names.hex}"
    url = f"{names.hex[:10]}.{names.region}.awsapprunner.com"
    return {"arn": arn, "serviceId": names.hex, "serviceUrl": url, "status": "RUNNING"}


APP_RUNNER = "arn:aws:apprunner:{region}:{account}"
TYPES: Mapping[str, Model] = {
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion": Model(
        id=APP_RUNNER + ":autoscalingconfiguration/{name}/1/{hex}",
        arn=APP_RUNNER + ":autoscalingconfiguration/{name}/1/{hex}",
    ),
    "aws:apprunner/service:Service": Model(
        id=APP_RUNNER + ":service/{name}/{hex}", minutes=5, source=ESTIMATE, computed=_app_runner_service
    ),
    "aws:apprunner/vpcConnector:VpcConnector": Model(
        id=APP_RUNNER + ":vpcconnector/{name}/1/{hex}", arn=APP_RUNNER + ":vpcconnector/{name}/1/{hex}"
    ),
    "aws:apprunner/vpcIngressConnection:VpcIngressConnection": Model(
        id=APP_RUNNER + ":vpcingressconnection/{name}/{hex}",
        arn=APP_RUNNER + ":vpcingressconnection/{name}/{hex}",
        minutes=2,
        source=ESTIMATE,
        computed=lambda inputs, names, lookup: {"domainName": f"{names.hex}.{names.region}.awsapprunner.com"},
    ),
    "aws:ecs/cluster:Cluster": Model(
        id="arn:aws:ecs:{region}:{account}:cluster/{name}", arn="arn:aws:ecs:{region}:{account}:cluster/{name}"
    ),
    "aws:ecs/expressGatewayService:ExpressGatewayService": Model(
        id="express-{hex}", minutes=5, source=ESTIMATE, computed=_express_service
    ),
}
