"""The SFTP server and the partners who deliver to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import cloudwatch, iam, transfer

from components.migration.transfer.receipt import MAILBOXES
from config.migration import TransferUser
from foundation.alarms import AlarmArgs, alarm
from foundation.naming import Naming
from foundation.policies import Statement, allow, assumable_by, document, through

# The newest of Transfer Family's general policies; its own default is of 2018.
SECURITY_POLICY = "TransferSecurityPolicy-2025-03"


@dataclass(frozen=True, kw_only=True)
class SftpServerArgs:
    """Where the server stands, and what happens to a file once it is uploaded."""

    naming: Naming
    vpc_id: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    security_group_id: Input[str]
    workflow_id: Input[str]
    workflow_role_arn: Input[str]
    key_arn: Input[str]
    log_retention_days: int
    topic_arn: Input[str]


class SftpServer(ComponentResource):
    """A server for SFTP inside the network, which logs what everybody does and starts the workflow for each file."""

    id: Output[str]
    arn: Output[str]
    endpoint: Output[str]

    def __init__(self, name: str, args: SftpServerArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:SftpServer", name, None, opts)
        child = ResourceOptions(parent=self)
        log = cloudwatch.LogGroup(
            f"{name}-log",
            name=args.naming.log_group("transfer"),
            kms_key_id=args.key_arn,
            retention_in_days=args.log_retention_days,
            tags=args.naming.tags("transfer-log"),
            opts=child,
        )
        server = transfer.Server(
            f"{name}-server",
            protocols=["SFTP"],
            domain="S3",
            identity_provider_type="SERVICE_MANAGED",
            endpoint_type="VPC",
            endpoint_details={
                "vpc_id": args.vpc_id,
                "subnet_ids": list(args.subnet_ids.values()),
                "security_group_ids": [args.security_group_id],
            },
            security_policy_name=SECURITY_POLICY,
            structured_log_destinations=[Output.format("{0}:*", log.arn)],
            workflow_details={"on_upload": {"workflow_id": args.workflow_id, "execution_role": args.workflow_role_arn}},
            tags=args.naming.tags("transfer"),
            opts=child,
        )
        alarm(
            f"{name}-receipt-failed",
            AlarmArgs(
                naming=args.naming,
                kind="transfer-receipt-failed",
                reason="A partner's file was uploaded and could not be moved out of the mailbox: nobody processes it. "
                "The server's log says why.",
                runbook="migration",
                namespace="AWS/Transfer",
                metric="OnUploadExecutionsFailed",
                dimensions={"ServerId": server.id},
                threshold=0,
                topic_arn=args.topic_arn,
            ),
            child,
        )
        self.id, self.arn, self.endpoint = server.id, server.arn, server.endpoint
        self.register_outputs({"id": self.id, "arn": self.arn, "endpoint": self.endpoint})


@dataclass(frozen=True, kw_only=True)
class SftpUsersArgs:
    """Who delivers, to which server and bucket; `ready` has to exist before anybody can log in."""

    naming: Naming
    region: str
    account_id: Input[str]
    server_id: Input[str]
    bucket: Input[str]
    bucket_arn: Input[str]
    key_arn: Input[str]
    users: Sequence[TransferUser]
    ready: Resource


class SftpUsers(ComponentResource):
    """Partners who log in with their keys and see a mailbox of their own, to add files to and to list.

    They can neither read a file nor delete one: what was delivered stays delivered.
    """

    def __init__(self, name: str, args: SftpUsersArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:SftpUsers", name, None, opts)
        self._args, self._child = args, ResourceOptions(parent=self)
        for user in args.users:
            self._user(f"{name}-{user.name}", user)
        self.register_outputs({})

    def _user(self, name: str, user: TransferUser) -> None:
        args = self._args
        role = iam.Role(
            f"{name}-role",
            description=f"What {user.name} may do in the landing bucket",
            assume_role_policy=assumable_by(
                "transfer.amazonaws.com",
                args.account_id,
                Output.format(
                    "arn:aws:transfer:{0}:{1}:user/{2}/{3}", args.region, args.account_id, args.server_id, user.name
                ),
            ),
            tags=args.naming.tags(f"transfer-{user.name}-role"),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{name}-role-policy", role=role.id, policy=document(*self._rights(user.name)), opts=self._child
        )
        account = transfer.User(
            f"{name}-user",
            server_id=args.server_id,
            user_name=user.name,
            role=role.arn,
            home_directory_type="LOGICAL",
            home_directory_mappings=[
                {"entry": "/", "target": Output.format("/{0}/{1}/{2}", args.bucket, MAILBOXES, user.name)}
            ],
            tags=args.naming.tags(f"transfer-{user.name}"),
            opts=ResourceOptions(parent=self, depends_on=[policy, args.ready]),
        )
        for number, key in enumerate(user.public_keys, 1):
            transfer.SshKey(
                f"{name}-key-{number}",
                server_id=args.server_id,
                user_name=account.user_name,
                body=key,
                opts=self._child,
            )

    def _rights(self, user: str) -> list[Statement]:
        args, mailbox = self._args, f"{MAILBOXES}/{user}"
        return [
            allow(["s3:ListBucket"], args.bucket_arn, {"StringLike": {"s3:prefix": [mailbox, f"{mailbox}/*"]}}),
            allow(["s3:PutObject"], Output.format("{0}/{1}/*", args.bucket_arn, mailbox)),
            allow(
                # An upload in parts reads what it has encrypted.
                ["kms:GenerateDataKey", "kms:Decrypt"],
                args.key_arn,
                through("s3", args.region),
            ),
        ]
