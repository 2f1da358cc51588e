"""The users of a file server, and where they arrive."""

from collections.abc import Iterator, Mapping

from catalog import transfer
from simulated_aws.declarations import Fault
from simulated_aws.kinds.match.register import Around, fits
from simulated_aws.live import Live
from simulated_aws.modelling import Inputs
from simulated_aws.regions import listed
from simulated_aws.values import at

ROOT, OPTION = "/", "s3StorageOptions.directoryListingOptimization"
# AWS makes both the server and the user, and every listing of the partner's fails
# (docs.aws.amazon.com/transfer/latest/userguide/implement-log-dirs.html, root directory requirements).
MISSING = "the root directory does not exist: it is an object that ends with a slash, or the server's option is ENABLED"


@fits(transfer.USER)
def _user(inputs: Inputs, around: Around) -> Iterator[Fault]:
    server = around.named(transfer.SERVER, inputs.get("serverId"))
    if server is not None and _needs_roots(server.inputs) and _has_root(inputs):
        yield Fault("homeDirectoryMappings", f"NoSuchKey: {MISSING}")


@fits(transfer.SERVER)
def _server(inputs: Inputs, around: Around) -> Iterator[Fault]:
    """A server is changed beside its own users, who are those of no other server."""
    others = around.of(transfer.SERVER)
    users: Mapping[str, Live] = around.of(transfer.USER)
    own = [live.inputs for live in users.values() if live.inputs.get("serverId") not in others]
    if _needs_roots(inputs) and any(map(_has_root, own)):
        yield Fault(OPTION, f"NoSuchKey: {MISSING}")


def _needs_roots(server: Inputs) -> bool:
    """Whether a server of S3 looks for the object of a directory, which is so unless its option is on."""
    return server.get("domain", "S3") == "S3" and at(server, OPTION) in (None, "DISABLED")


def _has_root(user: Inputs) -> bool:
    """Whether a user's logical root is a directory; no program here makes the object that it would be."""
    is_logical = user.get("homeDirectoryType") == "LOGICAL"
    return is_logical and any(item.get("entry") == ROOT for item in listed(user, "homeDirectoryMappings"))
