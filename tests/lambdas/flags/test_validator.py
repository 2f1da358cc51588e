"""The function that AppConfig asks: it takes the project's releases, and nothing that no function can follow."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest

from components.flags import read_flags
from components.flags.content import FLAGS
from config.project import PROJECT
from foundation.packaging import package
from lambdas.flags.validator import READ, RefusedError, handle

Content = dict[str, Any]


def asked(content: bytes) -> dict[str, Any]:
    """AppConfig's question, as its user guide has it."""
    return {
        "applicationId": "abc1234",
        "configurationProfileId": "abc1234",
        "configurationVersion": "7",
        "content": b64encode(content).decode(),
        "uri": "hosted",
    }


def released() -> Content:
    return json.loads(read_flags("flags").releases)


def test_the_projects_releases_pass() -> None:
    handle(asked(read_flags("flags").releases.encode()), None)


def test_it_reads_the_flags_that_the_program_wants() -> None:
    assert READ.keys() == FLAGS["releases"]


def test_a_plain_flag_passes() -> None:
    content = released()
    content["values"]["verify_balance"] = {"enabled": True}
    content["values"]["ledger_insert"] = {"enabled": True, "variant": "single"}
    handle(asked(json.dumps(content).encode()), None)


def test_what_is_not_enabled_needs_no_attributes() -> None:
    content = released()
    content["values"]["ledger_insert"] = {"enabled": False}
    handle(asked(json.dumps(content).encode()), None)


REFUSED: dict[str, tuple[Callable[[Content], object], str]] = {
    "no values": (lambda content: content.pop("values"), "values: none are given; allowed: exactly ledger_insert"),
    "a list of values": (lambda content: content.update(values=[]), "values: none are given"),
    "a flag is gone": (lambda content: content["values"].pop("verify_balance"), "values: ledger_insert are given"),
    "a flag is new": (
        lambda content: content["values"].update(other={"enabled": True}),
        "ledger_insert, other, verify_balance are given",
    ),
    "a variant that no code knows": (
        lambda content: content["values"]["ledger_insert"]["_variants"][1]["attributeValues"].update(variant="both"),
        'values.ledger_insert._variants[1].variant: "both" is given; allowed: separate, single',
    ),
    "a variant without its attribute": (
        lambda content: content["values"]["ledger_insert"]["_variants"][0].pop("attributeValues"),
        "values.ledger_insert._variants[0].variant: null is given",
    ),
    "a plain flag without its attribute": (
        lambda content: content["values"].update(ledger_insert={"enabled": True}),
        "values.ledger_insert.variant: null is given",
    ),
    "enabled is a text": (
        lambda content: content["values"].update(verify_balance={"enabled": "true"}),
        'values.verify_balance.enabled: "true" is given; allowed: true or false',
    ),
    "no variants": (
        lambda content: content["values"].update(verify_balance={"_variants": []}),
        "values.verify_balance._variants: no variants are given",
    ),
    "variants that are none": (
        lambda content: content["values"].update(verify_balance={"_variants": [1]}),
        "values.verify_balance._variants[0].enabled: null is given",
    ),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_the_functions_cant_follow_is_refused_with_its_place(mistake: str) -> None:
    change, message = REFUSED[mistake]
    content = released()
    change(content)
    with pytest.raises(RefusedError) as refused:
        handle(asked(json.dumps(content).encode()), None)
    assert message in str(refused.value)


def test_every_reason_is_given_at_once() -> None:
    with pytest.raises(RefusedError) as refused:
        handle(asked(b'{"values": {"ledger_insert": {"enabled": 1}, "verify_balance": {"enabled": 0}}}'), None)
    assert str(refused.value).count("is given") == 3


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"1"])
def test_content_that_is_no_object_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError):
        handle(asked(content), None)


def test_the_archive_holds_the_handler() -> None:
    with ZipFile(PROJECT / package("lambdas/flags").path) as archive:
        parts = ("__init__", "flags/__init__", "flags/alarm_wait", "flags/validator")
    assert archive.namelist() == [f"lambdas/{part}.py" for part in parts]
