"""What somebody wrote into a bucket, which keeps it from deletion."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from catalog import s3
from simulated_aws.declarations import Fault
from simulated_aws.kinds.world import Resource


class Version(NamedTuple):
    """A version of an object, or the marker that a deletion without a version leaves."""

    key: str
    number: str
    is_marker: bool = False


class Contents:
    """The versions of objects in each bucket; every bucket keeps versions, as the program's do."""

    def __init__(self) -> None:
        # By bucket, key and number.
        self._versions: defaultdict[str, dict[tuple[str, str], Version]] = defaultdict(dict)
        self._numbers = count(1)

    def write(self, bucket: str, key: str) -> None:
        """Puts an object into a bucket."""
        self._add(bucket, key, is_marker=False)

    def versions(self, bucket: str) -> list[Version]:
        """What is in a bucket, by the objects' keys."""
        return sorted(self._versions[bucket].values())

    def remove(self, bucket: str, key: str, number: str | None) -> None:
        """Deletes a version; without its number it is hidden by a marker and stays."""
        if number is None:
            self._add(bucket, key, is_marker=True)
        else:
            self._versions[bucket].pop((key, number), None)

    def _add(self, bucket: str, key: str, *, is_marker: bool) -> None:
        made = Version(key, str(next(self._numbers)), is_marker)
        self._versions[bucket][made.key, made.number] = made

    def refused(self, gone: Resource) -> Iterator[Fault]:
        """What S3 refuses of a deletion; the provider empties a bucket whose objects may go.

        Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
        """
        bucket = str(gone.inputs.get("bucket"))
        if gone.token == s3.BUCKET.token and self._versions[bucket]:
            if gone.inputs.get("forceDestroy"):
                del self._versions[bucket]
            else:
                yield Fault("", f"BucketNotEmpty: The bucket you tried to delete is not empty: {bucket}")
