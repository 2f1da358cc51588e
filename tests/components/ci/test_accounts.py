"""Which stacks may share an account, by the accounts' files."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.account.rules import mistakes
from tests.components.ci.account import ACCOUNTS, BOOTSTRAP, build_account
from tests.support.samples import ACCOUNT

OTHER = "210987654321"
TOGETHER = {"dev": "development", "staging": "staging"}
ALONE = {"prod": "production"}


def written(folder: Path, stack: str, account: str, stacks: dict[str, str]) -> None:
    config = {"payments-bootstrap:account": account, "payments-bootstrap:stacks": stacks}
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": config}))


def found(folder: Path, stack: str, account: str, stacks: dict[str, str]) -> list[str]:
    written(folder, stack, account, stacks)
    return list(mistakes(stack, account, stacks, folder))


@pytest.mark.parametrize("name", sorted(set(ACCOUNTS.values())))
def test_the_committed_files_are_taken(name: str) -> None:
    values = yaml.safe_load((BOOTSTRAP / f"Pulumi.{name}.yaml").read_text())["config"]
    account, stacks = (values[f"payments-bootstrap:{key}"] for key in ("account", "stacks"))
    assert list(mistakes(name, account, stacks, BOOTSTRAP)) == []


@pytest.mark.parametrize("environment", ["prod", "Production", "live", ""])
def test_an_environment_that_is_none_is_refused_since_its_previews_would_need_no_approval(environment: str) -> None:
    with pytest.raises(Exception, match=rf"stacks\.prod: '{environment}' is refused; allowed: development, staging"):
        build_account(changes={"stacks": {"prod": environment}})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"account": "12345"}, 'account: "12345" is refused; allowed: an AWS account\'s 12 digits'),
        ({"repository": "payments"}, 'repository: "payments" is refused; allowed: a repository on GitHub'),
        ({"stacks": ["prod"]}, r'stacks: \["prod"\] is refused; allowed: a mapping'),
        ({"stacks": {}}, "stacks: {} is refused"),
        ({"stacks": {"prod": ["production"]}}, "stacks.prod: .* is refused; allowed: a text"),
        ({"regions": []}, r"regions: \[\] is refused"),
        ({"regions": "eu-west-2"}, 'regions: "eu-west-2" is refused; allowed: a list'),
        ({"regions": ["us-east-1"]}, "regions.0: \"us-east-1\" is refused; allowed: 'eu-west-1', "),
        ({"regions": ["eu-west-2", "eu-west-2"]}, "regions: .* is refused; allowed: each region once"),
        ({"regions": ["eu-west-2", "eu-west-1", "eu-central-1"]}, "regions: .* is refused"),
        ({"signing": ["staging"]}, 'signing: "staging" is refused; allowed: prod'),
        ({"signing": "{"}, 'signing: "{" is refused; allowed: a list'),
        ({"closedNetworks": "perhaps"}, 'closedNetworks: "perhaps" is refused; allowed: true or false'),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Exception, match=f"payments-bootstrap:{said}"):
        build_account(changes=changes)


@pytest.mark.parametrize("beside", ["dev", "staging"])
def test_production_is_refused_beside_others(beside: str) -> None:
    with pytest.raises(Exception, match=rf"{beside}, prod are refused; allowed: production alone"):
        build_account("account", changes={"stacks": {beside: "development", "prod": "production"}})


@pytest.mark.parametrize("name", ["prod", "account-prod", "prod-account", "the-prod-account"])
def test_a_name_by_which_a_stack_could_change_the_accounts_own_resources_is_refused(name: str) -> None:
    with pytest.raises(Exception, match=rf"The stack {name} is refused, since prod may change what has such a name"):
        build_account(stack=name)


def test_an_account_that_another_file_names_is_refused_where_production_is_in_either(tmp_path: Path) -> None:
    written(tmp_path, "account", ACCOUNT, TOGETHER)
    (said,) = found(tmp_path, "production-account", ACCOUNT, ALONE)
    assert f"account: {ACCOUNT} is refused, since Pulumi.account.yaml names it too" in said
    (said,) = found(tmp_path, "account", ACCOUNT, TOGETHER)
    assert "since Pulumi.production-account.yaml names it too" in said
    assert found(tmp_path, "account", OTHER, TOGETHER) == []


def test_two_files_for_one_account_without_production_are_taken(tmp_path: Path) -> None:
    written(tmp_path, "first", ACCOUNT, {"dev": "development"})
    assert found(tmp_path, "second", ACCOUNT, {"staging": "staging"}) == []


def test_the_account_of_a_stack_without_a_file_is_that_of_its_configuration(tmp_path: Path) -> None:
    written(tmp_path, "account", ACCOUNT, TOGETHER)
    assert len(list(mistakes("production-account", ACCOUNT, ALONE, tmp_path))) == 1
    assert list(mistakes("production-account", OTHER, ALONE, tmp_path)) == []
