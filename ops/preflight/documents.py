"""Each planned policy document, as IAM Access Analyzer judges it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from catalog import iam, s3
from ops.lib.checks import Answer, Check, judged, skipped
from ops.lib.clients import Client, Clients
from ops.preflight.planned import Plan, Planned

# What ends an `up`, and what lets somebody in; the rest is style.
GRAVE = ("ERROR", "SECURITY_WARNING")
IDENTITY, RESOURCE = "IDENTITY_POLICY", "RESOURCE_POLICY"
# The inputs that hold a document, and of which kind; those of other types belong to a resource.
INPUTS: Mapping[tuple[str, str], tuple[str, str]] = {
    (iam.POLICY.token, "policy"): (IDENTITY, ""),
    (iam.ROLE_POLICY.token, "policy"): (IDENTITY, ""),
    (iam.ROLE.token, "assumeRolePolicy"): (RESOURCE, "AWS::IAM::AssumeRolePolicyDocument"),
    (s3.BUCKET_POLICY.token, "policy"): (RESOURCE, "AWS::S3::Bucket"),
}
KEYS = ("policy", "assumeRolePolicy")


def document_checks(plan: Plan, clients: Clients, region: str) -> Sequence[Check]:
    """One check of all documents."""
    return [Check("policy documents", partial(documents, plan, clients.get("accessanalyzer", region)))]


def documents(plan: Plan, analyzer: Client) -> Answer:
    """Whether Access Analyzer finds a mistake in a document, or a door that it leaves open."""
    found = [(item, key) for item in plan.resources for key in KEYS if isinstance(item.inputs.get(key), str)]
    known = [(item, key) for item, key in found if item.known(key) is not None]
    if not known:
        return skipped("no document is known before an up")
    faults = (fault for item, key in known for fault in _faults(item, key, analyzer))
    later = len(found) - len(known)
    return judged(faults, f"{len(known)} have no mistake; {later} are known only after an up", "mend the documents")


def _faults(item: Planned, key: str, analyzer: Client) -> Iterator[str]:
    kind, of_type = INPUTS.get((item.type, key), (RESOURCE, ""))
    # The engine does not say in which form a program gave it.
    text = json.dumps(json.loads(item.inputs[key]))
    asked = {"policyDocument": text, "policyType": kind}
    if of_type:
        asked["validatePolicyResourceType"] = of_type
    for page in analyzer.get_paginator("validate_policy").paginate(**asked):
        for finding in page["findings"]:
            if finding["findingType"] in GRAVE:
                yield f"{item.name}.{key}: {finding['issueCode']}: {finding['findingDetails']}"
