"""What AWS answers to the lookups that a program makes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog import rds, transfer
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError, Inputs
from simulated_aws.switching import health_checks

# What AWS itself publishes in Parameter Store; the layers' account is a made-up one.
_PUBLIC_PARAMETERS: Mapping[str, str] = {
    "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x": (
        "arn:aws:lambda:{region}:111122223333:layer:aws-fis-extension-arm64:9"
    ),
}
_BY_PATH = "aws:ssm/getParametersByPath:getParametersByPath"


@dataclass
class Lookups:
    """What lookups find beside the account's resources, and those that its policies do not permit.

    `parameters` are those of Parameter Store, by region and name; `forbidden` holds the tokens of lookups.
    """

    parameters: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    forbidden: set[str] = field(default_factory=set[str])

    def answer(
        self, token: str, args: Inputs, region: str, account: str, resources: Mapping[str, Live]
    ) -> Mapping[str, Any]:
        """The answer to a lookup; raises AwsError for one that is forbidden, finds nothing, or is not known here."""
        if token in self.forbidden:
            raise AwsError(f"AccessDeniedException: the caller is not authorized to perform {token.rpartition(':')[2]}")
        region = args.get("region") or region or "eu-west-2"
        if token == _BY_PATH:
            below = {name: value for (where, name), value in self.parameters.items() if where == region}
            found = {name: value for name, value in below.items() if name.rpartition("/")[0] == args["path"]}
            return {**args, "region": region, "names": [*found], "values": [*found.values()]}
        if token in _OF_RESOURCES:
            return _OF_RESOURCES[token](args, region, resources)
        return _of_account(token, args, region, account)


def _of_account(token: str, args: Inputs, region: str, account: str) -> Mapping[str, Any]:
    match token:
        case "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": account, "arn": f"arn:aws:iam::{account}:user/rehearsal", "id": account}
        case "aws:ssm/getParameter:getParameter" if args["name"] in _PUBLIC_PARAMETERS:
            value = _PUBLIC_PARAMETERS[args["name"]].format(region=region)
            return {"name": args["name"], "type": "String", "value": value, "insecureValue": value}
        case "aws:iam/getRole:getRole":
            # A program asks for those alone that its account has had before.
            return {"name": args["name"], "arn": f"arn:aws:iam::{account}:role/{args['name']}", "id": args["name"]}
        case _:
            raise AwsError(f"the model of AWS has no answer to {token}")


def _health_checks(args: Inputs, region: str, resources: Mapping[str, Live]) -> Mapping[str, Any]:
    if args["planArn"] not in resources:
        raise AwsError(f"ResourceNotFoundException: {args['planArn']}")
    return {
        "planArn": args["planArn"],
        "region": region,
        "healthChecks": list(health_checks(resources[args["planArn"]])),
    }


def _all_servers(args: Inputs, region: str, resources: Mapping[str, Live]) -> Mapping[str, Any]:
    return {"region": region, "instanceIdentifiers": [name for name, _ in _servers(region, resources)]}


def _one_server(args: Inputs, region: str, resources: Mapping[str, Live]) -> Mapping[str, Any]:
    return _server(args["dbInstanceIdentifier"], dict(_servers(region, resources)))


def _servers(region: str, resources: Mapping[str, Live]) -> Iterator[tuple[str, Live]]:
    for live in resources.values():
        if live.token == rds.INSTANCE.token and live.region == region:
            yield live.inputs["identifier"], live


def _server(name: str, servers: Mapping[str, Live]) -> Mapping[str, Any]:
    if name not in servers:
        raise AwsError(f"reading RDS DB Instance ({name}): couldn't find resource")
    # The provider gives an empty text for what a server lacks.
    return {"dbInstanceIdentifier": name, "replicateSourceDb": servers[name].inputs.get("replicateSourceDb") or ""}


def _endpoint(args: Inputs, region: str, resources: Mapping[str, Live]) -> Mapping[str, Any]:
    """An endpoint that a file server has: the name of the region, and one for each zone, in no order."""
    for live in resources.values():
        details: Inputs = live.outputs.get("endpointDetails") or {}
        if (live.token, live.region, details.get("vpcEndpointId")) == (transfer.SERVER.token, region, args["id"]):
            subnets: list[Live] = [resources[subnet] for subnet in details["subnetIds"]]
            zones = ["-" + subnet.inputs["availabilityZone"] for subnet in subnets]
            names = [
                f"{args['id']}-1a2b3c4d{zone}.server.transfer.{region}.vpce.amazonaws.com" for zone in (*zones, "")
            ]
            return {"id": args["id"], "region": region, "dnsEntries": [{"dnsName": name} for name in names]}
    raise AwsError(f"InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '{args['id']}' does not exist")


_OF_RESOURCES: Mapping[str, Callable[[Inputs, str, Mapping[str, Live]], Mapping[str, Any]]] = {
    "aws:arcregionswitch/getRoute53HealthChecks:getRoute53HealthChecks": _health_checks,
    "aws:ec2/getVpcEndpoint:getVpcEndpoint": _endpoint,
    "aws:rds/getInstances:getInstances": _all_servers,
    "aws:rds/getInstance:getInstance": _one_server,
}
