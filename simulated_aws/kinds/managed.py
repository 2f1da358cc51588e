"""AWS's managed policies, as moto keeps them."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

AWS_POLICY = "arn:aws:iam::aws:policy/"


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


@cache
def managed_arns() -> frozenset[str]:
    """The ARNs of all policies, with their paths."""
    text = managed_policies()
    policies = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return frozenset(f"{AWS_POLICY.removesuffix('/')}{each['Path']}{name}" for name, each in policies.items())
