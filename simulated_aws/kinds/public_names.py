"""The public names at which AWS's services are called."""

from collections.abc import Collection
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, cast

from botocore import session

from catalog.private_link import services


def public_names(prefix: str, actions: Collection[str], region: str) -> list[str]:
    """The names in a region of the services that have some actions of a prefix in IAM, such as `PutMetricData`."""
    return [f"{host}.{region}.amazonaws.com" for host in sorted(_hosts(prefix, frozenset(actions)))]


@cache
def _hosts(prefix: str, actions: frozenset[str]) -> frozenset[str]:
    """The beginnings of the names; those of all services of the prefix where the models know no such operation."""
    models = [_model(name) for name in services(prefix) if name in _known()]
    called = [
        model
        for model in models
        if any(fnmatchcase(str(name), action) for action in actions for name in model.operation_names)
    ]
    modelled = frozenset(str(model.endpoint_prefix) for model in called or models)
    # Not every service has a model of its prefix's name.
    return modelled or _resolved().intersection(services(prefix)) or frozenset((prefix,))


@cache
def _resolved() -> frozenset[str]:
    """The beginnings of all names that the SDK can resolve."""
    return frozenset(_session().get_data("endpoints")["partitions"][0]["services"])


@cache
def _known() -> frozenset[str]:
    return frozenset(_session().get_available_services())


@cache
def _model(service: str) -> Any:
    return _session().get_service_model(service)


@cache
def _session() -> Any:
    return cast(Any, session).get_session()
