"""The types of single values in a stack's configuration: what each may be, in a pattern and in words."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# The regions whose managed firewall groups, Lambda layers and instance classes have been checked.
Region = Literal["eu-west-1", "eu-west-2", "eu-central-1"]
# The European regions between which DynamoDB keeps a table strongly consistent (DynamoDB guide, global tables).
WitnessRegion = Literal["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"]
Zone = Literal["a", "b", "c"]
Environment = Literal["development", "staging", "production"]
# What CloudWatch Logs accepts, up to two years.
RetentionDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]


@dataclass(frozen=True)
class Matches:
    """A check that a text matches a pattern, whose message and schema say in words what is allowed."""

    pattern: str
    allowed: str
    longest: int = 256

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "description": self.allowed}

    def _check(self, text: str) -> str:
        if len(text) > self.longest or not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("text", "{allowed}", {"allowed": self.allowed})
        return text


_DAY_AND_TIME = r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
_WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"

Suffix = Annotated[str, Matches(_WORDS, "lower-case words joined by hyphens, at most 12 characters", 12)]
Name = Annotated[str, Matches(_WORDS, "lower-case words joined by hyphens, at most 32 characters", 32)]
# Transfer Family's own pattern (botocore: transfer.CreateUser.UserName).
LoginName = Annotated[
    str, Matches(r"[A-Za-z0-9_][A-Za-z0-9_@.-]{2,99}", "letters, digits and _ @ . -, 3 to 100, the first none of @ . -")
]
Email = Annotated[str, Matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
# A leading dot includes every subdomain, as Network Firewall reads it.
Domain = Annotated[str, Matches(r"\.?([a-z0-9-]+\.)+[a-z]{2,}", "a domain such as api.example.com or .example.com")]
Host = Annotated[str, Matches(r"([a-z0-9-]+\.)+[a-z]{2,}", "a host name such as payments.example.com")]
DomainListId = Annotated[str, Matches(r"rslvr-fdl-[0-9a-f]{1,54}", "the id of a DNS Firewall list, rslvr-fdl-...")]
HostedZoneId = Annotated[str, Matches(r"Z[A-Z0-9]{4,31}", "the id of a Route 53 zone such as Z0123456789ABCDEFGHIJ")]
Arn = Annotated[str, Matches(r"arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:.+", "an ARN")]
MonitorArn = Annotated[str, Matches(r"arn:aws:ce::\d{12}:anomalymonitor/[\w-]+", "the ARN of a cost anomaly monitor")]
AccountId = Annotated[str, Matches(r"\d{12}", "an AWS account's 12 digits, in quotes")]
Principal = Annotated[
    str,
    Matches(r"\d{12}|arn:aws:organizations::\d{12}:.+", "an account's 12 digits, in quotes, or an organization's ARN"),
]
PersonArn = Annotated[
    str,
    Matches(r"arn:aws:iam::\d{12}:(role|user)/[\w+=,.@/*-]+", "the ARN of a role or a user, with * for any characters"),
]
Service = Annotated[str, Matches(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "a service as in com.amazonaws.<region>.<service>")]
InstanceType = Annotated[str, Matches(r"[a-z0-9-]+\.[a-z0-9]+", "an instance type such as t3.small")]
DatabaseClass = Annotated[str, Matches(r"db\.[a-z0-9]+\.[a-z0-9]+", "an RDS class such as db.t3.medium")]
ReplicationClass = Annotated[str, Matches(r"dms\.[a-z0-9]+\.[a-z0-9]+", "a DMS class such as dms.t3.medium")]
Handler = Annotated[str, Matches(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", "module.function, as Lambda names a handler", 128)]
Folder = Annotated[str, Matches(r"\w+(/\w+)*", "a folder of this project, such as lambda_src")]
ProjectFile = Annotated[
    str, Matches(r"\w[\w-]*(\.[\w-]+)*(/\w[\w-]*(\.[\w-]+)*)*", "a file of this project, such as migration/a.json")
]
Variable = Annotated[str, Matches(r"[A-Za-z]\w+", "letters, digits and underscores, after a letter")]
Schedule = Annotated[str, Matches(r"(rate|cron)\(.+\)", "rate(...) or cron(...)")]
Image = Annotated[
    str,
    Matches(r"[^\s:@]+(/[^\s:@]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?", "registry/repository:tag@sha256:digest"),
]
# An image in a private ECR repository.
ECR_IMAGE = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^:@]+)")
HttpsUrl = Annotated[str, Matches(r"https://[^\s/@]+(/\S*)?", "an address that starts with https://")]
HttpPath = Annotated[str, Matches(r"/\S*", "a path that starts with /")]
PublicKey = Annotated[
    str,
    Matches(r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*( .*)?", "an OpenSSH public key", 2048),
]
Version = Annotated[str, Matches(r"8\.4(\.\d+)?", "8.4, or a minor version of it such as 8.4.9")]
Port = Annotated[int, Field(ge=1, le=65535)]
DailyWindow = Annotated[str, Matches(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "hh:mm-hh:mm in UTC")]
WeeklyWindow = Annotated[
    str, Matches(f"{_DAY_AND_TIME}-{_DAY_AND_TIME}", "ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:30-sun:04:30")
]
