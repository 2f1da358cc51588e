"""IAM: what a policy lets an identity do, and whom a role trusts."""

from policy.checks import iam
from policy.checks.managed import read_by_somebody
from policy.checks.properties import given
from policy.rule import CRITICAL, HIGH, LOW, MEDIUM, rule

ROLE = "aws:iam/role:Role"
CUSTOMER_POLICY = "aws:iam/policy:Policy"
POLICY = ("aws:iam/rolePolicy:RolePolicy", CUSTOMER_POLICY, ROLE)
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
RULES = (
    rule(POLICY, "iam-policy-no-admin-access", CRITICAL, "FSBP IAM.1, CIS 1.15, CKV_AWS_62, CKV_AWS_63").needs(
        iam.no_admin_access
    ),
    rule(POLICY, "iam-policy-no-full-service-access", HIGH, "FSBP IAM.21").needs(iam.no_full_service_access),
    rule(POLICY, "iam-policy-no-unrestricted-decrypt", HIGH, "FSBP KMS.1, FSBP KMS.2").needs(
        iam.no_unrestricted_decrypt
    ),
    rule(POLICY, "iam-policy-no-wildcard-resource", MEDIUM, "CKV_AWS_290, CKV_AWS_355").needs(iam.no_wildcard_resource),
    rule(POLICY, "iam-policy-no-privilege-escalation", CRITICAL, "CKV_AWS_286").needs(iam.no_privilege_escalation),
    rule(POLICY, "iam-policy-no-credentials-exposure", HIGH, "CKV_AWS_287").needs(iam.no_credentials_exposure),
    rule(POLICY, "iam-policy-no-data-exfiltration", HIGH, "CKV_AWS_288").needs(iam.no_data_exfiltration),
    rule(POLICY, "iam-policy-no-permissions-management", HIGH, "CKV_AWS_289").needs(iam.no_permissions_management),
    rule(ROLE, "iam-role-trust-not-public", CRITICAL, "CKV_AWS_60, CKV_AWS_61").needs(iam.no_public_trust),
    rule(ROLE, "iam-role-confused-deputy", MEDIUM).needs(iam.no_confused_deputy),
    rule(ROLE, "iam-role-federated-subject", CRITICAL, "CKV_AWS_358, CKV_AWS_393").needs(iam.no_unnamed_subject),
    rule(ROLE, "iam-role-permissions-boundary", HIGH).needs(iam.within_boundary),
    rule(ROLE, "iam-role-description", LOW).needs(given("description"), "what whoever assumes it may do"),
    rule((ATTACHMENT, ROLE), "iam-role-no-admin-policy", CRITICAL, "CIS 1.21, CKV_AWS_274").needs(read_by_somebody),
)
