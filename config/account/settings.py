"""What an account's file says, checked before anything of it is used."""

import json
from collections.abc import Iterator
from typing import Annotated

import pulumi
from pydantic import Field, ValidationError
from pydantic.alias_generators import to_camel

from config.account.rules import PROJECT
from config.mistakes import IN_WORDS, shown
from config.sections import Section
from config.types import AccountId, Matches, Region

Name = Annotated[str, Field(min_length=1)]
# As GitHub's tokens name it: since July 2026 new repositories carry the numbers of their owner and of themselves.
REPOSITORY = r"[\w-]+(@\d+)?/[\w.-]+(@\d+)?"
Repository = Annotated[str, Matches(REPOSITORY, "a repository on GitHub, as owner/name or owner@1/name@2")]


class AccountSettings(Section):
    """The account, the stacks that are deployed to it with their environments, and what it has for them.

    The state is in the first of the regions and copied to the second; `signing` are the stacks whose code is signed.
    """

    account: AccountId
    repository: Repository
    stacks: Annotated[dict[Name, str], Field(min_length=1)]
    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=2)]
    signing: tuple[str, ...] = ()
    closed_networks: bool = False


def read() -> AccountSettings:
    """The settings of the stack that runs; raises RunError with every mistake, each with its key."""
    config = pulumi.Config(PROJECT)
    texts = {key: config.get(key) for key in map(to_camel, AccountSettings.model_fields)}
    values = {key: _value(text) for key, text in texts.items() if text is not None}
    try:
        settings = AccountSettings.model_validate(values)
    except ValidationError as error:
        raise pulumi.RunError("\n".join(_said(error))) from None
    if found := [*_twice(settings), *_unknown(settings)]:
        raise pulumi.RunError("\n".join(found))
    return settings


def _value(text: str) -> object:
    """What the engine hands over: a list or a mapping as JSON, anything else as a text."""
    try:
        return json.loads(text) if text.startswith(("{", "[")) else text
    except ValueError:
        return text


def _said(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        key = f"{PROJECT}:{'.'.join(str(part) for part in detail['loc'] if part != '[key]')}"
        if detail["type"] == "missing":
            yield f"{key}: nothing is given; this key is required"
        else:
            allowed = IN_WORDS.get(detail["type"]) or detail["msg"].removeprefix("Input should be ")
            yield f"{key}: {shown(detail['input'])} is refused; allowed: {allowed}"


def _twice(settings: AccountSettings) -> Iterator[str]:
    if len(set(settings.regions)) < len(settings.regions):
        yield f"{PROJECT}:regions: {shown(settings.regions)} is refused; allowed: each region once"


def _unknown(settings: AccountSettings) -> Iterator[str]:
    for name in settings.signing:
        if name not in settings.stacks:
            yield f"{PROJECT}:signing: {shown(name)} is refused; allowed: {', '.join(settings.stacks)}"
