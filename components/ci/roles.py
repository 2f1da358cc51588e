"""The roles that GitHub's workflows take for one stack."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import iam

from components.ci import statements
from components.ci.github import trusted
from foundation.naming import Naming
from foundation.policies import Statement, allow, document

# As GitHub's tokens name it: since July 2026 new repositories carry the numbers of their owner and of themselves.
REPOSITORY = re.compile(r"[\w-]+(@\d+)?/[\w.-]+(@\d+)?")
# An `up` that makes everything takes an hour; GitHub's own limit for a job is above that.
HOURS = 2
# The services that use keys on behalf of whoever deploys, and of drift when it looks at functions and tells the topic.
DEPLOYED = ("appconfig", "dms", "lambda", "rds", "secretsmanager", "sns", "sqs")
WATCHED = ("lambda", "sns")


@dataclass(frozen=True, kw_only=True)
class DeploymentRolesArgs:
    """The stack, the repository whose workflows act for it, and where its state is.

    `naming` has the stack's name as its suffix; `repository` reads as in GitHub's tokens, `owner/name` or
    `owner@1/name@2`; `regions` are those that the stack may use.
    """

    naming: Naming
    account_id: Input[str]
    repository: str
    regions: Sequence[str]
    provider_arn: Input[str]
    state_bucket_arn: Input[str]
    state_key_arn: Input[str]

    def __post_init__(self) -> None:
        if not REPOSITORY.fullmatch(self.repository):
            raise ValueError(f"repository must be owner/name or owner@1/name@2; got {self.repository!r}")
        if not self.regions:
            raise ValueError("regions must name one at least; got none")


class DeploymentRoles(ComponentResource):
    """Three roles: to preview a change, to deploy one, and to look for drift and put right what may be.

    They have one boundary: whatever somebody attaches to them later, they do no more. None of them reads secrets,
    messages or files, and none changes itself.
    """

    preview_arn: Output[str]
    deploy_arn: Output[str]
    drift_arn: Output[str]

    def __init__(self, name: str, args: DeploymentRolesArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:ci:DeploymentRoles", name, None, opts)
        self._name, self._args, self._child = name, args, ResourceOptions(parent=self)
        stack = args.naming.suffix
        boundary = statements.boundary(args.state_bucket_arn, args.state_key_arn, args.regions)
        self._boundary = self._policy("workflow-boundary", "All that a workflow may ever do", boundary)
        # A pull request's, and the plan that is made of main before somebody approves it.
        self.preview_arn = self._role("preview", ["pull_request", "ref:refs/heads/main"], {"": self._previewing()})
        self.deploy_arn = self._role(
            "deploy", [f"environment:{stack}"], {"": self._deploying(), "-reading": self._reading()}
        )
        self.drift_arn = self._role("drift", [f"environment:{stack}-drift"], {"": self._watching()})
        self.register_outputs(
            {"preview_arn": self.preview_arn, "deploy_arn": self.deploy_arn, "drift_arn": self.drift_arn}
        )

    def _previewing(self) -> list[Statement]:
        return [
            *statements.read(self._args.regions),
            *self._state(writes=False),
            statements.no_parameters_but(),
            *self._no_data(decrypts=False),
        ]

    def _deploying(self) -> list[Statement]:
        args = self._args
        return statements.deploy(args.account_id, args.naming.suffix, args.regions)

    def _reading(self) -> list[Statement]:
        return [
            *statements.read(self._args.regions),
            *self._state(writes=True),
            allow(["ssm:GetParameter"], self._note()),
            statements.decrypting(DEPLOYED, self._args.regions),
            *self._no_data(decrypts=True),
        ]

    def _watching(self) -> list[Statement]:
        args, note = self._args, self._note()
        return [
            *statements.read(args.regions),
            *statements.remediate(args.account_id, args.naming.suffix, args.regions),
            *self._state(writes=True),
            allow(["ssm:GetParameter"], note),
            statements.no_parameters_but(note),
            statements.decrypting(WATCHED, args.regions),
            *self._no_data(decrypts=True),
        ]

    def _note(self) -> Output[str]:
        """The parameter that exists while payments are moved between regions."""
        args = self._args
        return Output.format("arn:aws:ssm:*:{0}:parameter/payments/{1}/failover", args.account_id, args.naming.suffix)

    def _state(self, *, writes: bool) -> list[Statement]:
        args = self._args
        return statements.state(args.state_bucket_arn, args.state_key_arn, args.naming.suffix, writes=writes)

    def _no_data(self, *, decrypts: bool) -> list[Statement]:
        return statements.no_data(self._args.state_bucket_arn, self._args.state_key_arn, decrypts=decrypts)

    def _role(self, kind: str, contexts: Sequence[str], rights: Mapping[str, Sequence[Statement]]) -> Output[str]:
        """The role of a workflow; a document of rights holds 6,144 characters, so that there may be several."""
        args = self._args
        role = iam.Role(
            f"{self._name}-{kind}-role",
            # The workflows name it.
            name=args.naming.name(kind),
            path=statements.PATH,
            description=f"Taken by the workflow {kind} of {args.repository}",
            assume_role_policy=trusted(args.provider_arn, args.repository, *contexts),
            permissions_boundary=self._boundary,
            max_session_duration=HOURS * 3600,
            tags=args.naming.tags(f"{kind}-role"),
            opts=self._child,
        )
        for part, allowed in rights.items():
            policy = self._policy(f"{kind}{part}", f"What the workflow {kind} may do", allowed)
            iam.RolePolicyAttachment(
                f"{self._name}-{kind}{part}-rights", role=role.name, policy_arn=policy, opts=self._child
            )
        return role.arn

    def _policy(self, kind: str, description: str, rights: Sequence[Statement]) -> Output[str]:
        return iam.Policy(
            f"{self._name}-{kind}-policy",
            path=statements.PATH,
            description=description,
            policy=document(*rights),
            tags=self._args.naming.tags(f"{kind}-policy"),
            opts=self._child,
        ).arn
