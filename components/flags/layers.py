"""The layer that holds the AppConfig agent, which alone resolves variants."""

from collections.abc import Mapping

# Agent 2.0.20159 for arm64, by region, as public infrastructure code states it on 2026-11-25. AWS names newer ones on
# "Available versions of the AWS AppConfig Agent Lambda extension" in AppConfig's user guide.
AGENT_LAYERS: Mapping[str, str] = {
    "eu-central-1": "arn:aws:lambda:eu-central-1:066940009817:layer:AWS-AppConfig-Extension-Arm64:241",
    "eu-west-1": "arn:aws:lambda:eu-west-1:434848589818:layer:AWS-AppConfig-Extension-Arm64:244",
    "eu-west-2": "arn:aws:lambda:eu-west-2:282860088358:layer:AWS-AppConfig-Extension-Arm64:201",
}


def agent_layer(region: str, override: str | None = None) -> str:
    """The ARN of the agent's layer in a region: the configured one where it is in that region, else the known one."""
    if override is not None and override.startswith(f"arn:aws:lambda:{region}:"):
        return override
    return AGENT_LAYERS[region]
