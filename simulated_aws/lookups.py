"""What AWS answers to the lookups that a program makes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog import rds
from simulated_aws.live import Live
from simulated_aws.modelling import AwsError, Inputs

# What AWS itself publishes in Parameter Store; the layers' account is a made-up one.
_PUBLIC_PARAMETERS: Mapping[str, str] = {
    "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x": (
        "arn:aws:lambda:{region}:111122223333:layer:aws-fis-extension-arm64:9"
    ),
}


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
        match token:
            case "aws:index/getCallerIdentity:getCallerIdentity":
                return {"accountId": account, "arn": f"arn:aws:iam::{account}:user/rehearsal", "id": account}
            case "aws:ssm/getParameter:getParameter" if args["name"] in _PUBLIC_PARAMETERS:
                value = _PUBLIC_PARAMETERS[args["name"]].format(region=region)
                return {"name": args["name"], "type": "String", "value": value, "insecureValue": value}
            case "aws:ssm/getParametersByPath:getParametersByPath":
                below = {name: value for (where, name), value in self.parameters.items() if where == region}
                found = {name: value for name, value in below.items() if name.rpartition("/")[0] == args["path"]}
                return {**args, "region": region, "names": [*found], "values": [*found.values()]}
            case "aws:iam/getRole:getRole":
                # A program asks for those alone that its account has had before.
                return {"name": args["name"], "arn": f"arn:aws:iam::{account}:role/{args['name']}", "id": args["name"]}
            case "aws:rds/getInstances:getInstances":
                return {"region": region, "instanceIdentifiers": [name for name, _ in _servers(region, resources)]}
            case "aws:rds/getInstance:getInstance":
                return _server(args["dbInstanceIdentifier"], dict(_servers(region, resources)))
            case _:
                raise AwsError(f"the model of AWS has no answer to {token}")


def _servers(region: str, resources: Mapping[str, Live]) -> Iterator[tuple[str, Live]]:
    for live in resources.values():
        if live.token == rds.INSTANCE.token and live.region == region:
            yield live.inputs["identifier"], live


def _server(name: str, servers: Mapping[str, Live]) -> Mapping[str, Any]:
    if name not in servers:
        raise AwsError(f"reading RDS DB Instance ({name}): couldn't find resource")
    # The provider gives an empty text for what a server lacks.
    return {"dbInstanceIdentifier": name, "replicateSourceDb": servers[name].inputs.get("replicateSourceDb") or ""}
