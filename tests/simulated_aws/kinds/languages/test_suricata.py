"""Suricata rules: what is wrong is refused, and what is right is taken."""

from pathlib import Path
from typing import Any

import pytest

from catalog import networkfirewall
from simulated_aws.kinds.languages import suricata_engine
from tests.simulated_aws.kinds.languages.pairs import Pair, check

GROUP = networkfirewall.RULE_GROUP.token
RULE_TEXT = r'drop tcp $HOME_NET any -> any !443 (msg:"no\; other"; sid:1; rev:1;)'


def rules(*lines: str) -> dict[str, Any]:
    text = "\n".join(lines)
    return {"capacity": 10, "type": "STATEFUL", "ruleGroup": {"rulesSource": {"rulesString": text}}}


def structured(*sids: str, **changes: Any) -> dict[str, Any]:
    header = {"protocol": "TCP", "source": "ANY", "sourcePort": "ANY", "direction": "FORWARD"}
    header |= {"destination": "10.0.0.0/8", "destinationPort": "443"} | changes
    listed = [
        {"action": "PASS", "header": header, "ruleOptions": [{"keyword": "sid", "settings": [sid]}]} for sid in sids
    ]
    return {"ruleGroup": {"rulesSource": {"statefulRules": listed}}}


PAIRS: list[Pair] = [
    (GROUP, rules('drop tcp any any -> any any (msg:"x"; rev:1;)'), "exactly one sid", rules(RULE_TEXT)),
    (
        GROUP,
        rules(RULE_TEXT, RULE_TEXT),
        "the sid 1 is given 2 times",
        rules(RULE_TEXT, "", "# why", RULE_TEXT.replace("sid:1", "sid:2")),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("drop", "deny")),
        "'deny' is no action",
        rules(RULE_TEXT.replace("drop", "reject")),
    ),
    (GROUP, rules(RULE_TEXT.replace("tcp", "tcpp")), "'tcpp' is no protocol", rules(RULE_TEXT.replace("tcp", "tls"))),
    (GROUP, rules(RULE_TEXT.replace("->", "<-")), "neither -> nor <>", rules(RULE_TEXT.replace("->", "<>"))),
    (
        GROUP,
        rules(RULE_TEXT.replace("rev:1;", "rev:1")),
        "ends with a semicolon",
        rules(RULE_TEXT.replace("rev:1;", "rev: 1 ;")),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("!443", "https")),
        "'https' is no port",
        rules(RULE_TEXT.replace("!443", "![443,8000:8080]")),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("$HOME_NET", "$HOMENET")),
        "HOMENET is not defined",
        rules(RULE_TEXT.replace("$HOME_NET", "[$HOME_NET, 10.0.0.0/8]")),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("rev:1", "iprep:src,x,>,1")),
        "keyword iprep",
        rules(RULE_TEXT.replace("rev:1", 'content:"a|3b|b"')),
    ),
    (GROUP, rules(RULE_TEXT.replace(r"\;", ";")), "ends with a semicolon", rules(RULE_TEXT)),
    (GROUP, structured("1", "1"), "sid 1 is given 2 times", structured("1", "2")),
]
# What only the engine itself finds.
ENGINE: list[Pair] = [
    (
        GROUP,
        rules(RULE_TEXT.replace("rev:1", "flow:sideways")),
        r"line 1.*invalid flow option .sideways.",
        rules(RULE_TEXT.replace("rev:1", "flow:to_server")),
    ),
    (
        GROUP,
        rules(RULE_TEXT, RULE_TEXT.replace("sid:1", r'sid:2; pcre:"/(/"')),
        "line 2.*missing closing parenthesis",
        rules(RULE_TEXT, RULE_TEXT.replace("sid:1", r'sid:2; pcre:"/()/"')),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("drop tcp", "drop http").replace("rev:1", 'tls.sni; content:"x"')),
        "already set to http",
        rules(RULE_TEXT.replace("drop tcp", "drop tls").replace("rev:1", 'tls.sni; content:"x"')),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("rev:1", "tls.name")),
        "unknown rule keyword 'tls.name'",
        rules(RULE_TEXT.replace("rev:1", 'tls.sni; content:"x"')),
    ),
    (
        GROUP,
        rules(RULE_TEXT.replace("$HOME_NET", "10.0.0.0/99")),
        "failed to parse address",
        rules(RULE_TEXT.replace("$HOME_NET", "10.0.0.0/9")),
    ),
    (
        GROUP,
        structured("1", destination="10.0.0.0/99"),
        r"statefulRules\[0\].*failed to parse address",
        structured("1", direction="ANY"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)


@pytest.mark.engine
@pytest.mark.parametrize("pair", ENGINE)
def test_what_the_engine_itself_refuses_is_refused(pair: Pair) -> None:
    assert suricata_engine.is_installed()
    check(pair)


def test_an_engine_that_fails_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / suricata_engine.COMMAND
    broken.write_text("#!/bin/sh\necho no memory >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    suricata_engine.is_installed.cache_clear()
    with pytest.raises(suricata_engine.EngineError, match="no memory"):
        suricata_engine.refusals("a text that no other test has", {}, {})


def test_without_an_engine_its_verdict_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suricata_engine, "is_installed", lambda: False)
    assert suricata_engine.refusals("no rule", {}, {}) == ()
