"""The roles that GitHub's workflows assume for one stack."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import iam

from catalog.iam import BOUNDARY
from catalog.mgn import SERVICE_ROLE
from components.ci import statements
from components.ci.github import GitHub, trusted
from components.ci.program_boundary import program_boundary
from components.ci.state import StateStore
from config.account.settings import REPOSITORY
from config.serving import NOTE, folder
from foundation.component import Component
from foundation.policies import Statement, allow, document
from foundation.region import Region

# An `up` that makes everything takes an hour; GitHub's own limit for a job is above that.
HOURS = 2
# The services that use keys on behalf of whoever deploys, and of drift when it reads functions and notifies the topic.
DEPLOYED = (
    "apprunner", "appconfig", "dms", "lambda", "network-firewall", "rds", "s3", "secretsmanager", "sns", "sqs",
)  # fmt: skip
WATCHED = ("lambda", "s3", "sns")


@dataclass(frozen=True, kw_only=True)
class DeploymentRolesArgs:
    """The stack, the repository whose workflows act for it, and where its state is.

    The region's naming has the stack's name as its suffix; `repository` reads as in GitHub's tokens, `owner/name` or
    `owner@1/name@2`; `regions` are those that the stack may use. Raises ValueError for another repository, or none
    of the regions.
    """

    region: Region
    repository: str
    regions: Sequence[str]
    github: GitHub
    state: StateStore

    def __post_init__(self) -> None:
        if not re.fullmatch(REPOSITORY, self.repository, re.ASCII):
            raise ValueError(f"repository must be owner/name or owner@1/name@2; got {self.repository!r}")
        if not self.regions:
            raise ValueError("regions must name one at least; got none")


class DeploymentRoles(Component):
    """Three roles: to preview a change, to deploy one, and to look for drift and remediate what may be.

    They have boundaries: whatever somebody attaches to them later, they do no more, and the preview writes nothing.
    None of them reads secrets, messages or files, and none changes itself.
    """

    preview_arn: Output[str]
    deploy_arn: Output[str]
    drift_arn: Output[str]

    def __init__(self, name: str, args: DeploymentRolesArgs, opts: ResourceOptions | None = None):
        super().__init__(name, args.region, opts)
        self._name, self._args, self._stack = name, args, args.region.naming.suffix
        logs = [Output.format("{0}*", arn) for arn in args.state.log_arns]
        store = [*args.state.bucket_arns, *logs], args.state.key_arns
        self._bounded_by = self._program_boundary()
        self._boundary = self._policy(
            "workflow-boundary",
            "All that a workflow may ever do",
            statements.boundary(*store, args.regions, self._bounded_by),
        )
        self._preview_boundary = self._policy(
            "preview-boundary", "All that a preview may ever do", statements.preview_boundary(*store, args.regions)
        )
        # A pull request's, which in production somebody has approved, and the plan that is made of main.
        production = args.region.naming.environment == "production"
        previews = [f"environment:{self._stack}-preview" if production else "pull_request", "ref:refs/heads/main"]
        self.publish(
            preview_arn=self._role("preview", previews, {"": self._previewing()}),
            deploy_arn=self._role(
                "deploy",
                [f"environment:{self._stack}"],
                {**self._deploying(), "-reading": self._reading()},
            ),
            drift_arn=self._role(
                "drift", [f"environment:{self._stack}-drift"], {"": self._remediating(), "-reading": self._watching()}
            ),
        )

    def _previewing(self) -> list[Statement]:
        return [
            *statements.read(self._args.regions),
            *statements.ask(self._args.regions),
            *self._state(writes=False),
            statements.archives(self._stack),
            self._notes(),
            statements.no_parameters_but(*self._folder()),
            *self._no_data(decrypts=False),
        ]

    def _deploying(self) -> dict[str, list[Statement]]:
        found = statements.deploy(self.region.account_id, self._stack, self._args.regions, self._bounded_by)
        return {f"-{number}": portion for number, portion in enumerate(found, start=1)}

    def _reading(self) -> list[Statement]:
        return [
            *statements.read(self._args.regions),
            *self._state(writes=True),
            statements.archives(self._stack, "s3:PutObject", "s3:PutObjectTagging"),
            allow(["ssm:GetParameter"], self._note()),
            self._notes(),
            statements.decrypting(DEPLOYED, self._args.regions),
            statements.granting(DEPLOYED, self._args.regions),
            statements.granting_to(SERVICE_ROLE, self.region.account_id),
            *self._no_data(decrypts=True),
        ]

    def _remediating(self) -> list[Statement]:
        return statements.remediate(self.region.account_id, self._stack, self._args.regions)

    def _watching(self) -> list[Statement]:
        args, note = self._args, self._note()
        return [
            *statements.read(args.regions),
            *self._state(writes=True),
            statements.archives(self._stack),
            allow(["ssm:GetParameter"], note),
            self._notes(),
            statements.no_parameters_but(note, *self._folder()),
            statements.decrypting(WATCHED, args.regions),
            *self._no_data(decrypts=True),
        ]

    def _note(self) -> Output[str]:
        """The parameter that exists while payments are moved between regions."""
        return Output.format("{0}/{1}", self._folder()[0], NOTE)

    def _notes(self) -> Statement:
        """The permission to list the stack's parameters, as the program does before it plans anything."""
        return allow(["ssm:GetParametersByPath"], self._folder())

    def _folder(self) -> list[Output[str]]:
        """The stack's parameters, by their path and by what begins with it."""
        path = Output.format("arn:aws:ssm:*:{0}:parameter{1}", self.region.account_id, folder(self._stack))
        return [path, Output.format("{0}/*", path)]

    def _state(self, *, writes: bool) -> list[Statement]:
        store = self._args.state
        return statements.state(store.bucket_arn, store.key_arn, self._stack, writes=writes)

    def _no_data(self, *, decrypts: bool) -> list[Statement]:
        store = self._args.state
        return statements.no_data(store.bucket_arn, store.key_arn, self._stack, decrypts=decrypts)

    def _role(self, kind: str, contexts: Sequence[str], permissions: Mapping[str, Sequence[Statement]]) -> Output[str]:
        """The role of a workflow; a policy holds 6,144 characters, so that there may be several."""
        args, naming = self._args, self.region.naming
        role = iam.Role(
            f"{self._name}-{kind}-role",
            # The workflows name it.
            name=naming.name(kind),
            path=statements.PATH,
            description=f"Assumed by the workflow {kind} of {args.repository}",
            assume_role_policy=trusted(args.github.provider_arn, args.repository, *contexts),
            permissions_boundary=self._preview_boundary if kind == "preview" else self._boundary,
            max_session_duration=HOURS * 3600,
            tags=naming.tags(f"{kind}-role"),
            opts=self.child(),
        )
        for part, allowed in permissions.items():
            policy = self._policy(f"{kind}{part}", f"What the workflow {kind} may do", allowed)
            iam.RolePolicyAttachment(
                f"{self._name}-{kind}{part}-permissions", role=role.name, policy_arn=policy, opts=self.child()
            )
        return role.arn

    def _program_boundary(self) -> Output[str]:
        """The boundary of the roles that the stack itself makes, which names it."""
        state = self._args.state
        buckets = [*state.bucket_arns, *state.log_arns]
        permissions = program_boundary(
            self._stack,
            lambda text: Output.format(text, account=self.region.account_id),
            files=[*buckets, *(Output.format("{0}/*", bucket) for bucket in buckets)],
            keys=state.key_arns,
        )
        name = BOUNDARY.format(suffix=self._stack).removeprefix(statements.PATH)
        return self._policy("program-boundary", "All that a role of the program may ever do", permissions, name=name)

    def _policy(
        self, kind: str, description: str, permissions: Sequence[Statement], *, name: str | None = None
    ) -> Output[str]:
        return iam.Policy(
            f"{self._name}-{kind}-policy",
            name=name,
            path=statements.PATH,
            description=description,
            policy=document(*permissions),
            tags=self.region.naming.tags(f"{kind}-policy"),
            opts=self.child(),
        ).arn
