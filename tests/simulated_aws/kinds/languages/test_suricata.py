"""Suricata rules: what is wrong is refused, and what is right is taken."""

from typing import Any

import pytest

from catalog import networkfirewall
from tests.simulated_aws.kinds.languages.pairs import Pair, check

GROUP = networkfirewall.RULE_GROUP.token
RULE_TEXT = 'drop tcp $HOME_NET any -> any !443 (msg:"no; other"; sid:1; rev:1;)'


def rules(*lines: str) -> dict[str, Any]:
    text = "\n".join(lines)
    return {"capacity": 10, "type": "STATEFUL", "ruleGroup": {"rulesSource": {"rulesString": text}}}


def structured(*sids: str) -> dict[str, Any]:
    listed = [{"ruleOptions": [{"keyword": "sid", "settings": [sid]}]} for sid in sids]
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
    (GROUP, structured("1", "1"), "sid 1 is given 2 times", structured("1", "2")),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_wrong_text_is_refused_and_the_right_one_is_taken(pair: Pair) -> None:
    check(pair)
