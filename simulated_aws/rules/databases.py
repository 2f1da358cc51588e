"""What RDS, Secrets Manager and KMS refuse: servers, where they run, their credentials and keys."""

import re
from collections.abc import Iterator

from catalog import ec2, kms, lambda_, rds, secretsmanager
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, Others, refuses, refuses_beside


@refuses(rds.INSTANCE)
def _server(inputs: Inputs) -> Iterator[Fault]:
    if not inputs.get("skipFinalSnapshot") and not inputs.get("finalSnapshotIdentifier"):
        yield Fault("finalSnapshotIdentifier", "a final snapshot needs an identifier")
    if inputs.get("monitoringInterval") and not inputs.get("monitoringRoleArn"):
        yield Fault("monitoringRoleArn", "enhanced monitoring needs a role")
    small = ("db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small")
    if inputs.get("performanceInsightsEnabled") and inputs.get("instanceClass") in small:
        yield Fault("performanceInsightsEnabled", f"not offered for {inputs['instanceClass']}")
    password = inputs.get("password")
    if isinstance(password, str) and password != UNKNOWN and not re.fullmatch(r"[!-~]{8,41}", password):
        yield Fault("password", "8 to 41 printable ASCII characters are expected")
    if isinstance(password, str) and set(password) & set('/@"'):
        yield Fault("password", "slashes, at signs and double quotes are refused")


@refuses_beside(rds.SUBNET_GROUP)
def _subnet_group_zones(inputs: Inputs, others: Others) -> Iterator[Fault]:
    subnets = others(ec2.SUBNET)
    zones = {subnets[subnet_id]["availabilityZone"] for subnet_id in inputs["subnetIds"] if subnet_id in subnets}
    if len(zones) < 2:
        yield Fault("subnetIds", f"DBSubnetGroupDoesNotCoverEnoughAZs: {', '.join(zones)}")


@refuses_beside(secretsmanager.SECRET_ROTATION)
def _permitted_rotation(inputs: Inputs, others: Others) -> Iterator[Fault]:
    function = inputs["rotationLambdaArn"].rpartition(":")[2]
    for permission in others(lambda_.PERMISSION).values():
        is_for_it = permission.get("sourceArn") in (None, inputs["secretId"])
        if permission["function"] == function and permission["principal"].startswith("secretsmanager") and is_for_it:
            return
    yield Fault("rotationLambdaArn", "AccessDeniedException: Secrets Manager may not invoke the function")


@refuses(kms.KEY)
def _key(inputs: Inputs) -> Iterator[Fault]:
    if not 7 <= inputs.get("deletionWindowInDays", 30) <= 30:
        yield Fault("deletionWindowInDays", f"{inputs['deletionWindowInDays']} is not between 7 and 30")
