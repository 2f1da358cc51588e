"""Identities: what AWS answers when roles, policies and those who vouch for others are made, and what it refuses."""

import json
from collections.abc import Callable, Iterator, Mapping

from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.modelling import Inputs, Lookup, Model, Names

POLICY = "aws:iam/policy:Policy"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
# The characters of a managed policy's document, white space left out (IAM's quotas).
LONGEST_POLICY = 6144


def _of_kind(kind: str) -> Callable[[Inputs, Names, Lookup], Mapping[str, str]]:
    def computed(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, str]:
        return {"arn": f"arn:aws:iam::{names.account}:{kind}{inputs.get('path', '/')}{names.name}"}

    return computed


def _provider(inputs: Inputs, names: Names, lookup: Lookup) -> Mapping[str, str]:
    return {"arn": f"arn:aws:iam::{names.account}:oidc-provider/{inputs['url'].removeprefix('https://')}"}


def _policy_faults(inputs: Inputs) -> Iterator[Fault]:
    text = inputs.get("policy", UNKNOWN)
    if UNKNOWN not in text:
        length = len(json.dumps(json.loads(text), separators=(",", ":")))
        if length > LONGEST_POLICY:
            yield Fault("policy", f"the document has {length} characters; IAM takes {LONGEST_POLICY}")


TYPES: Mapping[str, Model] = {
    PROVIDER: Model(id="provider-{hex}", computed=_provider),
    POLICY: Model(id="policy-{hex}", minutes=0.1, computed=_of_kind("policy")),
    "aws:iam/role:Role": Model(id="{name}", minutes=0.2, computed=_of_kind("role")),
    "aws:iam/rolePolicy:RolePolicy": Model(id="{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Model(id="attachment-{hex}"),
}
VALUE_RULES: Mapping[str, Callable[[Inputs], Iterator[Fault]]] = {POLICY: _policy_faults}
