"""What somebody wrote into a bucket, which keeps it from deletion."""

from collections.abc import Iterator

from catalog import s3
from simulated_aws.declarations import Fault
from simulated_aws.kinds.world import Resource


class Contents:
    """The buckets that are not empty."""

    def __init__(self) -> None:
        self._written: set[str] = set()

    def write(self, bucket: str) -> None:
        """Puts an object into a bucket."""
        self._written.add(bucket)

    def refused(self, gone: Resource) -> Iterator[Fault]:
        """What S3 refuses of a deletion; the provider empties a bucket whose objects may go.

        Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
        """
        bucket = str(gone.inputs.get("bucket"))
        if gone.token == s3.BUCKET.token and bucket in self._written:
            if gone.inputs.get("forceDestroy"):
                self._written.discard(bucket)
            else:
                yield Fault("", f"BucketNotEmpty: The bucket you tried to delete is not empty: {bucket}")
