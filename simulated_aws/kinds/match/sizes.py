"""The processor and the memory of containers, and the numbers of them, that go together."""

from collections.abc import Iterator, Mapping
from itertools import chain

from catalog import apprunner, ecs
from simulated_aws.declarations import UNKNOWN, Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.modelling import Inputs
from simulated_aws.regions import listed
from simulated_aws.values import at

GIB = 1024
# Megabytes by units of a processor
# (docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html).
FARGATE: Mapping[int, frozenset[int]] = {
    256: frozenset({512, GIB, 2 * GIB}),
    512: frozenset(range(GIB, 4 * GIB + 1, GIB)),
    1024: frozenset(range(2 * GIB, 8 * GIB + 1, GIB)),
    2048: frozenset(range(4 * GIB, 16 * GIB + 1, GIB)),
    4096: frozenset(range(8 * GIB, 30 * GIB + 1, GIB)),
    8192: frozenset(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
    16384: frozenset(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
}
# docs.aws.amazon.com/apprunner/latest/dg/architecture.html
APP_RUNNER: Mapping[int, frozenset[int]] = {
    256: frozenset({512, GIB}),
    512: frozenset({GIB}),
    1024: frozenset({2 * GIB, 3 * GIB, 4 * GIB}),
    2048: frozenset({4 * GIB, 6 * GIB}),
    4096: frozenset({8 * GIB, 10 * GIB, 12 * GIB}),
}


def _number(value: object, unit: str) -> int | None:
    """A size in its smallest unit: "256", "0.25 vCPU", "512" or "2 GB"; nothing where it is none."""
    text = str(value).strip().lower()
    whole = text.removesuffix(unit).strip() if text.endswith(unit) else ""
    try:
        return int(float(whole) * GIB) if whole else int(text)
    except ValueError:
        return None


def _pair(cpu: object, memory: object, sizes: Mapping[int, frozenset[int]], path: str) -> Iterator[Fault]:
    if cpu is None or memory is None or UNKNOWN in (cpu, memory):
        return
    units, megabytes = _number(cpu, "vcpu"), _number(memory, "gb")
    if units is None or units not in sizes:
        yield Fault(f"{path}cpu", f"ClientException: No Fargate configuration exists for given values: {cpu} CPU")
    elif megabytes not in sizes[units]:
        allowed = ", ".join(str(size) for size in sorted(sizes[units]))
        what = f"{cpu} CPU, {memory} memory; allowed memory: {allowed}"
        yield Fault(f"{path}memory", f"ClientException: No Fargate configuration exists for given values: {what}")


@fits(ecs.EXPRESS_GATEWAY_SERVICE)
def _express(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """An express service runs on Fargate, with its sizes (github.com/aws/aws-cdk/issues/22216)."""
    yield from _pair(inputs.get("cpu"), inputs.get("memory"), FARGATE, "")
    for target in listed(inputs, "scalingTargets"):
        yield from _range(target, "minTaskCount", "maxTaskCount", "scalingTargets.")


@fits(apprunner.SERVICE)
def _app_runner(inputs: Inputs, around: Around) -> Iterator[Fault]:
    cpu, memory = (at(inputs, f"instanceConfiguration.{key}") for key in ("cpu", "memory"))
    for path, reason in _pair(cpu, memory, APP_RUNNER, "instanceConfiguration."):
        yield Fault(path, reason.replace("ClientException: No Fargate", "InvalidRequestException: no"))


@fits(apprunner.AUTO_SCALING_CONFIGURATION_VERSION)
def _instances(inputs: Inputs, around: Around) -> Iterator[Fault]:
    yield from _range(inputs, "minSize", "maxSize", "")


def _range(value: Inputs, low: str, high: str, path: str) -> Iterator[Fault]:
    least, most = value.get(low), value.get(high)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Fault(f"{path}{low}", f"InvalidParameterException: {least} is more than {high}, {most}")


@fits(ecs.EXPRESS_GATEWAY_SERVICE)
def _variables(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html."""
    container: Inputs = at(inputs, "primaryContainer") or {}
    both = chain(listed(container, "environments"), listed(container, "secrets"))
    names = [item.get("name") for item in both]
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        what = f"the secret name must be unique and not shared with any environment variable: {name}"
        yield Fault("primaryContainer.secrets", f"ClientException: {what}")
