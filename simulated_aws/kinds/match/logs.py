"""Log groups, and what reads them."""

from collections.abc import Iterator

from catalog import cloudwatch
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs


@fits(cloudwatch.LOG_METRIC_FILTER)
def _group(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html."""
    name = inputs.get("logGroupName")
    known = {live.inputs.get("name") for live in around.of(cloudwatch.LOG_GROUP).values()}
    if name not in known and name != UNKNOWN:
        what = f"The specified log group does not exist: {name}"
        yield Fault("logGroupName", f"ResourceNotFoundException: {what}")
