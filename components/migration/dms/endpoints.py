"""The two databases as DMS sees them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pulumi import ComponentResource, Input, Output, ResourceOptions
from pulumi_aws import dms, iam

from config.project import PROJECT
from foundation.naming import Naming
from foundation.policies import allow, assumable_by, document

# The authorities of RDS, as the functions trust them too.
RDS_AUTHORITIES = PROJECT / "lambdas/shared" / "certificates" / "rds-ca.pem"


@dataclass(frozen=True, kw_only=True)
class DatabaseEndpointArgs:
    """Which end of the copy it is, the secret with its credential, and how its certificate is verified.

    The secret holds `username`, `password`, `host` and `port`. `authority` is the PEM text of whoever signs the
    certificate. Without a `secret_key_arn` the secret's key may be any that Secrets Manager decrypts it with.
    """

    naming: Naming
    region: str
    account_id: Input[str]
    end: Literal["source", "target"]
    secret_arn: Input[str]
    secret_key_arn: Input[str] | None = None
    authority: str
    tls: Literal["verify-ca", "verify-full"]
    key_arn: Input[str]


class DatabaseEndpoint(ComponentResource):
    """A MySQL database that DMS logs in to by its secret, over verified TLS."""

    arn: Output[str]

    def __init__(self, name: str, args: DatabaseEndpointArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:migration:DatabaseEndpoint", name, None, opts)
        child, kind = ResourceOptions(parent=self), f"dms-{args.end}"
        certificate = dms.Certificate(
            f"{name}-authority",
            certificate_id=args.naming.name(f"{kind}-authority"),
            certificate_pem=args.authority,
            tags=args.naming.tags(f"{kind}-authority"),
            opts=child,
        )
        role = iam.Role(
            f"{name}-role",
            description=f"Lets DMS read the credential of its {args.end}",
            # DMS takes this kind of role by its region's name.
            assume_role_policy=assumable_by(f"dms.{args.region}.amazonaws.com", args.account_id),
            tags=args.naming.tags(f"{kind}-role"),
            opts=child,
        )
        policy = iam.RolePolicy(f"{name}-role-policy", role=role.id, policy=_reading(args), opts=child)
        endpoint = dms.Endpoint(
            f"{name}-endpoint",
            endpoint_id=args.naming.name(kind),
            endpoint_type=args.end,
            engine_name="mysql",
            secrets_manager_arn=args.secret_arn,
            secrets_manager_access_role_arn=role.arn,
            ssl_mode=args.tls,
            certificate_arn=certificate.certificate_arn,
            # Tables are loaded side by side, and an entry may arrive before its payment; the copy is validated.
            extra_connection_attributes="Initstmt=SET FOREIGN_KEY_CHECKS=0" if args.end == "target" else None,
            kms_key_arn=args.key_arn,
            # DMS refuses to change what a running task uses.
            pause_replication_tasks=True,
            tags=args.naming.tags(kind),
            # DMS tries the role's rights when the endpoint is made.
            opts=ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.arn = endpoint.endpoint_arn
        self.register_outputs({"arn": self.arn})


def rds_authority(region: str) -> str:
    """The root that signs RDS's certificates in a region unless a server asks for another: RSA 2048.

    Raises ValueError for a region whose root is not among the authorities.
    """
    return authority(RDS_AUTHORITIES, f"Amazon RDS {region} Root CA RSA2048 G1")


def authority(path: Path, name: str) -> str:
    """The certificate that stands below its name in a file of several."""
    _, found, rest = path.read_text().partition(f"# {name}\n")
    if not found:
        raise ValueError(f"{path.name} has no certificate named {name!r}")
    return rest.partition("# ")[0]


def _reading(args: DatabaseEndpointArgs) -> Output[str]:
    """The right to read one secret, and to use a key for that alone."""
    of_the_secret: dict[str, Input[str]] = {
        "kms:ViaService": f"secretsmanager.{args.region}.amazonaws.com",
        "kms:EncryptionContext:SecretARN": args.secret_arn,
    }
    keys = args.secret_key_arn or Output.format("arn:aws:kms:{0}:*:key/*", args.region)
    return document(
        allow(["secretsmanager:GetSecretValue"], args.secret_arn),
        allow(["kms:Decrypt"], keys, {"StringEquals": of_the_secret}),
    )
