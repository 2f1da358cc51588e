"""AWS's managed policies, as moto keeps them."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def managed_policies() -> str:
    """The text in which moto keeps the policies; importing it takes a second of each rehearsal."""
    spec = find_spec("moto")
    if spec is None or spec.origin is None:
        raise ImportError("moto is missing: make install")
    return (Path(spec.origin).parent / "iam" / "aws_managed_policies.py").read_text()


@cache
def managed_document(arn: str) -> str:
    """The document of a policy; empty for one that moto does not keep."""
    text = managed_policies()
    name = arn.rpartition("/")[2]
    start = text.find(f'\n "{name}":{{')
    document = text.find('"Document":', start)
    if start < 0 or document < 0:
        return ""
    return json.dumps(json.JSONDecoder().raw_decode(text, document + len('"Document":'))[0])
