"""What the workflows' roles may change of what the account's own project made."""

from collections.abc import Iterator, Mapping

import pytest
from policy_sentry.querying.actions import get_actions_matching_arn, get_actions_with_access_level

from access.evaluation import Request, decide
from catalog import iam, kms, s3, signer
from tests.components.ci.test_program_boundary import bounding
from tests.support.graph import STACKS
from tests.support.samples import ACCOUNT
from tests.tools.escalation.places import places
from tools.escalation.identities import EVERYTHING, Identity, Place

Changes = dict[str, set[str]]
USE = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"}
# Whoever changes an alias has to be permitted for its key as well (kms/latest/developerguide, access to aliases).
ALIASES = {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"}
FILES = {"s3:DeleteObject", "s3:PutObject"}
SIGNED = {"signer:StartSigningJob"}
# What each kind of role may change, by the type, and the files of its own stack's state beside them.
PERMITTED: Mapping[str, Mapping[str, set[str]]] = {
    "preview": {kms.KEY.token: {"kms:Decrypt"}},
    "deploy": {
        kms.ALIAS.token: ALIASES,
        kms.KEY.token: USE,
        kms.REPLICA_KEY.token: USE,
        signer.SIGNING_PROFILE.token: SIGNED,
        "own state": FILES,
    },
    "drift": {kms.KEY.token: USE, kms.REPLICA_KEY.token: USE, "own state": FILES},
}


def workflows() -> Iterator[tuple[Place, Identity]]:
    for place in places():
        yield from ((place, one) for one in place.identities if one.name in PERMITTED)


def things(place: Place, stack: str) -> Iterator[tuple[str, str]]:
    """Each ARN of the account's project with its type; a bucket has files beside, the state those of the stack."""
    for live in place.project.values():
        arn = str(live.outputs.get("arn") or "")
        if arn:
            yield live.token, arn
        if live.token == s3.BUCKET.token:
            yield f"a file in {live.name}", f"{arn}/.pulumi/stacks/payments/x-{stack}-y.json"
            own = "own state" if live.name == "state-store-bucket" else f"a file in {live.name}"
            yield own, f"{arn}/.pulumi/stacks/payments/{stack}.json"


def changes(place: Place, who: Identity) -> Changes:
    """All that a role may do to what the project made, but for what reads, by the type."""
    found: Changes = {}
    for kind, arn in things(place, who.stack):
        service = arn.split(":")[2]
        reads = {one for level in ("Read", "List") for one in get_actions_with_access_level(service, level)}
        allowed = {action for action in get_actions_matching_arn(arn) if action not in reads and who.may(action, arn)}
        if allowed:
            found.setdefault(kind, set()).update(allowed)
    return found


@pytest.mark.parametrize("kind", PERMITTED)
def test_a_role_changes_nothing_of_the_accounts_project_but_this(kind: str) -> None:
    roles = [(place, one) for place, one in workflows() if one.name == kind]
    assert {one.stack for _, one in roles} == set(STACKS)
    for place, one in roles:
        found = changes(place, one)
        # Where nothing is signed there is no profile.
        wanted = {key: value for key, value in PERMITTED[kind].items() if value != SIGNED or one.stack == "prod"}
        assert {key: value - {"kms:Decrypt"} for key, value in found.items()} == {
            key: value - {"kms:Decrypt"} for key, value in wanted.items()
        }, one.arn


@pytest.mark.parametrize("kind", ["deploy", "drift"])
def test_whatever_somebody_attaches_it_changes_neither_roles_nor_policies_nor_the_buckets_of_the_state(
    kind: str,
) -> None:
    for place, one in workflows():
        if one.name != kind:
            continue
        administrator = Identity(
            name=kind,
            stack=one.stack,
            arn=one.arn,
            trusts=one.trusts,
            permissions=(*one.permissions, *EVERYTHING),
            bounds=one.bounds,
        )
        found = changes(place, administrator)
        assert found.keys().isdisjoint(
            {iam.POLICY.token, iam.ROLE.token, iam.OPEN_ID_CONNECT_PROVIDER.token, s3.BUCKET.token}
        ), one.arn
        assert not any("access-log" in key for key in found), one.arn
        assert found[kms.KEY.token] == found[kms.REPLICA_KEY.token] == USE


@pytest.mark.parametrize("stack", STACKS)
def test_no_role_of_the_program_comes_to_a_file_or_a_bucket_of_the_accounts_project(stack: str) -> None:
    place = next(one for one in places() if stack in one.stacks)
    arns = [arn for kind, arn in things(place, stack) if arn.startswith("arn:aws:s3:::")]
    assert len(arns) == 12
    bounds = bounding(stack)
    for arn in arns:
        for action in get_actions_matching_arn(arn):
            request = Request(action=action, resource=arn, context={"aws:resourceaccount": (ACCOUNT,)})
            assert decide(bounds, request) == "denied", (action, arn)
