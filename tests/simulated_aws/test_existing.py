"""What exists is found by id, by type and by ARN, as it is now."""

from catalog import ec2, sqs
from simulated_aws.existing import Existing
from simulated_aws.live import Live


def queue(name: str) -> Live:
    return Live(sqs.QUEUE.token, name, "eu-west-2", {}, {"arn": f"arn:aws:sqs:eu-west-2:123456789012:{name}"})


def test_what_was_made_changed_and_deleted_is_known_as_it_is_now() -> None:
    existing = Existing()
    existing["one"], existing["two"] = queue("a"), queue("b")
    existing["vpc-1"] = Live(ec2.VPC.token, "vpc", "eu-west-2", {}, {})
    existing["one"] = queue("c")
    arn = "arn:aws:sqs:eu-west-2:123456789012"
    assert [existing.has(f"{arn}:{name}") for name in "abc"] == [False, True, True]
    assert existing.has("vpc-1")
    assert list(existing.of(sqs.QUEUE.token)) == ["two", "one"]
    del existing["two"]
    assert not existing.has(f"{arn}:b")
    assert list(existing) == ["one", "vpc-1"]
    assert existing.of(ec2.SUBNET.token) == {}


def test_an_arn_stays_known_while_one_of_those_that_have_it_exists() -> None:
    existing = Existing()
    existing["one"], existing["two"] = queue("a"), queue("a")
    del existing["one"]
    assert existing.has("arn:aws:sqs:eu-west-2:123456789012:a")
