"""What the settings of the second region become."""

from collections.abc import Mapping

from config.properties.property import Property, none

_SWITCH = none("decides which resources exist, and which of them serve")
_RECORDS = "route53.ChangeResourceRecordSets"
PROPERTIES: Mapping[str, Property] = {
    "recovery.enabled": _SWITCH,
    "recovery.region": none("the regions whose firewall groups, layers and classes have been checked"),
    "recovery.cidr": Property("ec2.CreateVpc.CidrBlock", "as large as the first region's network, and apart from it"),
    "recovery.witnessRegion": Property(
        "dynamodb.UpdateTable.GlobalTableWitnessUpdates.Create.RegionName",
        "the European ones (DynamoDB guide); another one replaces the table, which is to be unprotected before",
    ),
    "recovery.active": _SWITCH,
    "recovery.returning": _SWITCH,
    "recovery.container": _SWITCH,
    "recovery.wayOut": _SWITCH,
    "recovery.routingControls": _SWITCH,
    "recovery.approvers": Property(
        "iam.UpdateAssumeRolePolicy.PolicyDocument",
        "the roles and users that it names, as many as a trust policy holds",
    ),
    "recovery.hostedZoneId": Property(f"{_RECORDS}.HostedZoneId", "the form of the ids that Route 53 gives"),
    "recovery.recordName": Property(
        f"{_RECORDS}.ChangeBatch.Changes.ResourceRecordSet.Name", "no wildcard, in lower case"
    ),
}
