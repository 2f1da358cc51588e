"""The services that AWS offers endpoints for, by the lists that moto keeps."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

LISTS = ("AWS_ENDPOINT_SERVICES", "COVERED_ENDPOINT_SERVICES", "IMPLEMENTED_ENDPOINT_SERVICES")


def has_endpoint(service: str) -> bool:
    """Whether AWS offers an endpoint for a service such as `ecr.api`."""
    return service in services()


@cache
def services() -> frozenset[str]:
    """Every service of moto's lists, read from its source: importing the module takes a second of each rehearsal."""
    spec = find_spec("moto")
    if spec is None or spec.origin is None:
        raise ImportError("moto is missing: make install")
    source = (Path(spec.origin).parent / "ec2" / "models" / "vpcs.py").read_text()
    lists = [
        node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in LISTS
    ]
    if len(lists) != len(LISTS):
        raise ImportError(f"moto keeps its lists of endpoint services elsewhere than in {', '.join(LISTS)}")
    constants = [node.value for value in lists for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return frozenset(name for name in constants if isinstance(name, str))


# Before there are threads: Python 3.11 may take two parses at once for one (python/cpython#106905).
services()
