"""What IAM refuses of policies."""

import json
from collections.abc import Iterator

from catalog import iam
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.rules.register import Inputs, refuses

# The characters of a managed policy's document, white space left out (IAM's quotas).
LONGEST_POLICY = 6144


@refuses(iam.POLICY)
def _policy(inputs: Inputs) -> Iterator[Fault]:
    text = inputs.get("policy", UNKNOWN)
    if UNKNOWN not in text:
        length = len(json.dumps(json.loads(text), separators=(",", ":")))
        if length > LONGEST_POLICY:
            yield Fault("policy", f"the document has {length} characters; IAM takes {LONGEST_POLICY}")
