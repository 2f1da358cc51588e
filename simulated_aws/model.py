"""What AWS computes of a resource beyond the catalog's patterns."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalog import (
    acm,
    appconfig,
    codedeploy,
    ec2,
    ecs,
    iam,
    lambda_,
    networkfirewall,
    random_values,
    rds,
    signer,
    transfer,
)
from simulated_aws.modelling import Inputs, Lookup, Names, number


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """The outputs of a type that take more than a pattern.

    `created` gives them for a new resource. `updated` gives those that an update changes besides the inputs, by the
    properties before it and the new inputs.
    """

    created: Callable[[Inputs, Names, Lookup], Inputs] = lambda inputs, names, lookup: {}
    updated: Callable[[Inputs, Inputs, Lookup], Inputs] = lambda properties, inputs, lookup: {}


def _firewall(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    return {"firewallStatuses": _statuses(inputs, names.hex, lookup), "updateToken": names.hex}


def _moved(properties: Inputs, inputs: Inputs, lookup: Lookup) -> Inputs:
    """Endpoints come and go with the subnets, and none is known before
    (`ComputedIf("firewall_status", ...)` in `internal/service/networkfirewall/firewall.go`).
    """
    if properties["subnetMappings"] == inputs["subnetMappings"]:
        return {}
    return {"firewallStatuses": _statuses(inputs, str(properties["updateToken"]), lookup)}


def _statuses(inputs: Inputs, own: str, lookup: Lookup) -> list[Inputs]:
    states = [
        {
            "availabilityZone": lookup(mapping["subnetId"]).get("availabilityZone", ""),
            "attachments": [
                {"endpointId": f"vpce-{number(own, mapping['subnetId'])}", "subnetId": mapping["subnetId"]}
            ],
        }
        for mapping in inputs["subnetMappings"]
    ]
    # AWS gives them in no order.
    random.shuffle(states)
    return [{"syncStates": states}]


def _vpc(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    kinds = {"defaultNetworkAclId": "acl", "defaultRouteTableId": "rtb", "defaultSecurityGroupId": "sg"}
    main = {key: f"{kind}-{number(names.hex, kind)}" for key, kind in kinds.items()}
    return {**main, "mainRouteTableId": main["defaultRouteTableId"]}


def _endpoint(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    if inputs.get("vpcEndpointType") == "Gateway":
        return {"prefixListId": f"pl-{number(inputs['serviceName'])[:8]}", "state": "available"}
    return {"dnsEntries": [{"dnsName": f"vpce-{names.hex}.{names.region}.vpce.amazonaws.com"}], "state": "available"}


def _address(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    # From the block that RFC 5737 keeps for examples.
    return {"publicIp": f"203.0.113.{int(names.hex[:2], 16)}"}


def _deployment_group(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    group = f"{inputs['appName']}/{inputs['deploymentGroupName']}"
    return {"arn": f"arn:aws:codedeploy:{names.region}:{names.account}:deploymentgroup:{group}"}


def _server(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    address = f"{inputs['identifier']}.{names.hex[:12]}.{names.region}.rds.amazonaws.com"
    source: Inputs = lookup(inputs["replicateSourceDb"]) if inputs.get("replicateSourceDb") else {}
    # The call that makes a replica takes no version.
    version = source.get("engineVersionActual") or inputs.get("engineVersion") or ""
    return {
        # A replica says of itself what its source is.
        **{key: source[key] for key in ("allocatedStorage", "dbName", "engine", "username") if key in source},
        # What RDS takes where nothing is said, as in the call that makes a replica (botocore: rds.CreateDBInstance).
        "databaseInsightsMode": "standard",
        "engineLifecycleSupport": "open-source-rds-extended-support",
        **{key: inputs[key] for key in ("databaseInsightsMode", "engineLifecycleSupport") if inputs.get(key)},
        "address": address,
        "endpoint": f"{address}:{inputs.get('port', 3306)}",
        "engineVersionActual": _whole(version),
        "resourceId": f"db-{names.hex.upper()}",
        "status": "available",
    }


def _upgraded(properties: Inputs, inputs: Inputs, lookup: Lookup) -> Inputs:
    version, actual = str(inputs.get("engineVersion") or ""), properties["engineVersionActual"]
    runs_already = f"{actual}.".startswith(f"{version}.") or not version
    return {} if runs_already else {"engineVersionActual": _whole(version)}


def _whole(version: str) -> str:
    """The minor version that RDS takes of one or of a major version: its newest."""
    return version if version.count(".") == 2 else "8.4.11"


def _function(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    arn = names.fill(lambda_.FUNCTION.arn)
    invoke = f"arn:aws:apigateway:{names.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    version = "1" if inputs.get("publish") else "$LATEST"
    return {"version": version, "qualifiedArn": f"{arn}:{version}", "invokeArn": invoke}


# What changes without a new version; that of the code shows in its hash
# (`needsFunctionCodeUpdate` and `needsFunctionConfigUpdate` in `internal/service/lambda/function.go`).
UNPUBLISHED = ("__defaults", "code", "reservedConcurrentExecutions", "tags")


def _next_version(properties: Inputs, inputs: Inputs, lookup: Lookup) -> Inputs:
    changed = {key for key, value in inputs.items() if key not in UNPUBLISHED and properties.get(key) != value}
    if not inputs.get("publish") or not changed:
        return {}
    version = str(int(properties["version"]) + 1)
    return {"version": version, "qualifiedArn": f"{properties['arn']}:{version}"}


def _alias(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    function = lambda_.FUNCTION.arn.format(region=names.region, account=names.account, name=inputs["functionName"])
    return {"arn": f"{function}:{inputs['name']}"}


def _express_service(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    cluster = inputs.get("cluster", "default").rpartition("/")[2]
    arn = f"arn:aws:ecs:{names.region}:{names.account}:service/{cluster}/{inputs.get('serviceName', names.name)}"
    endpoint = f"ecs-{names.hex}.ecs.{names.region}.on.aws"
    return {
        "serviceArn": arn,
        "serviceRevisionArn": _revision(arn, inputs),
        "ingressPaths": [{"accessType": "PRIVATE", "endpoint": endpoint}],
    }


def _revised(properties: Inputs, inputs: Inputs, lookup: Lookup) -> Inputs:
    return {"serviceRevisionArn": _revision(properties["serviceArn"], inputs)}


def _revision(service_arn: str, inputs: Inputs) -> str:
    """A service has a new version whenever it changes, but for its tags."""
    settings = {key: value for key, value in inputs.items() if key != "tags"}
    version = int(number(sorted(settings.items())), 16) % 10**19
    return f"{service_arn.replace(':service/', ':service-revision/')}/{version}"


def _certificate(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    # The same for each certificate of a name in one account, whatever its region.
    proof = number(names.account, inputs["domainName"])
    return {
        "status": "PENDING_VALIDATION",
        "domainValidationOptions": [
            {
                "domainName": inputs["domainName"],
                "resourceRecordName": f"_{proof}.{inputs['domainName']}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": f"_{number(proof)}.acm-validations.aws.",
            }
        ],
    }


def _identity_provider(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    return {"arn": f"arn:aws:iam::{names.account}:oidc-provider/{inputs['url'].removeprefix('https://')}"}


def _signing_job(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    copied: Inputs = inputs["destination"]["s3"]
    # Signer names the copy by the job.
    key = f"{copied.get('prefix') or ''}{names.fill('{uuid}')}.zip"
    return {"signedObjects": [{"s3s": [{"bucket": copied["bucket"], "key": key}]}]}


def _random_id(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    return {"hex": names.hex[: 2 * inputs["byteLength"]]}


def _password(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    special = (inputs.get("overrideSpecial") or "!")[0]
    return {"result": f"aA1{special}{names.hex * 3}"[: int(inputs["length"])]}


def _file_server(inputs: Inputs, names: Names, lookup: Lookup) -> Inputs:
    """A server in a network has an endpoint of its own there, which Transfer Family makes."""
    details: Inputs = inputs.get("endpointDetails") or {}
    return {"endpointDetails": {**details, "vpcEndpointId": f"vpce-{names.hex}"}} if details.get("vpcId") else {}


def _same_endpoint(properties: Inputs, inputs: Inputs, lookup: Lookup) -> Inputs:
    details: Inputs = properties.get("endpointDetails") or {}
    kept = {key: value for key, value in details.items() if key == "vpcEndpointId"}
    return {"endpointDetails": {**inputs["endpointDetails"], **kept}} if kept else {}


_NOTHING_MORE = Behaviour()
_BEHAVIOURS: Mapping[str, Behaviour] = {
    acm.CERTIFICATE.token: Behaviour(created=_certificate),
    codedeploy.DEPLOYMENT_GROUP.token: Behaviour(created=_deployment_group),
    appconfig.DEPLOYMENT.token: Behaviour(created=lambda inputs, names, lookup: {"deploymentNumber": names.made}),
    appconfig.HOSTED_CONFIGURATION_VERSION.token: Behaviour(
        created=lambda inputs, names, lookup: {"versionNumber": names.made}
    ),
    ec2.EIP.token: Behaviour(created=_address),
    ec2.VPC.token: Behaviour(created=_vpc),
    ec2.VPC_ENDPOINT.token: Behaviour(created=_endpoint),
    ecs.EXPRESS_GATEWAY_SERVICE.token: Behaviour(created=_express_service, updated=_revised),
    iam.OPEN_ID_CONNECT_PROVIDER.token: Behaviour(created=_identity_provider),
    lambda_.ALIAS.token: Behaviour(created=_alias),
    lambda_.FUNCTION.token: Behaviour(created=_function, updated=_next_version),
    networkfirewall.FIREWALL.token: Behaviour(created=_firewall, updated=_moved),
    random_values.RANDOM_ID.token: Behaviour(created=_random_id),
    random_values.RANDOM_PASSWORD.token: Behaviour(created=_password),
    signer.SIGNING_JOB.token: Behaviour(created=_signing_job),
    rds.INSTANCE.token: Behaviour(created=_server, updated=_upgraded),
    transfer.SERVER.token: Behaviour(created=_file_server, updated=_same_endpoint),
}


def behaviour(token: str) -> Behaviour:
    """What AWS computes for a type."""
    return _BEHAVIOURS.get(token, _NOTHING_MORE)
