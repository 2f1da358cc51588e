"""The two databases as DMS sees them."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pulumi import Input, Output, ResourceOptions
from pulumi_aws import dms

from config.project import PROJECT
from foundation.component import Component
from foundation.policies import Statement, allow, assumable_by
from foundation.region import Region
from foundation.roles import role

# The authorities of RDS, as the functions trust them too.
RDS_AUTHORITIES = PROJECT / "lambdas/shared" / "certificates" / "rds-ca.pem"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A MySQL server, and how somebody logs in to it over verified TLS.

    The secret holds `username`, `password`, `host` and `port`; without a `secret_key_arn` its key may be any that
    Secrets Manager decrypts it with. `authority` is the PEM text of whoever signs the server's certificate.
    """

    secret_arn: Input[str]
    secret_key_arn: Input[str] | None = None
    authority: str
    tls: Literal["verify-ca", "verify-full"]


class DatabaseEndpoint(Component):
    """A server that DMS logs in to.

    `kind` makes its name; `script` is what DMS runs in each session, and goes on where that fails.
    """

    arn: Output[str]

    def __init__(
        self,
        name: str,
        region: Region,
        *,
        kind: str,
        end: Literal["source", "target"],
        server: Server,
        key_arn: Input[str],
        script: str | None = None,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, region, opts)
        naming = region.naming
        certificate = dms.Certificate(
            f"{name}-authority",
            # One that is in use can't be deleted, so that another one has to have another name.
            certificate_id=naming.name(f"{kind}-authority-{sha256(server.authority.encode()).hexdigest()[:8]}"),
            certificate_pem=server.authority,
            tags=naming.tags(f"{kind}-authority"),
            opts=self.child(),
        )
        role_arn = role(
            self,
            name,
            kind=kind,
            description=f"Lets DMS read the credential of its {end}",
            # DMS takes this kind of role by its region's name.
            trust=assumable_by(f"dms.{region.name}.amazonaws.com", region.account_id),
            statements=reading(server.secret_arn, server.secret_key_arn, region),
        )
        endpoint = dms.Endpoint(
            f"{name}-endpoint",
            endpoint_id=naming.name(kind),
            endpoint_type=end,
            engine_name="mysql",
            secrets_manager_arn=server.secret_arn,
            secrets_manager_access_role_arn=role_arn,
            ssl_mode=server.tls,
            certificate_arn=certificate.certificate_arn,
            # The attributes in one text would differ each time: the provider keeps them as DMS answers them.
            mysql_settings={"after_connect_script": script} if script else None,
            kms_key_arn=key_arn,
            # DMS refuses to change what a running task uses.
            pause_replication_tasks=True,
            tags=naming.tags(kind),
            # Its identifier is taken as long as it exists.
            opts=self.child(delete_before_replace=True),
        )
        self.publish(arn=endpoint.endpoint_arn)


def rds_authority(region: str) -> str:
    """The root that signs RDS's certificates in a region unless a server asks for another: RSA 2048.

    Raises ValueError for a region whose root is not among the authorities.
    """
    return authority(RDS_AUTHORITIES, f"Amazon RDS {region} Root CA RSA2048 G1")


def authority(path: Path, name: str) -> str:
    """The certificate below its name in a file of several; raises ValueError where the file has no such name."""
    _, found, rest = path.read_text().partition(f"# {name}\n")
    if not found:
        raise ValueError(f"{path.name} has no certificate named {name!r}")
    return rest.partition("# ")[0]


def reading(secret_arn: Input[str], secret_key_arn: Input[str] | None, region: Region) -> list[Statement]:
    """The permission to read one secret, and to use a key for that alone."""
    of_the_secret: dict[str, Input[str]] = {
        "kms:ViaService": f"secretsmanager.{region.name}.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret_arn,
    }
    # The secret may be another account's, whose key nobody has named.
    keys = secret_key_arn or f"arn:aws:kms:{region.name}:*:key/*"
    of_its_account = {"aws:ResourceAccount": Output.from_input(secret_arn).apply(lambda arn: arn.split(":")[4])}
    return [
        allow(["secretsmanager:GetSecretValue"], secret_arn),
        allow(["kms:Decrypt"], keys, {"StringEquals": of_the_secret}),
        # DMS asks for it too (its user guide, secrets of endpoints), and says not of which request.
        allow(["kms:DescribeKey"], keys, {"StringEquals": of_its_account}),
    ]
