"""The published ways to come to a role: cloudsplaining keeps them, and some more are named here with their source."""

from collections.abc import Mapping

from cloudsplaining.shared.constants import PRIVILEGE_ESCALATION_METHODS

# By name: the actions that the way takes together.
MORE: Mapping[str, tuple[str, ...]] = {
    # pathfinding.cloud: apprunner-002, cloudformation-002, codebuild-002, codebuild-003, ssm-001, ssm-002, sts-001.
    "UpdateAppRunnerService": ("apprunner:updateservice",),
    "UpdateCloudFormationStack": ("cloudformation:updatestack",),
    "StartCodeBuildBuild": ("codebuild:startbuild",),
    "StartCodeBuildBatch": ("codebuild:startbuildbatch",),
    "StartSession": ("ssm:startsession",),
    "SendCommand": ("ssm:sendcommand",),
    "AssumeRole": ("sts:assumerole",),
    # A layer runs before the function's code (rhinosecuritylabs.com, Lambda persistence and privilege escalation).
    "UpdateFunctionConfigurationWithLayer": ("lambda:updatefunctionconfiguration",),
    # A role that is made with a trust in somebody (Rhino Security Labs, IAM privilege escalation).
    "CreateRoleThenPutRolePolicy": ("iam:createrole", "iam:putrolepolicy"),
    "CreateRoleThenAttachRolePolicy": ("iam:createrole", "iam:attachrolepolicy"),
    "DeleteBoundaryOfRole": ("iam:deleterolepermissionsboundary",),
    # What FIS does to a target is its role's (fis/latest/userguide, IAM roles for experiments).
    "PassExistingRoleToNewExperiment": ("iam:passrole", "fis:createexperimenttemplate", "fis:startexperiment"),
    # The platform of the container of the program (AmazonECS/latest/developerguide, Express Mode).
    "PassExistingRoleToNewExpressService": ("iam:passrole", "ecs:createexpressgatewayservice"),
    "UpdateExpressService": ("ecs:updateexpressgatewayservice",),
    # A version that is there already gets the traffic (codedeploy/latest/userguide, AppSpec of Lambda).
    "PassExistingRoleToNewDeploymentGroup": ("iam:passrole", "codedeploy:createdeploymentgroup"),
    # It serves a version that somebody has published (codedeploy/latest/userguide, deployments of Lambda).
    "CreateDeployment": ("codedeploy:createdeployment",),
    # The next start does what the template says then (fis/latest/userguide, experiment templates).
    "UpdateExperimentTemplate": ("fis:updateexperimenttemplate",),
    # The files of one bucket go to another one (AmazonS3/latest/userguide, permissions for live replication).
    "PassExistingRoleToReplication": ("iam:passrole", "s3:putreplicationconfiguration"),
    # Whoever logs in reads and writes what the role may (transfer/latest/userguide, IAM roles of users).
    "PassExistingRoleToNewTransferUser": ("iam:passrole", "transfer:createuser"),
    # Its source may be a secret, a parameter or a file (appconfig/latest/userguide, retrieval roles).
    "PassExistingRoleToNewConfigurationProfile": ("iam:passrole", "appconfig:createconfigurationprofile"),
    # A trigger executes it without anybody (r53recovery/latest/dg, Region switch triggers).
    "PassExistingRoleToNewPlan": ("iam:passrole", "arc-region-switch:createplan"),
    # The data of a database goes where a task sends it (dms/latest/userguide, security of Secrets Manager endpoints).
    "PassExistingRoleToNewEndpoint": ("iam:passrole", "dms:createendpoint"),
}
METHODS: Mapping[str, tuple[str, ...]] = {
    **{name: tuple(actions) for name, actions in PRIVILEGE_ESCALATION_METHODS.items()},
    **MORE,
}
# The services that a role is passed to, by the prefix of the action that takes it.
SERVICES: Mapping[str, tuple[str, ...]] = {
    "appconfig": ("appconfig",),
    "apprunner": ("tasks.apprunner", "build.apprunner"),
    "arc-region-switch": ("arc-region-switch",),
    "bedrock-agentcore": ("bedrock-agentcore",),
    "cloudformation": ("cloudformation",),
    "codebuild": ("codebuild",),
    "codedeploy": ("codedeploy",),
    "datapipeline": ("datapipeline", "ec2"),
    "dms": ("dms", "dms.eu-west-1", "dms.eu-west-2"),
    "dynamodb": ("lambda",),
    "ec2": ("ec2",),
    "ec2-instance-connect": ("ec2",),
    "ecs": ("ecs-tasks", "ecs"),
    "fis": ("fis",),
    "glue": ("glue",),
    "lambda": ("lambda",),
    "s3": ("s3",),
    "sagemaker": ("sagemaker",),
    "ssm": ("ec2", "ssm"),
    "transfer": ("transfer",),
}
# The services that are given a role of the program, and by which nobody else comes to it: by principal, why.
NO_WAY: Mapping[str, str] = {
    "malware-protection-plan.guardduty": "it reads files, tags them, and shows them to nobody",
    "mgn": "it keeps the servers that it copies in the account, and shows nobody what its roles read",
    "monitoring.rds": "it writes measurements into one log group, and reads nothing",
    "vpc-flow-logs": "it writes records into a log group, and reads nothing",
}
# What changes the permissions of the role that it is about.
GIVING = frozenset({"iam:attachrolepolicy", "iam:putrolepolicy", "iam:deleterolepermissionsboundary"})
# What is about a role, a user or a group, and a policy of the account, by the action.
OF_ROLES = GIVING | {"iam:createrole", "iam:updateassumerolepolicy"}
OF_USERS = frozenset(
    f"iam:{action}"
    for action in (
        "addusertogroup", "attachgrouppolicy", "attachuserpolicy", "createaccesskey", "createloginprofile",
        "deleteaccesskey", "putgrouppolicy", "putuserpolicy", "updateloginprofile",
    )
)  # fmt: skip
OF_POLICIES = frozenset({"iam:createpolicyversion", "iam:setdefaultpolicyversion"})
