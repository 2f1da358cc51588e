"""The chains from a role to more than it was given: those that are listed, each with its reason, and no others."""

from dataclasses import replace

import pytest
from cloudsplaining.shared.constants import PRIVILEGE_ESCALATION_METHODS

from access.documents import parse
from tests.tools.escalation.places import places, unbounded
from tools.escalation.chains import Chain, chains, listed
from tools.escalation.goals import ADMINISTRATION, CREDENTIAL, ENVIRONMENT, STATE
from tools.escalation.identities import EVERYTHING, Place
from tools.escalation.methods import METHODS, MORE
from tools.reference.escalation import UNBOUNDED

Found = set[tuple[str, str, str]]


def short(found: list[Chain]) -> Found:
    return {(one.start, one.goal, one.by) for one in found}


@pytest.fixture(scope="module")
def found() -> list[Chain]:
    return chains(places())


def test_every_chain_is_listed_and_every_listed_one_is_found(found: list[Chain]) -> None:
    wanted = {(start, one.goal, by) for one in listed() for start in one.start for by in one.by}
    assert len(wanted) == sum(len(one.start) * len(one.by) for one in listed())
    assert short(found) == wanted


def test_no_role_comes_to_the_administration_and_no_function_to_the_state(found: list[Chain]) -> None:
    assert len(places()) == 2
    assert len({one.name for place in places() for one in place.identities}) > 30
    assert [one for one in found if one.goal == ADMINISTRATION] == []
    assert {one.start for one in found if one.goal == STATE} == {"deploy", "drift", "preview", "state-copy"}


def test_without_the_boundary_the_deploy_role_becomes_the_administrator(found: list[Chain]) -> None:
    without = short(chains([unbounded(place) for place in places()]))
    assert len(without) == UNBOUNDED > len(short(found))
    more = without - short(found)
    assert {by for start, goal, by in more if (start, goal) == ("deploy", ADMINISTRATION)} == {
        "CreateRoleThenPutRolePolicy",
        "PutRolePolicy",
        "PutRolePolicyThenUpdateAssumeRolePolicy",
    }
    assert ("deploy", STATE, "CreateRoleThenPutRolePolicy") in more


# By a policy that somebody gives the preview role: what it comes to.
TRIED = {
    "iam:CreateUser": ADMINISTRATION,
    "iam:CreateAccessKey": ADMINISTRATION,
    "iam:CreatePolicyVersion": ADMINISTRATION,
    "iam:AttachUserPolicy": ADMINISTRATION,
    "lambda:UpdateFunctionCode": CREDENTIAL,
    "lambda:UpdateFunctionConfiguration": CREDENTIAL,
    "rds:ModifyDBSnapshotAttribute": CREDENTIAL,
    "secretsmanager:PutResourcePolicy": CREDENTIAL,
    "s3:PutBucketPolicy": STATE,
    "kms:PutKeyPolicy": STATE,
    "kms:CreateGrant": STATE,
    "sqs:AddPermission": ENVIRONMENT,
    "lambda:AddPermission": ENVIRONMENT,
}


@pytest.mark.parametrize("action", TRIED)
def test_a_role_that_may_do_more_is_noticed(action: str) -> None:
    place = next(place for place in places() if "dev" in place.stacks)
    given = parse(f'{{"Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}')
    assert TRIED[action] in {one.goal for one in chains([only_with(place, given)]) if one.start == "preview"}


def only_with(place: Place, given: object) -> Place:
    """The account in which the preview role of dev has one policy, and no boundary; nobody else starts anything."""
    changed = tuple(
        replace(one, permissions=given, bounds=EVERYTHING) if (one.name, one.stack) == ("preview", "dev") else one
        for one in place.identities
        if one.name == "preview" or one.functions
    )
    return replace(place, identities=changed)


def test_a_role_that_lets_itself_be_assumed_is_come_to() -> None:
    place = next(place for place in places() if "dev" in place.stacks)
    named = next(one for one in place.identities if (one.name, one.stack) == ("preview", "dev"))
    target = next(one for one in place.identities if one.name == "database-rotation-role" and one.stack == "dev")
    trusts = parse(
        f'{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": "{named.arn}"}}, "Action": "sts:AssumeRole"}}}}'
    )
    assuming = parse('{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}')
    for permissions, wanted in ((assuming, True), (named.permissions, False)):
        start = replace(named, permissions=permissions, bounds=EVERYTHING)
        small = replace(place, identities=(start, replace(target, trusts=trusts)))
        assert ((named.name, CREDENTIAL, "AssumeRole") in short(chains([small]))) is wanted


def test_the_published_ways_are_all_tried() -> None:
    assert len(PRIVILEGE_ESCALATION_METHODS) >= 59
    assert len(METHODS) == len(PRIVILEGE_ESCALATION_METHODS) + len(MORE)
