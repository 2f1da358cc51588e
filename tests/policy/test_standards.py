"""No control of a standard is forgotten: a rule serves it, or there is a reason that is true."""

from policy.left_out import LEFT_OUT
from policy.rule import Record
from policy.rules import RULES, STACK_RULES
from policy.standards import CONTROLS, Control
from tools.reference.controls import BY_STANDARD, in_use, serving

ALL = (*RULES, *STACK_RULES)
NAMES = {control.name for control in CONTROLS}


def test_each_control_of_a_type_that_the_program_makes_has_a_rule_or_a_reason() -> None:
    forgotten = [one for one in CONTROLS if in_use(one) and not serving(one) and one.name not in LEFT_OUT]
    assert forgotten == []


def test_a_type_that_no_rule_looks_at_would_be_found() -> None:
    foreign = Control(name="FSBP RDS.2", type="aws:rds/proxy:Proxy")
    assert not in_use(foreign)
    assert not serving(foreign)
    assert [rule.name for rule in serving(Control(name="FSBP RDS.2", type="aws:rds/instance:Instance"))] == [
        "rds-no-public-access"
    ]


def test_each_control_that_a_rule_names_is_one_of_its_standard() -> None:
    named = {name for rule in ALL for name in of_a_standard(rule)}
    assert named <= NAMES
    assert len(named) > 100


def test_a_reason_is_for_a_control_that_has_no_rule_for_some_type() -> None:
    for name in LEFT_OUT:
        control = " ".join(name.split()[:2])
        assert control in NAMES, name
        served = [bool(serving(one)) for one in CONTROLS if one.name == control and in_use(one)]
        # What has more words in its name is a part of a control that has a rule.
        assert served, name
        assert all(served) == (name != control), name


def of_a_standard(rule: Record) -> set[str]:
    return {name for name in rule.controls if name.split()[0] in BY_STANDARD}
