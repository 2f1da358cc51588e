"""What the rules of a firewall's group let through."""

import re
from collections.abc import Iterator

from policy.checks.properties import check
from policy.checks.traffic import is_anywhere
from policy.values import Values

SOURCES = "ruleGroup.rulesSource"
# An action, a protocol, a source and its port, a direction, a destination and its port, and options in brackets.
RULE = re.compile(r"^\s*(\w+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(->|<>)\s+(\S+)\s+(\S+)\s*\((.*)\)\s*$")
# The keywords that look for a name in what goes out, and those that say what it has to be.
NAMES = re.compile(r"\b(tls[._]sni|http[._]host|dns[._]query)\b")
CONTENTS = re.compile(r'\b(?:content|pcre):\s*"([^"]*)"')
# Two labels at least: whoever allows a top-level domain allows all in it.
DOMAIN = re.compile(r"\w[\w-]*\\?\.\w")


@check("rules that pass traffic to networks or names of others that are meant")
def passes_named_only(values: Values) -> Iterator[str]:
    """No rule lets everything pass to everywhere, in whichever of the ways it is written."""
    for path in ("rules", f"{SOURCES}.rulesString"):
        for line in str(values.at(path) or "").splitlines():
            if _is_open(line):
                yield f"it passes everything: {line.strip()}"
    for item in values.each(f"{SOURCES}.statefulRules"):
        if str(item.at("action")).upper() == "PASS" and _is_everywhere(str(item.at("header.destination"))):
            yield "a rule with a header passes everything"
    for item in values.each(f"{SOURCES}.statelessRulesAndCustomActions.statelessRules"):
        if "aws:pass" in (item.at("ruleDefinition.actions") or ()) and _is_stateless_open(item):
            yield "a stateless rule passes everything"
    yield from _wide_names(values)


def _is_stateless_open(item: Values) -> bool:
    targets = item.each("ruleDefinition.matchAttributes.destinations")
    return not targets or any(_is_everywhere(str(target.at("addressDefinition"))) for target in targets)


def _wide_names(values: Values) -> Iterator[str]:
    """Lists of names that allow more than a domain."""
    for source in values.each(f"{SOURCES}.rulesSourceList"):
        for target in source.at("targets") or ():
            if source.at("generatedRulesType") == "ALLOWLIST" and not DOMAIN.search(target.lstrip(".*")):
                yield f"it passes every name that ends in {target}"


def _is_open(line: str) -> bool:
    """Whether a rule in Suricata's language passes what goes to any address, without a name that it looks for."""
    found = RULE.match(line)
    if found is None:
        return bool(re.match(r"\s*pass\b", line, re.IGNORECASE))
    action, _, source, _, direction, destination, _, options = found.groups()
    if action.lower() != "pass":
        return False
    names = NAMES.search(options) and any(DOMAIN.search(text.lstrip(".*^")) for text in CONTENTS.findall(options))
    targets = [destination, source] if direction == "<>" else [destination]
    return not names and any(map(_is_everywhere, targets))


def _is_everywhere(address: str) -> bool:
    """Whether an address, a list of them, or all but some, is a large part of the internet."""
    text = address.strip("[]").lower()
    return any(
        part in ("any", "$external_net", "none") or part.startswith("!") or _is_wide_network(part)
        for part in (item.strip(" []") for item in text.split(","))
    )


def _is_wide_network(text: str) -> bool:
    """Whether a text is a network, and a large part of the internet; a variable is what the policy says it is."""
    return "/" in text and is_anywhere(text)
