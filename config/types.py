"""The types of single values in a stack's configuration: what each may be, in a pattern and in words."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# The regions whose managed firewall groups, Lambda layers and instance classes have been checked.
Region = Literal["eu-west-1", "eu-west-2", "eu-central-1"]
# The European regions between which DynamoDB keeps a table strongly consistent (DynamoDB guide, global tables).
WitnessRegion = Literal["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"]
Zone = Literal["a", "b", "c"]
Environment = Literal["development", "staging", "production"]
# What CloudWatch Logs accepts, up to two years.
RetentionDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]


def as_text(value: object) -> object:
    """A whole number as the text that it is written as: `pulumi config set --path` makes numbers of digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def only_text(value: object) -> object:
    """A text and nothing else; a number would be taken for an address."""
    if not isinstance(value, str | IPv4Network):
        raise PydanticCustomError("ip_v4_network", "a text")
    return value


@dataclass(frozen=True)
class Matches:
    """A check that a text matches a pattern, whose message and schema say in words what is allowed.

    Letters and digits are ASCII's, as they are to AWS.
    `example` is a value of the type; `{n}` in it stands for its position in a list.
    """

    pattern: str
    allowed: str
    longest: int = 256
    example: str = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        checked = core_schema.no_info_after_validator_function(self._check, handler(source))
        return core_schema.no_info_before_validator_function(as_text, checked)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        examples = {"examples": [self.example]} if self.example else {}
        return {**handler(schema), "description": self.allowed, "pattern": self.pattern, **examples}

    def _check(self, text: str) -> str:
        if len(text) > self.longest or not re.fullmatch(self.pattern, text, re.ASCII):
            raise PydanticCustomError("text", "{allowed}", {"allowed": self.allowed})
        return text


def bare_service(value: object) -> object:
    """The service in a whole name such as com.amazonaws.eu-west-2.kms, whose region is that of each network."""
    return re.sub(r"^com\.amazonaws\.[a-z]{2}-[a-z]+-\d\.", "", value) if isinstance(value, str) else value


def secret_of(arn: str) -> str:
    """The ARN of the secret itself, without the key, stage and version that may follow."""
    return ":".join(arn.split(":")[:7])


# Any text, which may be digits.
Text = Annotated[str, BeforeValidator(as_text)]
Cidr = Annotated[IPv4Network, BeforeValidator(only_text), Field(examples=["192.0.2.{n}/32"])]

_DAY_AND_TIME = r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
_WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"

