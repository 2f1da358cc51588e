"""The models of the API calls: each call is in them, and its values are matched as the services do."""

import pytest

import catalog
from catalog import cloudwatch, iam, lambda_, s3
from simulated_aws.kinds.calls import CALLS
from simulated_aws.kinds.models import known_inputs, model_faults


@pytest.mark.parametrize("token", sorted(CALLS))
def test_each_call_knows_an_input_of_its_type(token: str) -> None:
    assert token in catalog.TYPES
    assert known_inputs(token)


def test_an_input_that_repeats_the_types_name_is_found_without_it() -> None:
    found = list(model_faults(iam.ROLE.token, {"name": "a b"}))
    assert [fault.path for fault in found] == ["name"]
    assert "does not match" in found[0].reason


def test_nested_values_are_found_at_their_paths() -> None:
    rules = [{"status": "On"}]
    assert [fault.path for fault in model_faults(s3.BUCKET_LIFECYCLE_CONFIGURATION.token, {"rules": rules})] == [
        "rules[0].status"
    ]
    mapping = {"scalingConfig": {"maximumConcurrency": 1}}
    found = [fault.reason for fault in model_faults(lambda_.EVENT_SOURCE_MAPPING.token, mapping)]
    assert found == ["ValidationException: 1 are not at least 2 and at most 1000"]


def test_a_number_in_a_text_and_a_list_of_one_are_let_through() -> None:
    assert list(model_faults(cloudwatch.METRIC_ALARM.token, {"threshold": "1", "dimensions": {"a": "b"}})) == []
