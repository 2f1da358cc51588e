"""The configuration is read from a stack file or the engine, with defaults, and never changes."""

from pathlib import Path

import pytest
import yaml

from config.load import ConfigError, StackConfig
from config.project import PROJECT
from tests.config.samples import GOOD
from tests.support.graph import STACKS, build_stack


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
    content = yaml.safe_load(path.read_text())["config"]
    from_engine = StackConfig.parse(stack, {key.removeprefix("payments:"): value for key, value in content.items()})
    assert StackConfig.from_file(path) == from_engine


def test_the_program_ends_with_the_list_of_mistakes() -> None:
    with pytest.raises(Exception, match=r"payments:network\.zones: .* is refused; allowed: .*at least 2 items"):
        build_stack("dev", changes={"payments:network": {"zones": ["a"]}})


def test_other_namespaces_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  aws:region: eu-west-1\n  payments:environment: development\n")
    assert StackConfig.from_file(path).region == "eu-west-2"
