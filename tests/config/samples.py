"""Parts of a configuration, by the keys of a stack file."""

from typing import Any

GOOD: dict[str, Any] = {"environment": "development"}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
PROCESSOR = {"name": "processor", "handler": "lambda_src.handler.handle", "trigger": "queue"}
PRODUCTION = {
    "environment": "production",
    "account": "123456789012",
    "alerts": {"emails": ["a@example.com"], "pagingEndpoint": "https://page.example.com/x"},
    "logs": {"retentionDays": 400},
}
SOURCE = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:s-AbCdEf"
DMS_SOURCE = {
    "sourceCidr": "10.0.0.0/16",
    "sourceSecretArn": SOURCE,
}
MGN = {"enabled": True, "sourceCidrs": ["10.0.8.0/24"]}


def network(**keys: Any) -> dict[str, Any]:
    return {"network": keys}


def function(**keys: Any) -> dict[str, Any]:
    return {"payments": {"functions": [PROCESSOR | keys]}}


def partner(**keys: Any) -> dict[str, Any]:
    return {"migration": {"transfer": {"users": [{"name": "bank", "publicKeys": [KEY]} | keys]}}}


def dms(**keys: Any) -> dict[str, Any]:
    return {"migration": {"dms": {"enabled": True} | DMS_SOURCE | keys}}


def container(**keys: Any) -> dict[str, Any]:
    image = "123456789012.dkr.ecr.eu-west-2.amazonaws.com/payments/intake:1"
    return {"container": {"enabled": True, "image": image} | keys}
