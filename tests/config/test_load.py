"""The configuration is read from a stack file or the engine, with defaults, and never changes."""

import json
from pathlib import Path

import pulumi
import pytest
import yaml

from config.load import StackConfig
from config.mistakes import ConfigError
from config.project import PROJECT
from tests.config.samples import GOOD
from tests.support.graph import STACKS, build, build_stack, stack_values


def test_nothing_but_the_environment_is_required() -> None:
    config = StackConfig.parse("dev", GOOD)
    assert config.region == "eu-west-2"
    assert config.suffix == "dev"
    assert str(config.network.cidr) == "172.16.0.0/16"
    assert config.payments.functions[0].reserved_concurrency == 50
    with pytest.raises(ConfigError, match=r"payments:environment: nothing is given|payments:environment: null"):
        StackConfig.parse("dev", {})


def test_values_are_frozen() -> None:
    config = StackConfig.parse("dev", GOOD)
    with pytest.raises(ValueError, match="frozen"):
        config.region = "eu-west-1"  # pyright: ignore[reportAttributeAccessIssue] (it must fail)


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_reads_the_same_from_disk_and_from_the_engine(stack: str) -> None:
    path = PROJECT / f"Pulumi.{stack}.yaml"
    from_engine = StackConfig.parse(
        stack, {key.removeprefix("payments:"): value for key, value in stack_values(stack).items()}
    )
    assert StackConfig.from_file(path) == from_engine


def test_the_program_ends_with_the_list_of_mistakes() -> None:
    with pytest.raises(Exception, match=r"payments:network\.zones: .* is refused; allowed: .*at least 2 items"):
        build_stack("dev", changes={"payments:network": {"zones": ["a"]}})


def test_other_namespaces_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  aws:region: eu-west-1\n  payments:environment: development\n")
    assert StackConfig.from_file(path).region == "eu-west-2"


PAGING = "https://events.example.com/integration/nobody-knows-it"


def test_a_plain_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    values = {"payments:environment": "development", "payments:alerts": {"pagingEndpoint": PAGING}}
    path.write_text(yaml.safe_dump({"config": values}))
    with pytest.raises(ConfigError, match=r"payments:alerts\.pagingEndpoint: a plain value is refused") as refusal:
        StackConfig.from_file(path)
    assert PAGING not in str(refusal.value)


def test_a_secret_that_is_encrypted_is_read_without_a_key(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(
        "config:\n  payments:environment: development\n  payments:alerts:\n    pagingEndpoint:\n      secure: v1:A:B\n"
    )
    assert str(StackConfig.from_file(path).alerts.paging_endpoint) == "https://secret.invalid/0"


@pytest.mark.parametrize("secret", [True, False])
def test_the_engine_has_to_know_a_secret_as_one(secret: bool) -> None:
    values = {"payments:environment": "development", "payments:alerts": json.dumps({"pagingEndpoint": PAGING})}

    def program() -> None:
        pulumi.runtime.set_all_config(values, secret_keys=["payments:alerts"] if secret else [])
        assert str(StackConfig.load().alerts.paging_endpoint) == PAGING

    if secret:
        build(program)
    else:
        with pytest.raises(Exception, match=r"payments:alerts\.pagingEndpoint: a plain value is refused") as refusal:
            build(program)
        assert PAGING not in str(refusal.value)


def test_no_message_repeats_a_secret_that_another_key_is_compared_with() -> None:
    layer = "arn:aws:lambda:eu-west-2:111122223333:layer:agent:1"
    values = GOOD | {"region": "eu-west-1", "flags": {"agentLayerArn": layer}}
    with pytest.raises(ConfigError, match="a Lambda layer of eu-west-1"):
        StackConfig.parse("dev", values)
    with pytest.raises(ConfigError, match=r"a Lambda layer of \[secret\]") as refusal:
        StackConfig.parse("dev", values, hidden=[("region",)])
    assert "eu-west-1" not in str(refusal.value)
