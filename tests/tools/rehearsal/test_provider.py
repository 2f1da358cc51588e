"""The simulated provider on the real engine: a second `up`, a refresh and a change show what they would show."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pulumi_aws as aws
import pytest
from pulumi import CustomTimeouts, Output, ResourceOptions
from pulumi.automation import CommandError

from components.migration.dms.endpoints import rds_authority
from foundation.policies import assumable_by
from tests.support.engine import changes, ids
from tools.rehearsal.engine import Rehearsal

pytestmark = pytest.mark.engine


@pytest.fixture
def settings() -> MutableMapping[str, Any]:
    """What the program of a test says, which the test changes between one `up` and the next."""
    return {"region": "eu-west-2", "path": "/", "first": False, "timeout": None}


@pytest.fixture
def small(settings: MutableMapping[str, Any]) -> Iterator[Rehearsal]:
    def program() -> None:
        options = ResourceOptions(provider=aws.Provider("aws", region="eu-west-2"))
        role = aws.iam.Role(
            "role",
            name="a-role",
            path=settings["path"],
            assume_role_policy=assumable_by("lambda.amazonaws.com", "123456789012"),
            opts=options,
        )
        aws.iam.RolePolicy(
            "policy",
            role=role.name,
            policy=Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}],
                }
            ),
            opts=options,
        )
        aws.dms.Certificate(
            "authority",
            certificate_id="authority",
            certificate_pem=rds_authority(settings["region"]),
            opts=ResourceOptions.merge(
                options,
                ResourceOptions(
                    delete_before_replace=settings["first"], custom_timeouts=CustomTimeouts(create=settings["timeout"])
                ),
            ),
        )

    with Rehearsal("dev", program=program) as rehearsal:
        yield rehearsal


def test_an_identifier_that_is_kept_is_free_only_if_the_old_one_goes_first(
    small: Rehearsal, settings: MutableMapping[str, Any]
) -> None:
    small.stack.up()
    assert set(changes(small.stack.up())) == {"same"}
    assert set((small.stack.refresh().summary.resource_changes or {}).keys()) == {"same"}
    before = ids(small)

    # The provider names no certificate, so that the bridge does not see that its name is kept.
    settings["region"] = "eu-west-1"
    with pytest.raises(CommandError, match="authority exists already"):
        small.stack.up()
    settings["first"] = True
    small.stack.up()
    assert set(changes(small.stack.up())) == {"same"}
    assert ids(small).keys() == before.keys()


def test_a_name_of_the_programs_own_lets_the_old_one_go_first_and_what_depends_on_it(
    small: Rehearsal, settings: MutableMapping[str, Any]
) -> None:
    small.stack.up()
    start = len(small.account.history())
    settings["path"] = "/other/"
    small.stack.up()
    done = [(step.operation, step.name) for step in small.account.history()[start:]]
    assert done == [("delete", "policy"), ("delete", "role"), ("create", "role"), ("create", "policy")]


def test_what_takes_longer_than_the_program_allows_is_there_and_not_ready(
    small: Rehearsal, settings: MutableMapping[str, Any]
) -> None:
    settings["timeout"] = "1s"
    with pytest.raises(CommandError, match=r"timeout while waiting for state to become 'available'.*timeout: 1s"):
        small.stack.up()
    assert "authority" in {item.name for item in small.account.live().values()}
    assert "authority aws:dms/certificate:Certificate" in ids(small)
    small.stack.destroy()
    assert small.account.live() == {}
