"""Suricata rules as Network Firewall takes them.

Sources: Suricata's user guide, "Rules Format" (action, protocol, addresses, ports, direction, options; each has a sid
of its own); Network Firewall developer guide, "Limitations and caveats for stateful rules" (keywords that it refuses),
and its API reference, Header (protocols). What a keyword's value may be says the engine itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.languages import suricata_engine

ACTIONS = ("alert", "drop", "pass", "reject")
PROTOCOLS = (
    "dcerpc", "dhcp", "dns", "ftp", "http", "http2", "icmp", "imap", "ip", "krb5", "msn", "ntp", "quic",
    "smb", "smtp", "ssh", "tcp", "tftp", "tls", "udp",
)  # fmt: skip
REFUSED_KEYWORDS = (
    "cip_service", "datarep", "dataset", "enip_command", "fileext", "filemagic", "filemd5", "filename", "filesha1",
    "filesha256", "filesize", "filestore", "iprep", "lua", "luajit",
)  # fmt: skip
# Network Firewall sets both, the second as everything that the first is not.
GIVEN_VARIABLES = ("HOME_NET", "EXTERNAL_NET")
ANY_ADDRESS, ANY_PORT = "[10.0.0.0/8]", "[443]"
RULE = re.compile(
    r"(?P<action>\S+)\s+(?P<protocol>\S+)\s+(?P<source>\[[^\]]*\]|\S+)\s+(?P<source_port>\[[^\]]*\]|\S+)\s+"
    r"(?P<direction>\S+)\s+(?P<target>\[[^\]]*\]|\S+)\s+(?P<target_port>\[[^\]]*\]|\S+)\s*\((?P<options>.*)\)"
)
# An option: its keyword, and a value in which a semicolon is escaped, also within quotes.
OPTION = re.compile(r"\s*(?P<keyword>[a-z0-9_.-]+)\s*(?::(?P<value>(?:\"(?:\\.|[^\";\\])*\"|\\.|[^\";\\])*))?;")
PORT = re.compile(r"!?(any|\$\w+|@\w+|\d+(:\d*)?|:\d+)")


def rule_group(inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """What Network Firewall refuses of the rules of a rule group."""
    group = cast(Mapping[str, Any], inputs.get("ruleGroup") or {})
    source = cast(Mapping[str, Any], group.get("rulesSource") or {})
    variables = _variables(group)
    values = _values(group)
    options = cast(Mapping[str, Any], group.get("statefulRuleOptions") or {})
    strict = options.get("ruleOrder") == "STRICT_ORDER"
    for path, text in (
        ("rules", inputs.get("rules")),
        ("ruleGroup.rulesSource.rulesString", source.get("rulesString")),
    ):
        if isinstance(text, str) and UNKNOWN not in text:
            faults = list(_rules(text, path, variables, strict))
            yield from faults or (
                _invalid(f"{path} (line {line})", reason)
                for line, reason in suricata_engine.refusals(text.replace("\\\n", " "), *values)
            )
    path = "ruleGroup.rulesSource.statefulRules"
    listed = cast(list[Mapping[str, Any]], source.get("statefulRules") or [])
    faults = list(_structured(listed, path))
    texts = [_text(rule) for rule in listed]
    if texts and not any(UNKNOWN in text for text in texts):
        yield from faults or (
            _invalid(f"{path}[{line - 1}]", reason)
            for line, reason in suricata_engine.refusals("\n".join(texts), *values)
        )
    else:
        yield from faults


def _variables(group: Mapping[str, Any]) -> frozenset[str]:
    names: set[str] = {*GIVEN_VARIABLES}
    for section in ("ruleVariables", "referenceSets"):
        sets = cast(Mapping[str, list[Mapping[str, Any]]], group.get(section) or {})
        names.update(str(item.get("key")) for items in sets.values() for item in items)
    return frozenset(names)


def _values(group: Mapping[str, Any]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The addresses and the ports that variables stand for; those that are not known yet stand for anything."""
    given = cast(Mapping[str, list[Mapping[str, Any]]], group.get("ruleVariables") or {})
    references = cast(Mapping[str, list[Mapping[str, Any]]], group.get("referenceSets") or {})
    addresses = {
        **dict.fromkeys(GIVEN_VARIABLES, ANY_ADDRESS),
        **{str(item.get("key")): ANY_ADDRESS for items in references.values() for item in items},
        **{str(item.get("key")): _listed(item.get("ipSet"), ANY_ADDRESS) for item in given.get("ipSets") or ()},
    }
    ports = {str(item.get("key")): _listed(item.get("portSet"), ANY_PORT) for item in given.get("portSets") or ()}
    return addresses, ports


def _listed(values: object, otherwise: str) -> str:
    definitions = cast(Mapping[str, list[str]], values or {}).get("definitions")
    return f"[{','.join(definitions)}]" if definitions and UNKNOWN not in definitions else otherwise


