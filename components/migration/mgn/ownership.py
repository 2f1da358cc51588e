"""Whose a template is: made by this stack, found and adopted by it, or another stack's, which it leaves alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from components.migration.mgn.api import ADOPTED_BY, MADE_BY, Kind, Service, Settings, Template, Templates
from components.migration.mgn.errors import MigrationError


@dataclass(frozen=True, kw_only=True)
class Previous:
    """What an adopted template was before: the settings and tags that this stack changed."""

    settings: Settings
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Obtained:
    """A template that is this stack's now; `previous` is known where it was adopted and not made."""

    template: Template
    adopted: bool
    previous: Previous | None


def obtain(service: Service, kind: Kind, stack: str, settings: Settings, tags: Mapping[str, str]) -> Obtained:
    """Initialises the service, and makes the template or adopts the one that the region has.

    An account that was initialised before is initialised again, which changes nothing where nothing is missing: the
    roles that a destroy took along have left empty instance profiles, with which no server is launched.

    Raises MigrationError where the template belongs to another stack, or where it is not clear which one to adopt.
    """
    templates = Templates(service, kind)
    service.initialise()
    found = templates.all()
    if not found:
        return _make(templates, stack, settings, tags)
    own = next((item for item in found if item.stack == stack), None)
    template = own or _unowned(found, kind, stack)
    if template.tags.get(MADE_BY) == stack:
        # An earlier run made it, and its answer never arrived.
        templates.update(template.id, settings)
        templates.tag(template.arn, tags, set())
        return Obtained(template=template, adopted=False, previous=None)
    return _adopt(templates, template, stack, settings, tags)


def give_back(service: Service, kind: Kind, template_id: str, previous: Previous | None, tags: Settings) -> None:
    """Makes an adopted template what it was before, where that is known, and removes this stack's tags."""
    templates = Templates(service, kind)
    template = templates.find(template_id)
    if template is None:
        return
    if previous:
        templates.update(template_id, previous.settings)
    _untag(templates, template.arn, previous, tags)


def held(live: object, wanted: object) -> Any:
    """The part of what is live that is wanted at all: AWS adds settings of its own, and people add tags."""
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        keys, values = cast(Mapping[str, object], wanted), cast(Mapping[str, object], live)
        return {key: held(values[key], keys[key]) for key in keys if key in values}
    return live


def _make(templates: Templates, stack: str, settings: Settings, tags: Mapping[str, str]) -> Obtained:
    template = templates.create(settings, {**tags, MADE_BY: stack})
    return Obtained(template=template, adopted=False, previous=None)


def _unowned(found: list[Template], kind: Kind, stack: str) -> Template:
    for template in found:
        if template.stack:
            raise MigrationError(
                f"The {kind} template {template.id} belongs to stack {template.stack}, and a region of an account has "
                f"one: stack {stack} leaves it alone. Switch migration.mgn off in one of the two stacks, or give each "
                "an account or a region of its own."
            )
    if len(found) > 1:
        ids = ", ".join(template.id for template in found)
        raise MigrationError(f"There are several {kind} templates, {ids}: delete all but the one to adopt.")
    return found[0]


def _adopt(
    templates: Templates, template: Template, stack: str, settings: Settings, tags: Mapping[str, str]
) -> Obtained:
    """Takes a template over; where that fails half-way it stays as it was."""
    known = template.stack is None
    previous = Previous(settings=held(template.settings, settings), tags=held(template.tags, tags)) if known else None
    templates.tag(template.arn, {**tags, ADOPTED_BY: stack}, set())
    try:
        templates.update(template.id, settings)
    except MigrationError:
        _untag(templates, template.arn, previous, tags)
        raise
    return Obtained(template=template, adopted=True, previous=previous)


def _untag(templates: Templates, arn: str, previous: Previous | None, tags: Mapping[str, str]) -> None:
    before: Mapping[str, str] = previous.tags if previous else {}
    templates.tag(arn, before, (tags.keys() | {ADOPTED_BY}) - before.keys())
