"""The same property under the name that another source gives it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

# Between the provider's word and AWS's, where they differ throughout a service.
WORDS = (
    ("password", "masteruserpassword"),
    ("username", "masterusername"),
    ("identifier", "dbinstanceidentifier"),
    ("instanceclass", "dbinstanceclass"),
    ("iamdatabaseauthenticationenabled", "enableiamdatabaseauthentication"),
    ("performanceinsightsenabled", "enableperformanceinsights"),
    ("backupwindow", "preferredbackupwindow"),
    ("maintenancewindow", "preferredmaintenancewindow"),
    ("replicatesourcedb", "sourcedbinstanceidentifier"),
    ("parametergroupname", "dbparametergroupname"),
    ("vpcsecuritygroupids", "vpcsecuritygroups"),
    ("cacertidentifier", "cacertificateidentifier"),
    ("enabledcloudwatchlogsexports", "enablecloudwatchlogsexports"),
    ("assumerolepolicy", "assumerolepolicydocument"),
    ("policy", "policydocument"),
    ("policy", "resourcepolicy"),
    ("policy", "keypolicy"),
    ("cidripv4", "cidrip"),
    ("referencedsecuritygroupid", "sourcesecuritygroupid"),
    ("referencedsecuritygroupid", "destinationsecuritygroupid"),
    ("securitygroupid", "groupid"),
    ("deletionwindowindays", "pendingwindowindays"),
    ("role", "rolename"),
    ("role", "iamrole"),
    ("function", "functionname"),
    ("code", "zipfile"),
    ("role", "rolearn"),
    ("visibilitytimeoutseconds", "visibilitytimeout"),
    ("messageretentionseconds", "messageretentionperiod"),
    ("maxmessagesize", "maximummessagesize"),
    ("receivewaittimeseconds", "receivemessagewaittimeseconds"),
    ("iamrolearn", "deliverlogspermissionarn"),
    ("metricqueries", "metrics"),
    ("queryid", "id"),
    ("body", "sshpublickeybody"),
    ("pattern", "filterpattern"),
    ("appname", "applicationname"),
    ("targetid", "id"),
    ("bucket", "bucketname"),
    ("snstopic", "snstopicarn"),
    ("topic", "topicarn"),
    ("type", "monitortype"),
    ("s3exportbucketname", "s3bucketname"),
    ("availabilityzones", "availabilityzone"),
)

# Of one type alone.
OF_TYPES: Mapping[str, Mapping[str, str]] = {
    "LogMetricFilter": {"name": "filtername"},
    "ManagedPrefixList": {"name": "prefixlistname"},
    "MetricAlarm": {"name": "alarmname"},
    "RolePolicy": {"name": "policyname"},
    "RolePolicyAttachment": {"role": "rolename"},
    "SecurityGroup": {"name": "groupname", "description": "groupdescription"},
    "EventSubscription": {"name": "subscriptionname"},
    "ReplicationInstance": {
        "kmskeyarn": "kmskeyid", "replicationsubnetgroupid": "replicationsubnetgroupidentifier",
    },
    "BucketServerSideEncryptionConfiguration": {"rules": "serversideencryptionconfiguration"},
    "InstanceAutomatedBackupsReplication": {"retentionperiod": "backupretentionperiod"},
    "Secret": {"replicas": "replicaregions", "replicationregion": "region"},
    "SecretPolicy": {"secretarn": "secretid"},
    "Workflow": {"onexceptionsteps": "onexceptionsteps"},
    "Key": {"deletionwindowindays": "pendingwindowindays"},
}  # fmt: skip

OF_KINDS = {kind.lower(): names for kind, names in OF_TYPES.items()}


def matched(name: str, candidates: Iterable[str], context: str = "") -> str | None:
    """The candidate that is the same property, whatever its case and its prefixes; None if there is none.

    `context` is the word that a source repeats in its names: the kind of the resource.
    """
    by_form = _by_form(tuple(candidates))
    return next((by_form[form] for form in _forms(_form(name), _form(context)) if form in by_form), None)


@cache
def _by_form(candidates: tuple[str, ...]) -> Mapping[str, str]:
    # Backwards, so that of two the first counts.
    return {_form(candidate): candidate for candidate in reversed(candidates)}


@cache
def _forms(name: str, context: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_variants(name, context)))


def _variants(name: str, context: str) -> Iterator[str]:
    own = OF_KINDS.get(context, {}).get(name)
    if own:
        yield own
    yield name
    if context:
        yield from (f"{context}{name}", f"db{context}{name}", f"{context}s{name}")
    yield from (other for word, other in WORDS if word == name)
    if name.endswith("id"):
        yield f"{name}entifier"
    yield from (f"{name}s", name.removesuffix("s"), name.removesuffix("es"))
    if name.endswith("ies"):
        yield f"{name[:-3]}y"
    yield from (f"{name}arn", name.removesuffix("arn"), f"{name}list", name.removesuffix("lists"))
    if context and name.startswith(context):
        yield name.removeprefix(context)


@cache
def _form(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