def _rules(text: str, path: str, variables: frozenset[str], strict: bool) -> Iterator[Fault]:
    sids: list[str] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.replace("\\\n", " ").splitlines(), 1)]
    rules = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not rules:
        yield _invalid(path, "there is no rule")
    for number, line in rules:
        found = RULE.fullmatch(line)
        if not found:
            yield _invalid(path, f"line {number} is no rule: {line!r}")
            continue
        here = f"{path} (line {number})"
        yield from _header(found, variables, here)
        keywords = list(_options(found["options"]))
        if _rest(found["options"]):
            yield _invalid(here, f"no option that ends with a semicolon: {_rest(found['options'])!r}")
        yield from _keywords([keyword for keyword, _ in keywords], strict, here)
        own = [value.strip() for keyword, value in keywords if keyword == "sid"]
        if len(own) != 1 or not own[0].isdigit() or int(own[0]) < 1:
            yield _invalid(here, "each rule needs exactly one sid, a positive number")
        sids += own
    yield from _repeated(sids, path)


def _header(rule: re.Match[str], variables: frozenset[str], path: str) -> Iterator[Fault]:
    if rule["action"] not in ACTIONS:
        yield _invalid(path, f"{rule['action']!r} is no action; {', '.join(ACTIONS)} are")
    if rule["protocol"] not in PROTOCOLS:
        yield _invalid(path, f"{rule['protocol']!r} is no protocol; {', '.join(PROTOCOLS)} are")
    if rule["direction"] not in ("->", "<>"):
        yield _invalid(path, f"{rule['direction']!r} is neither -> nor <>")
    for part in ("source", "source_port", "target", "target_port"):
        for name in set(re.findall(r"[$@](\w+)", rule[part])) - variables:
            yield _invalid(path, f"the variable {name} is not defined")
    for part in ("source_port", "target_port"):
        ports = re.split(r"[\[\],\s]+", rule[part])
        for port in (port for port in ports if port not in ("", "!") and not PORT.fullmatch(port)):
            yield _invalid(path, f"{port!r} is no port")


def _options(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while found := OPTION.match(text, position):
        yield found["keyword"], found["value"] or ""
        position = found.end()


def _rest(text: str) -> str:
    """What is left of a rule's options once those that are complete are read."""
    position = 0
    while found := OPTION.match(text, position):
        position = found.end()
    return text[position:].strip()


def _keywords(keywords: list[str], strict: bool, path: str) -> Iterator[Fault]:
    for keyword in keywords:
        if keyword in REFUSED_KEYWORDS:
            yield _invalid(path, f"Network Firewall does not take the keyword {keyword}")
    if strict and "priority" in keywords:
        yield _invalid(path, "the keyword priority is not taken in strict order")


def _structured(rules: list[Mapping[str, Any]], path: str) -> Iterator[Fault]:
    sids: list[str] = []
    for index, rule in enumerate(rules):
        own: list[str] = []
        is_known = True
        for option in cast(list[Mapping[str, Any]], rule.get("ruleOptions") or []):
            keyword, _, value = str(option.get("keyword")).partition(":")
            settings = cast(list[str], option.get("settings") or [])
            is_known = is_known and keyword != UNKNOWN
            if keyword == "sid":
                own += [value.strip()] if value else settings
        if is_known and len(own) != 1:
            yield _invalid(f"{path}[{index}].ruleOptions", "each rule needs exactly one sid")
        sids += own
    yield from _repeated([sid for sid in sids if sid != UNKNOWN], path)


def _text(rule: Mapping[str, Any]) -> str:
    """A rule of the API's own form as a line of text."""
    header = cast(Mapping[str, Any], rule.get("header") or {})
    parts = [str(header.get(key, "any")) for key in ("source", "sourcePort", "destination", "destinationPort")]
    direction = "<>" if header.get("direction") == "ANY" else "->"
    options = "".join(f"{_option(item)}; " for item in cast(list[Mapping[str, Any]], rule.get("ruleOptions") or []))
    start = f"{rule.get('action', 'PASS')} {header.get('protocol', 'IP')}".lower()
    return f"{start} {parts[0]} {parts[1]} {direction} {parts[2]} {parts[3]} ({options})"


def _option(option: Mapping[str, Any]) -> str:
    settings = ",".join(cast(list[str], option.get("settings") or []))
    return f"{option.get('keyword')}:{settings}" if settings else str(option.get("keyword"))


def _repeated(sids: list[str], path: str) -> Iterator[Fault]:
    for sid, times in Counter(sids).items():
        if times > 1:
            yield _invalid(path, f"the sid {sid} is given {times} times")


def _invalid(path: str, reason: str) -> Fault:
    return Fault(path, f"InvalidRequestException: stateful rule is invalid, reason: {reason}")
