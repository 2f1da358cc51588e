"""The SFTP server and the partners who deliver to it."""

from collections.abc import Sequence

from pulumi import InvokeOutputOptions, Output, Resource, ResourceOptions
from pulumi_aws import ec2, transfer
from pulumi_aws.ec2.outputs import GetVpcEndpointDnsEntryResult as DnsEntry

from components.migration.transfer.landing import Landing
from components.migration.transfer.receipt import MAILBOXES
from components.network import Network
from config.migration import TransferUser
from foundation.alarms import Question
from foundation.component import Component
from foundation.logs import log_group
from foundation.metric_alarms import alarm
from foundation.ordering import after
from foundation.policies import Statement, allow, assumable_by, through
from foundation.region import Region
from foundation.roles import role

# The newest of Transfer Family's general policies; its own default is of 2018.
SECURITY_POLICY = "TransferSecurityPolicy-2025-03"


class SftpServer(Component):
    """A server for SFTP inside the network, which logs what everybody does and starts the workflow for each file.

    `endpoint` is the name that partners connect to: the one of the endpoint that Transfer Family makes in the network.
    The server's own name leads to no server inside of a network.
    """

    id: Output[str]
    arn: Output[str]
    endpoint: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        network: Network,
        landing: Landing,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        log = log_group(self, f"{name}-log", kind="transfer", key_arn=landing.key_arn)
        placement = network.placement("transfer")
        server = transfer.Server(
            f"{name}-server",
            protocols=["SFTP"],
            domain="S3",
            identity_provider_type="SERVICE_MANAGED",
            endpoint_type="VPC",
            endpoint_details={
                "vpc_id": network.vpc_id,
                "subnet_ids": placement.subnet_ids,
                "security_group_ids": [placement.security_group_id],
            },
            security_policy_name=SECURITY_POLICY,
            # Otherwise a partner's mailbox has to exist as an object before anybody can list it or deliver to it.
            s3_storage_options={"directory_listing_optimization": "ENABLED"},
            # Clients that set times or permissions after an upload would report a file as failed that has arrived.
            protocol_details={"set_stat_option": "ENABLE_NO_OP"},
            structured_log_destinations=[Output.format("{0}:*", log.arn)],
            workflow_details={
                "on_upload": _workflow(landing, landing.workflow_id),
                "on_partial_upload": _workflow(landing, landing.cut_off_workflow_id),
            },
            tags=region.naming.tags("transfer"),
            opts=self.child(),
        )
        self._alarms(name, server.id)
        # Asked of the server that exists: what is planned has no endpoint yet.
        endpoint_id = server.id.apply(lambda _: server.endpoint_details.vpc_endpoint_id)
        made = ec2.get_vpc_endpoint_output(id=endpoint_id, opts=InvokeOutputOptions(parent=self))
        # A lookup's answer does not depend on what was looked up.
        self.publish(id=server.id, arn=server.arn, endpoint=after(made.dns_entries.apply(_regional), [server]))

    def _alarms(self, name: str, server_id: Output[str]) -> None:
        for kind, metric, reason in (
            (
                "receipt-failed",
                "OnUploadExecutionsFailed",
                "A partner's file was uploaded and could not be moved out of the mailbox: nobody processes it.",
            ),
            (
                "upload-cut-off",
                "OnPartialUploadExecutionsStarted",
                "A partner's connection ended during an upload. What arrived of the file is not delivered and is "
                "deleted: the partner has to send it again.",
            ),
        ):
            alarm(
                self,
                f"{name}-{kind}",
                kind=f"transfer-{kind}",
                question=Question.MIGRATION,
                runbook="migration",
                reason=f"{reason} The server's log says more.",
                namespace="AWS/Transfer",
                metric=metric,
                dimensions={"ServerId": server_id},
                threshold=0,
            )


class SftpUsers(Component):
    """Partners who log in with their keys and see a mailbox of their own, to add files to and to list.

    They can neither read a file nor delete one: what was delivered stays delivered. `ready` has to exist before
    anybody can log in.
    """

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        server: SftpServer,
        landing: Landing,
        users: Sequence[TransferUser],
        ready: Resource,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        for user in users:
            self._user(f"{name}-{user.word}", user, server, landing, ready)
        self.publish()

    def _user(self, name: str, user: TransferUser, server: SftpServer, landing: Landing, ready: Resource) -> None:
        region = self.region
        user_arn = region.arn("transfer", Output.format("user/{0}/{1}", server.id, user.name))
        role_arn = role(
            self,
            name,
            kind=f"transfer-{user.word}",
            description=f"What {user.name} may do in the landing bucket",
            trust=assumable_by("transfer.amazonaws.com", region.account_id, user_arn),
            statements=_delivering(user.name, landing),
        )
        account = transfer.User(
            f"{name}-user",
            server_id=server.id,
            user_name=user.name,
            role=role_arn,
            home_directory_type="LOGICAL",
            home_directory_mappings=[
                {"entry": "/", "target": Output.format("/{0}/{1}/{2}", landing.bucket, MAILBOXES, user.name)}
            ],
            tags=region.naming.tags(f"transfer-{user.word}"),
            opts=self.child(depends_on=[ready]),
        )
        for number, key in enumerate(user.public_keys, 1):
            transfer.SshKey(
                f"{name}-key-{number}",
                server_id=server.id,
                user_name=account.user_name,
                body=key,
                opts=self.child(),
            )


def _regional(entries: Sequence[DnsEntry]) -> str:
    """The name for the whole region, which those of single zones are longer than."""
    return min((entry.dns_name for entry in entries), key=len)


def _workflow(landing: Landing, workflow_id: Output[str]) -> transfer.ServerWorkflowDetailsOnUploadArgsDict:
    return {"workflow_id": workflow_id, "execution_role": landing.workflow_role_arn}


def _delivering(user: str, landing: Landing) -> list[Statement]:
    mailbox = f"{MAILBOXES}/{user}"
    return [
        allow(["s3:ListBucket"], landing.bucket_arn, {"StringLike": {"s3:prefix": [mailbox, f"{mailbox}/*"]}}),
        allow(["s3:PutObject"], Output.format("{0}/{1}/*", landing.bucket_arn, mailbox)),
        # A folder would be an object that nobody may look into: whoever makes one is told at once.
        {
            "Effect": "Deny",
            "Action": ["s3:PutObject"],
            "Resource": Output.format("{0}/{1}/*/", landing.bucket_arn, mailbox),
        },
        # An upload in parts reads what it has encrypted.
        allow(["kms:GenerateDataKey", "kms:Decrypt"], landing.key_arn, through("s3", landing.region)),
    ]
