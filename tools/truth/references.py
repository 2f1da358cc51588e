"""Ids and ARNs that a resource may not name: of another region, account, network or kind, or of nothing at all."""

import re
from collections.abc import Iterator, Mapping

import catalog
from catalog import arc, ec2, fis
from simulated_aws.live import Live
from tools.truth.loaded import Loaded
from tools.truth.probe import Kind, Value
from tools.truth.sites import Site
from tools.truth.sources import api

ARN = re.compile(r"arn:aws:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d*):(?P<rest>.+)", re.DOTALL)
EC2_ID = re.compile(r"(vpc|subnet|sg|rtb|igw|nat|eipalloc|acl|vpce|pl)-[0-9a-f]{8,17}")
OTHER_REGION, OTHER_ACCOUNT = "us-east-1", "999999999999"
# What may name things of any region and account: policies, and texts for people and programs.
TEXTS = {
    "accessPolicy", "alarmDescription", "assumeRolePolicy", "code", "content", "dashboardBody", "description",
    "environment", "environments", "input", "policy", "policyDocument", "resourcePolicy", "tags", "triggers",
}  # fmt: skip
# What takes another region's, with the page that says so.
ANYWHERE: Mapping[str, str] = {
    "TopicSubscription.endpoint": "docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html",
    "EventTarget.arn": "docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html (event buses)",
    "Instance.replicateSourceDb": "docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html",
    "InstanceAutomatedBackupsReplication.sourceDbInstanceArn": "the source is in the other region by its nature",
    "Secret.replicas": "docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
    "BucketReplicationConfig.rules": "docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    "Plan.": "docs.aws.amazon.com/r53recovery/latest/dg/working-with-rs-workflows.html",
    "MetricAlarm.dimensions": "a dimension is a text that CloudWatch does not look up",
    "MetricAlarm.metricQueries": "a dimension is a text that CloudWatch does not look up",
    "Workflow.steps": "unverified: a step may write to a bucket of another region",
    "ExpressGatewayService.primaryContainer": "images and secrets are pulled across regions",
}
# What takes the ARN of anything that may call, or of anything that is watched.
ANY_KIND = {"Permission.sourceArn"}
# Of which network each is, by its input or by what EC2 says of it.
IN_A_NETWORK = (ec2.SUBNET, ec2.SECURITY_GROUP, ec2.ROUTE_TABLE)
MANY_NETWORKS = {arc.PLAN.token, fis.EXPERIMENT_TEMPLATE.token}


def references(site: Site, live: Live, to: Loaded) -> Iterator[Value]:
    """Each reference in the place of one, invalid ones and equal ones."""
    text = site.value
    if not isinstance(text, str) or any(key in TEXTS for key in site.keys):
        return
    place = f"{site.context}.{site.general}"
    anywhere = any(place.startswith(known) for known in ANYWHERE)
    found = ARN.fullmatch(text)
    target = to.own.get(text) or to.by_arn.get(text)
    if found and found["region"] and not anywhere and target is not None:
        moved = f"arn:aws:{found['service']}:{OTHER_REGION}:{found['account']}:{found['rest']}"
        yield Value(kind=Kind.REGION, value=moved, sources=("guide",))
    if found and found["rest"].startswith("role/"):
        moved = f"arn:aws:iam::{OTHER_ACCOUNT}:{found['rest']}"
        yield Value(kind=Kind.ACCOUNT, value=moved, sources=("guide",))
    if target is None or target is live or site.keys == (catalog.of(live.token).named_by,):
        return
    yield from _of_other_region(text, target, live, to, anywhere)
    yield from _absent(site, text, target, live)
    if place not in ANY_KIND:
        yield from _other_kind(text, target, live, to)
    yield from _networks(text, target, live, to)


def _of_other_region(text: str, target: Live, live: Live, to: Loaded, anywhere: bool) -> Iterator[Value]:
    """An id of the same kind that is in the stack's other region."""
    if anywhere or not EC2_ID.fullmatch(text) or not live.region:
        return
    for other, found in to.own.items():
        if found.token == target.token and found.region not in ("", live.region):
            yield Value(kind=Kind.REGION, value=other, sources=("guide",), detail="id")
            return


def _absent(site: Site, text: str, target: Live, live: Live) -> Iterator[Value]:
    """Something of the same form that does not exist, where the service looks it up."""
    known = catalog.of(live.token)
    if site.keys and site.keys[0] in (*known.not_looked_up, *known.loose):
        return
    if EC2_ID.fullmatch(text):
        yield Value(kind=Kind.ABSENT, value=f"{text.partition('-')[0]}-0abcdef0123456789", sources=("API",))
    elif api.refuses_absent(live.token) or (site.schema is not None and site.schema.type_name):
        absent = f"{text[:-6]}absent" if len(text) > 6 else "absent"
        yield Value(kind=Kind.ABSENT, value=absent, sources=("API",))


def _other_kind(text: str, target: Live, live: Live, to: Loaded) -> Iterator[Value]:
    """What is of another kind: an ARN for an ARN, an id for an id."""
    if EC2_ID.fullmatch(text):
        wanted = ec2.VPC if target.token != ec2.VPC.token else ec2.SUBNET
        other = next(
            (key for key, item in to.own.items() if item.token == wanted.token and item.region == live.region), ""
        )
        if other:
            yield Value(kind=Kind.OTHER_KIND, value=other, sources=("API",))
    elif ARN.fullmatch(text):
        for item in to.own.values():
            arn = item.outputs.get("arn", "")
            if item.token != target.token and item.region in ("", live.region) and _kind(arn) not in ("", _kind(text)):
                yield Value(kind=Kind.OTHER_KIND, value=arn, sources=("API",))
                return


def _kind(arn: str) -> str:
    """The service and the kind of resource in an ARN."""
    found = ARN.fullmatch(arn)
    return f"{found['service']}:{re.split('[:/]', found['rest'])[0]}" if found else ""


def _networks(text: str, target: Live, live: Live, to: Loaded) -> Iterator[Value]:
    """The same kind of thing in the network that nothing of the stack belongs to, and one that is equal."""
    stranger = to.strangers.get((live.region, target.token))
    if stranger is None or target.token not in {kind.token for kind in IN_A_NETWORK} or live.token in MANY_NETWORKS:
        return
    joined = [key for key in map(str, live.held) if (item := to.own.get(key)) and _network(item, key, to)]
    if len(set(joined)) > 1:
        yield Value(kind=Kind.NETWORK, value=stranger, sources=("API",))
    if target.token == ec2.SECURITY_GROUP.token:
        equal = next((key for key, item in to.own.items() if _is_equal(item, target) and key not in live.held), "")
        if equal:
            yield Value(kind=Kind.OTHER_KIND, value=equal, valid=True, sources=("API",), detail="equal")


def _network(item: Live, key: str, to: Loaded) -> str:
    if item.token == ec2.VPC.token:
        return key
    return str(item.inputs.get("vpcId") or "") or ("group" if "subnetIds" in item.inputs else "")


def _is_equal(item: Live, target: Live) -> bool:
    return item.token == target.token and item.inputs.get("vpcId") == target.inputs.get("vpcId")
