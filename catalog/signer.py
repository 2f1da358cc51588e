"""AWS Signer."""

from catalog.resource_type import ResourceType
from catalog.service import Service

SIGNER = Service(
    "signer",
    read=("Describe*",),
    deploy=("Start*",),
)

SIGNING_JOB = ResourceType(
    "aws:signer/signingJob:SigningJob",
    id="{uuid}",
    outputs={"jobId": "{uuid}", "status": "Succeeded"},
    # What a signature is asked for by.
    named_by="profileName",
    has_unique_name=False,
    minutes=0.3,
    needs_alarm=False,
)
SIGNING_PROFILE = ResourceType(
    "aws:signer/signingProfile:SigningProfile",
    id="{name}",
    arn="arn:aws:signer:{region}:{account}:/signing-profiles/{name}",
    outputs={
        "status": "Active",
        "version": "{hex:.10}",
        "versionArn": "arn:aws:signer:{region}:{account}:/signing-profiles/{name}/{hex:.10}",
    },
    cloudformation="AWS::Signer::SigningProfile",
    needs_alarm=False,
)