Suffix = Annotated[
    str, Matches(_WORDS, "lower-case words joined by hyphens, at most 12 characters", 12, example="secret")
]
Name = Annotated[
    str, Matches(_WORDS, "lower-case words joined by hyphens, at most 32 characters", 32, example="secret-{n}")
]
# What every service takes of a tag (tagging user guide, "Tag naming limits and requirements").
_IN_TAGS = r"(?u:[\w .:/=+@-])"
TagKey = Annotated[
    str,
    Matches(
        rf"(?![Aa][Ww][Ss]:){_IN_TAGS}+",
        "at least 1 character, at most 128: letters, digits, spaces and . : / = + - @ _, but not aws: before them",
        128,
        example="secret-{n}",
    ),
]
TagValue = Annotated[
    str,
    Matches(
        rf"{_IN_TAGS}+",
        "at least 1 character, at most 256: letters, digits, spaces and . : / = + - @ _",
        example="secret",
    ),
]
# Transfer Family's own pattern (botocore: transfer.CreateUser.UserName).
LoginName = Annotated[
    str,
    Matches(
        r"[A-Za-z0-9_][A-Za-z0-9_@.-]{2,99}",
        "letters, digits and _ @ . -, 3 to 100, the first none of @ . -",
        example="secret-{n}",
    ),
]
Email = Annotated[str, Matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address", example="a{n}@secret.invalid")]
# A leading dot includes every subdomain, as Network Firewall reads it.
Domain = Annotated[
    str,
    Matches(
        r"\.?([a-z0-9-]+\.)+[a-z]{2,}", "a domain such as api.example.com or .example.com", example="{n}.secret.invalid"
    ),
]
Host = Annotated[
    str, Matches(r"([a-z0-9-]+\.)+[a-z]{2,}", "a host name such as payments.example.com", example="{n}.secret.invalid")
]
DomainListId = Annotated[
    str, Matches(r"rslvr-fdl-[0-9a-f]{1,54}", "the id of a DNS Firewall list, rslvr-fdl-...", example="rslvr-fdl-{n}")
]
HostedZoneId = Annotated[
    str, Matches(r"Z[A-Z0-9]{4,31}", "the id of a Route 53 zone such as Z0123456789ABCDEFGHIJ", example="Z0000SECRET")
]
# With the six characters that Secrets Manager adds: a policy that names a secret has to name all of it.
_WHOLE_ARN = r"arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}"
SecretArn = Annotated[
    str,
    Matches(
        _WHOLE_ARN,
        "the whole ARN of a secret, with the six characters at its end",
        example="arn:aws:secretsmanager:eu-west-2:000000000000:secret:secret-{n:06}",
    ),
]
# As ECS and App Runner read it: one key of a JSON secret, a stage and a version may follow, or be left empty.
SecretField = Annotated[
    str,
    Matches(
        rf"{_WHOLE_ARN}(:[^:\s]*:[^:\s]*:[^:\s]*)?",
        "the whole ARN of a secret, with :key:stage:version after it where only one value of it is meant",
        512,
        example="arn:aws:secretsmanager:eu-west-2:000000000000:secret:secret-{n:06}",
    ),
]
LayerArn = Annotated[
    str,
    Matches(
        r"arn:aws:lambda:[a-z]{2}-[a-z]+-\d:\d{12}:layer:[\w-]+:\d+",
        "the ARN of a Lambda layer's version",
        example="arn:aws:lambda:eu-west-2:000000000000:layer:secret:1",
    ),
]
MonitorArn = Annotated[
    str,
    Matches(
        r"arn:aws:ce::\d{12}:anomalymonitor/[\w-]+",
        "the ARN of a cost anomaly monitor",
        example="arn:aws:ce::000000000000:anomalymonitor/secret",
    ),
]
SigningProfile = Annotated[
    str,
    Matches(
        r"arn:aws:signer:[a-z]{2}-[a-z]+-\d:\d{12}:/signing-profiles/\w{2,64}/[A-Za-z0-9]{10}",
        "the ARN of a signing profile's version, arn:aws:signer:<region>:<account>:/signing-profiles/<name>/<version>",
        example="arn:aws:signer:eu-west-2:000000000000:/signing-profiles/secret/AbCdEfGh{n:02}",
    ),
]
AccountId = Annotated[str, Matches(r"\d{12}", "an AWS account's 12 digits, in quotes", example="000000000000")]
Principal = Annotated[
    str,
    Matches(
        r"\d{12}|arn:aws:organizations::\d{12}:.+",
        "an account's 12 digits, in quotes, or an organization's ARN",
        example="{n:012}",
    ),
]
PersonArn = Annotated[
    str,
    Matches(
        r"arn:aws:iam::\d{12}:(role|user)/[\w+=,.@/*-]+",
        "the ARN of a role or a user, with * for any characters",
        example="arn:aws:iam::000000000000:role/secret-{n}",
    ),
]
Service = Annotated[
    str,
    Matches(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "a service as in com.amazonaws.<region>.<service>", example="secret-{n}"),
    BeforeValidator(bare_service),
]
InstanceType = Annotated[
    str,
    Matches(
        r"[a-z0-9-]+\.[a-z0-9]+(-[a-z0-9]+)*", "an instance type such as t3.small or m7i.metal-24xl", example="t3.small"
    ),
]
DatabaseClass = Annotated[
    str, Matches(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS class such as db.t3.medium", example="db.t3.medium")
]
ReplicationClass = Annotated[
    str, Matches(r"dms\.[a-z0-9]+\.[a-z0-9]+", "a DMS class such as dms.t3.medium", example="dms.t3.medium")
]
Handler = Annotated[
    str,
    Matches(
        r"[A-Za-z_]\w*([./][A-Za-z_]\w*)*\.[A-Za-z_]\w*",
        "module.function, as Lambda names a handler",
        128,
        example="lambda_src.handler.handle",
    ),
]
# A file system takes 255 bytes of a part of a path, and 4,096 of all of it (limits.h of Linux).
_PARTS, _OF_PARTS, _LONGEST_PATH = r"(?!.*[^/]{101})", "at most 200 characters, each part at most 100", 200
Folder = Annotated[
    str,
    Matches(
        rf"{_PARTS}\w+(/\w+)*",
        f"a folder of this project, such as lambda_src: {_OF_PARTS}",
        _LONGEST_PATH,
        example="lambda_src",
    ),
]
ProjectFile = Annotated[
    str,
    Matches(
        rf"{_PARTS}\w[\w-]*(\.[\w-]+)*(/\w[\w-]*(\.[\w-]+)*)*",
        f"a file of this project, such as migration/a.json: {_OF_PARTS}",
        _LONGEST_PATH,
        example="migration/table-mappings.json",
    ),
]
Variable = Annotated[
    str, Matches(r"[A-Za-z]\w+", "letters, digits and underscores, after a letter", example="SECRET_{n}")
]
Schedule = Annotated[str, Matches(r"(rate|cron)\(.+\)", "rate(...) or cron(...)", example="rate(1 hour)")]
Image = Annotated[
    str,
    Matches(
        r"[^\s:@]+(/[^\s:@]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?",
        "registry/repository:tag@sha256:digest",
        example="secret.invalid/secret/secret",
    ),
]
# An image in a private ECR repository.
ECR_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^:@]+)")
HttpsUrl = Annotated[
    str,
    Matches(r"https://[^\s/@]+(/\S*)?", "an address that starts with https://", example="https://secret.invalid/{n}"),
]
HttpPath = Annotated[str, Matches(r"/\S*", "a path that starts with /", example="/secret")]
PublicKey = Annotated[
    str,
    Matches(
        r"\s*(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+)[ \t]+[A-Za-z0-9+/]+={0,3}([ \t]+[\S \t]*)?\s*",
        "an OpenSSH public key",
        2048,
        example="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
    ),
]
Version = Annotated[str, Matches(r"8\.4(\.\d+)?", "8.4, or a minor version of it such as 8.4.9", example="8.4")]
Port = Annotated[int, Field(ge=1, le=65535)]
DailyWindow = Annotated[
    str, Matches(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "hh:mm-hh:mm in UTC", example="02:00-03:00")
]
WeeklyWindow = Annotated[
    str,
    Matches(
        f"{_DAY_AND_TIME}-{_DAY_AND_TIME}",
        "ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:30-sun:04:30",
        example="sun:03:30-sun:04:30",
    ),
]
