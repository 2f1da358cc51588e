"""GuardDuty."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

GUARDDUTY = Service(
    "guardduty",
    read=("GetMalwareProtectionPlan", "List*"),
    deploy=("CreateMalware*", "DeleteMalware*", "*agResource", "UpdateMalware*"),
    principals=("malware-protection-plan.guardduty",),
)

MALWARE_PROTECTION_PLAN = ResourceType(
    "aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan",
    id="{hex}",
    arn="arn:aws:guardduty:{region}:{account}:malware-protection-plan/{hex}",
    outputs={"status": "ACTIVE"},
    cloudformation="AWS::GuardDuty::MalwareProtectionPlan",
    minutes=0.3,
    drawing=Drawing(title="malware scan", icon="security/guardduty", is_detail=True),
    links=(Link(kind="reference", end="protectedResource"),),
)
