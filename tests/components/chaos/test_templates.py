"""What FIS takes of a template, and what it refuses."""

# botocore's models are untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from copy import deepcopy
from typing import Any, cast

import botocore.session
import pytest
from botocore.validate import ParamValidator

from catalog import fis
from simulated_aws.account import Account
from simulated_aws.rules.experiments import ACTIONS
from tests.components.chaos.samples import KINDS, template, usual
from tests.support.samples import ACCOUNT, REGION

TEMPLATE = fis.EXPERIMENT_TEMPLATE.token
ALARM = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:slo"
DATABASE = f"arn:aws:rds:{REGION}:{ACCOUNT}:db:database"


def test_the_templates_are_what_the_api_takes() -> None:
    graph = usual()
    model = cast(Any, botocore.session.get_session()).get_service_model("fis")
    shape = model.operation_model("CreateExperimentTemplate").input_shape
    for kind in KINDS:
        inputs = template(graph, kind)
        (found,), (target,) = inputs["actions"], inputs["targets"]
        logs = inputs["logConfiguration"]
        request = {
            "clientToken": "token",
            "description": inputs["description"],
            "stopConditions": inputs["stopConditions"],
            "roleArn": inputs["roleArn"],
            "tags": inputs["tags"],
            "experimentOptions": inputs["experimentOptions"],
            "targets": {target["name"]: {key: value for key, value in target.items() if key != "name"}},
            "actions": {
                found["name"]: {
                    "actionId": found["actionId"],
                    "parameters": {item["key"]: item["value"] for item in found["parameters"]},
                    "targets": {found["target"]["key"]: found["target"]["value"]},
                }
            },
            "logConfiguration": {
                "logSchemaVersion": logs["logSchemaVersion"],
                "cloudWatchLogsConfiguration": logs["cloudwatchLogsConfiguration"],
            },
        }
        report = ParamValidator().validate(request, shape)
        assert not report.has_errors(), report.generate_report()
        assert ACTIONS[found["actionId"]].target_key == found["target"]["key"]


def refused(changes: dict[str, Any]) -> list[str]:
    """What FIS says of a good template after some changes, by path: `actions.0.actionId`."""
    inputs = deepcopy(template(usual(), "zone-loss"))
    for path, value in changes.items():
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        parent: Any = inputs
        for part in way:
            parent = parent[part]
        parent[last] = value
    return [fault.reason for fault in Account().faults(TEMPLATE, inputs)]


PARAMETERS = "actions.0.parameters"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"actions.0.actionId": "aws:network:disrupt-conectivity"}, "is no action that the model knows"),
    ({"actions.0.target.key": "Subnet"}, "works on Subnets, not on Subnet"),
    ({"actions.0.target.value": "zone"}, "there is no target 'zone'"),
    ({"targets.0.resourceType": "aws:ec2:instance"}, "aws:ec2:subnet expected, not aws:ec2:instance"),
    ({"targets.0.resourceArns": [DATABASE]}, "is no aws:ec2:subnet"),
    ({"targets.0.resourceArns": []}, "either ARNs or tags are expected"),
    ({"targets.0.resourceArns": [f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/subnet-1"] * 6}, "6 ARNs are more than 5"),
    ({"targets.0.selectionMode": "SOME"}, "'SOME' is not ALL"),
    ({PARAMETERS: [{"key": "scope", "value": "all"}]}, "aws:network:disrupt-connectivity needs duration"),
    ({f"{PARAMETERS}.0": {"key": "scop", "value": "all"}}, "has no parameter scop"),
    ({f"{PARAMETERS}.0.value": "zone"}, "scope is 'zone'; one of all"),
    ({f"{PARAMETERS}.0.value": "prefix-list"}, "a prefixListIdentifier exactly with the scope prefix-list"),
    ({f"{PARAMETERS}.1.value": "5M"}, "duration is '5M'; one minute to twelve hours"),
    ({f"{PARAMETERS}.1.value": "PT30S"}, "duration is 'PT30S'; one minute to twelve hours"),
    ({f"{PARAMETERS}.1.value": "PT13H"}, "duration is 'PT13H'; one minute to twelve hours"),
    ({"stopConditions": [{"source": "aws:cloudwatch:alarm"}]}, "an alarm's ARN exactly with the source"),
    ({"stopConditions": [{"source": "alarm", "value": ALARM}]}, "'alarm' is no source"),
    ({"experimentOptions.emptyTargetResolutionMode": "ignore"}, "'ignore' is not one of ['fail', 'skip']"),
    (
        {"logConfiguration.cloudwatchLogsConfiguration.logGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:x"},
        "does not end with :*",
    ),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_fis_refuses_a_template_that_it_could_not_run(changes: dict[str, Any], reason: str) -> None:
    assert any(reason in said for said in refused(changes)), refused(changes)


def test_fis_takes_the_good_template() -> None:
    assert refused({}) == []
    assert refused({f"{PARAMETERS}.1.value": "PT1H30M"}) == []


@pytest.mark.parametrize(
    ("kind", "key", "value", "reason"),
    [
        ("processor-errors", "invocationPercentage", "0", "1 to 100 expected"),
        ("processor-errors", "preventExecution", "no", "true or false expected"),
        ("processor-delay", "startupDelayMilliseconds", "900001", "0 to 900000 expected"),
        ("database-failover", "forceFailover", "True", "true or false expected"),
    ],
)
def test_fis_refuses_a_parameter_out_of_range(kind: str, key: str, value: str, reason: str) -> None:
    inputs = deepcopy(template(usual(), kind))
    (parameter,) = [item for item in inputs["actions"][0]["parameters"] if item["key"] == key]
    parameter["value"] = value
    assert any(reason in fault.reason for fault in Account().faults(TEMPLATE, inputs))
