"""Transfer Family."""

from catalog.drawing import Drawing, Link
from catalog.price import HOURS, Price, count
from catalog.resource_type import ESTIMATE, ResourceType
from catalog.service import Service

TRANSFER = Service(
    "transfer",
    read=("Describe*", "List*"),
    deploy=("Create*", "Delete*", "Import*", "Start*", "Stop*", "*agResource", "Update*"),
    principals=("transfer",),
)

_ARN = "arn:aws:transfer:{region}:{account}"
SERVER = ResourceType(
    "aws:transfer/server:Server",
    id="s-{hex}",
    arn=_ARN + ":server/s-{hex}",
    outputs={"endpoint": "s-{hex}.server.transfer.{region}.amazonaws.com"},
    cloudformation="AWS::Transfer::Server",
    minutes=4,
    source=ESTIMATE,
    writes_logs=True,
    prices=(
        Price(
            what="SFTP server",
            monthly=0.3 * HOURS,
            unit="protocol",
            date="2026-11-25",
            source="https://docs.unusd.cloud/supported-services/transfer-family",
            verified=False,
            quantity=count("protocols"),
        ),
    ),
    drawing=Drawing(title="SFTP server", icon="migration/transfer-for-sftp"),
)
SSH_KEY = ResourceType("aws:transfer/sshKey:SshKey", id="key-{hex}")
USER = ResourceType(
    "aws:transfer/user:User",
    id="user-{hex}",
    arn=_ARN + ":user/{hex}",
    cloudformation="AWS::Transfer::User",
    links=(Link(kind="data", start="serverId", end="homeDirectoryMappings"),),
)
WORKFLOW = ResourceType(
    "aws:transfer/workflow:Workflow",
    id="w-{hex}",
    arn=_ARN + ":workflow/w-{hex}",
    cloudformation="AWS::Transfer::Workflow",
)
