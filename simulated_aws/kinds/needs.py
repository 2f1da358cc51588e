"""What a resource needs of the policies of others to be made and to work."""

from dataclasses import dataclass, replace
from typing import Literal

from access.conditions import Context
from access.documents import Statement
from access.evaluation import Request, decide, role, service
from simulated_aws.kinds import policies
from simulated_aws.kinds.world import World

Holder = Literal["trust", "identity", "resource", "key"]


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that somebody has to be allowed.

    Args:
        path: the property that makes it necessary.
        refusal: how AWS answers where it is not allowed, with the error's code.
        holder: whose policy decides: a role's trust or its own policies, or those of a resource or a key.
        owner: the ARN, or the key's id, of what has that policy.
        request: what is asked.
        instead: what is known of the request otherwise, where AWS does not say which it is.
        role: the ARN of the role that asks, where it is one.
        alternatives: other actions of which one is enough.
    """

    path: str
    refusal: str
    holder: Holder
    owner: str
    request: Request
    instead: Context | None = None
    role: str = ""
    alternatives: tuple[str, ...] = ()


def of_service(*names: str) -> frozenset[str]:
    """How a policy can name a service, without its domain."""
    return service(*(f"{name}.amazonaws.com" for name in names))


def is_met(need: Need, world: World) -> bool:
    """Whether a need is met, or can't be decided: what the model does not know is let through."""
    requests = [need.request, *(replace(need.request, action=action) for action in need.alternatives)]
    if need.instead is not None:
        requests.append(replace(need.request, context={**need.request.context, **need.instead}))
    return any(_allows(need, request, world) for request in requests)


def _allows(need: Need, request: Request, world: World) -> bool:
    if need.holder == "identity":
        return _role_may(need, request, world)
    if need.holder == "trust":
        return _passes(policies.trust(world, need.owner), request)
    if need.holder == "key":
        return _passes(policies.of_key(world, need.owner), request)
    return _passes(policies.of_resource(world, need.owner, default=True), request)


def _role_may(need: Need, request: Request, world: World) -> bool:
    """A role acts by its own policies, or by that of a resource that names it; a key's policy has the last word."""
    if need.owner.startswith("arn:aws:kms:") and not _passes(policies.of_resource(world, need.owner), request):
        return False
    if _passes(policies.identity(world, need.role), request):
        return True
    own = policies.of_resource(world, need.owner)
    return bool(own) and _passes(own, replace(request, names=role(need.role, by_account=False)))


def _passes(statements: tuple[Statement, ...] | None, request: Request) -> bool:
    return statements is None or decide(statements, request) != "denied"
