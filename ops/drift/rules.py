"""What is to be done about each difference: the rules of ops/drift/remediation.yaml."""

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ops.drift.differences import Change, Difference, Kind
from ops.lib.command import CommandError

RULES = Path(__file__).parent / "remediation.yaml"


class Verdict(StrEnum):
    """What happens with a difference."""

    EXPECTED = "expected"
    NOISE = "noise"
    REMEDIATE = "remediate"
    PEOPLE = "people"


class Rule(BaseModel):
    """A type of resources, by a pattern, and the properties that the rule is about.

    `missing` is about a resource that does not exist; `replace` allows its replacement. With `computed` the properties
    are lists, and the rule is about these fields of their items alone, which AWS sets.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    properties: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    missing: bool = False
    replace: bool = False
    reason: str = ""

    def fits(self, difference: Difference) -> bool:
        """Whether the rule is about a resource of this type."""
        return fnmatchcase(difference.type, self.type)

    def covers(self, change: Change) -> bool:
        """Whether the rule is about all that has changed in a property."""
        return change.property in self.properties and (
            not self.computed or (bool(change.fields) and change.fields <= set(self.computed))
        )


class Rules(BaseModel):
    """All rules; the order among those of one list does not matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    expected: tuple[Rule, ...] = ()
    remediate: tuple[Rule, ...] = ()
    never: tuple[Rule, ...] = ()

    @classmethod
    def read(cls, path: Path = RULES) -> "Rules":
        """The rules of a file; raises CommandError with every mistake."""
        try:
            return cls.model_validate(yaml.safe_load(path.read_bytes()) or {})
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}") from None
        except ValidationError as error:
            mistakes = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}".lstrip(": ") for each in error.errors())
            raise CommandError(f"{path} is refused: {'; '.join(mistakes)}") from None
        except yaml.YAMLError as error:
            raise CommandError(f"{path} is refused: {' '.join(str(error).split())}") from None
        except RecursionError:
            raise CommandError(f"{path} is refused: it is nested deeper than anything can read") from None

    def forbid(self, kind: str) -> bool:
        """Whether resources of a type are for people alone."""
        return any(fnmatchcase(kind, rule.type) for rule in self.never)

    def may_replace(self, kind: str) -> bool:
        """Whether resources of a type may be replaced to remediate them."""
        return any(rule.replace and fnmatchcase(kind, rule.type) for rule in self.remediate)

    def judge(self, difference: Difference) -> tuple[Verdict, str]:
        """What is to be done about a difference, and why."""
        if difference.kind is Kind.COMPUTED:
            return Verdict.NOISE, "only what AWS computes differs"
        expected = [rule for rule in self.expected if rule.fits(difference)]
        if difference.kind is Kind.CHANGED and _covered(difference, expected):
            return Verdict.EXPECTED, expected[0].reason
        for rule in self.never:
            if rule.fits(difference):
                return Verdict.PEOPLE, rule.reason
        allowed = [rule for rule in self.remediate if rule.fits(difference)]
        if difference.kind is Kind.SURPLUS:
            return Verdict.PEOPLE, "the program no longer has it"
        if difference.kind is Kind.MISSING:
            may = any(rule.missing for rule in allowed)
            return (
                (Verdict.REMEDIATE, "it is created again")
                if may
                else (Verdict.PEOPLE, "it is on no list to be created again")
            )
        if _covered(difference, [*allowed, *expected]):
            return Verdict.REMEDIATE, "all that differs is on the list"
        return Verdict.PEOPLE, "not all that differs is on the list"


def _covered(difference: Difference, rules: Iterable[Rule]) -> bool:
    listed = list(rules)
    return all(any(rule.covers(change) for rule in listed) for change in difference.changes)
