"""Certificate Manager."""

from catalog.drawing import Drawing
from catalog.resource_type import ResourceType
from catalog.service import Service

ACM = Service(
    "acm",
    read=("Describe*", "List*"),
    deploy=("AddTags*", "Delete*", "Remove*", "Request*", "UpdateC*"),
)

CERTIFICATE = ResourceType(
    "aws:acm/certificate:Certificate",
    id="arn:aws:acm:{region}:{account}:certificate/{uuid}",
    arn="arn:aws:acm:{region}:{account}:certificate/{uuid}",
    named_by="domainName",
    has_unique_name=False,
    cloudformation="AWS::CertificateManager::Certificate",
    drawing=Drawing(title="certificate", icon="security/certificate-manager", is_detail=True),
)
# The certificate once AWS has issued it.
CERTIFICATE_VALIDATION = ResourceType(
    "aws:acm/certificateValidation:CertificateValidation",
    id="{hex}",
    minutes=3,
    source="guide acm: dns-validation, several minutes",
    needs_alarm=False,
)
