"""Tags that AWS refuses: their number, their length, and what they consist of."""

import re
from collections.abc import Iterator

from catalog import s3
from simulated_aws.declarations import Fault
from simulated_aws.kinds.forms import field
from simulated_aws.kinds.paths import is_open
from simulated_aws.modelling import Inputs

# docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html, limits of tags.
MOST, LONGEST_KEY, LONGEST_VALUE, RESERVED = 50, 128, 256, "aws:"
# An object of S3 has fewer (S3 user guide, "Categorizing your objects using tags").
MOST_OF_A_FILE = 10
CHARACTERS = re.compile(r"[\w\s.:/=+\-@]*")
# EC2 takes other characters too (docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html).
FREE = ("aws:ec2/", "aws:vpc/")


def tag_faults(token: str, inputs: Inputs) -> Iterator[Fault]:
    """Each tag of a resource that its service refuses."""
    tags: Inputs = field(inputs, "tags") or {}
    most = MOST_OF_A_FILE if token == s3.BUCKET_OBJECT.token else MOST
    if len(tags) > most:
        yield Fault("tags", f"TooManyTagsException: {len(tags)} tags are more than {most}")
    for key, value in tags.items():
        path, text = f"tags.{key}", "" if is_open(value) else str(value)
        if key.lower().startswith(RESERVED):
            yield Fault(path, f"ValidationException: {RESERVED} is reserved for tags of AWS")
        if not 1 <= len(key) <= LONGEST_KEY or len(text) > LONGEST_VALUE:
            what = f"a key has 1 to {LONGEST_KEY} characters, and a value at most {LONGEST_VALUE}"
            yield Fault(path, f"ValidationException: {what}")
        if not token.startswith(FREE) and not (CHARACTERS.fullmatch(key) and CHARACTERS.fullmatch(text)):
            yield Fault(path, f"ValidationException: {text!r} has other characters than letters, digits and _.:/=+-@")
