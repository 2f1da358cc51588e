"""Settings of one resource that have to fit those of another; each file registers its pairs."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from simulated_aws.declarations import Fault
from simulated_aws.kinds.match.register import PAIRS, Around
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs

for _file in iter_modules(__path__):
    import_module(f"{__name__}.{_file.name}")


def clashes(token: str, inputs: Inputs, account: str, everything: Mapping[str, Live]) -> Iterator[Fault]:
    """What does not fit the resources that exist."""
    around = Around(region=str(inputs.get("region") or ""), account=account, everything=everything)
    for pair in PAIRS.get(token, ()):
        yield from pair(inputs, around)
