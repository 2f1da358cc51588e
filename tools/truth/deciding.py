"""Properties of which the rest of the resource decides what is valid, or a document that no program can read."""

from collections.abc import Mapping

# By the type's last word and the property, with what decides it.
DECIDING: Mapping[str, str] = {
    "BucketLifecycleConfiguration.rules[].abortIncompleteMultipartUpload.daysAfterInitiation": (
        "API s3, PutBucketLifecycleConfiguration: a positive number; the registry has 0"
    ),
    "BucketReplicationConfig.rules[].sourceSelectionCriteria.sseKmsEncryptedObjects.status": (
        "API s3, SourceSelectionCriteria: Disabled takes no key of a destination"
    ),
    "BucketServerSideEncryptionConfiguration.rules[].applyServerSideEncryptionByDefault.sseAlgorithm": (
        "API s3, ServerSideEncryptionByDefault: AES256 takes no key"
    ),
    "Budget.timeUnit": "API budgets, NotificationType: FORECASTED is not for DAILY",
    "ConfigurationProfile.locationUri": "API appconfig, CreateConfigurationProfile: feature flags are hosted",
    "DeploymentGroup.deploymentStyle.deploymentOption": "guide codedeploy: Lambda is deployed with traffic control",
    "DeploymentGroup.deploymentStyle.deploymentType": "guide codedeploy: Lambda is deployed blue and green",
    "EventSourceMapping.batchSize": "API lambda, CreateEventSourceMapping: more than 10 need a batching window",
    "EventSubscription.sourceType": "API rds, CreateEventSubscription: the categories and ids are those of the type",
    "FunctionEventInvokeConfig.qualifier": "API lambda, PutFunctionEventInvokeConfig: a version or alias that exists",
    "FirewallPolicy.firewallPolicy.statefulEngineOptions.ruleOrder": (
        "API network-firewall, FirewallPolicy: default actions need strict order"
    ),
    "FlowLog.logDestinationType": "API ec2, CreateFlowLogs: the destination is of the type",
    "Function.architectures[]": "guide lambda, layers: a layer is of the function's architecture",
    "Function.memorySize": "guide lambda, memory: 10240 for functions without a capacity provider",
    "Function.runtime": "guide lambda, runtimes: AWS has retired some of them",
    "Function.timeout": "cfn-lint E3717: 900 for functions without a capacity provider",
    "Instance.databaseInsightsMode": "guide rds, Database Insights: advanced needs Performance Insights",
    "Instance.username": "API rds, CreateDBInstance: MySQL takes 16 characters",
    "LoggingConfiguration.loggingConfiguration.logDestinationConfigs[].logDestinationType": (
        "API network-firewall, LogDestinationConfig: the destination is of the type"
    ),
    "LoggingConfiguration.loggingConfiguration.logDestinationConfigs[].logType": (
        "API network-firewall, LoggingConfiguration: each type once"
    ),
    "ManagedPrefixList.addressFamily": "API ec2, CreateManagedPrefixList: the entries are of the family",
    "ManagedPrefixList.maxEntries": "API ec2, CreateManagedPrefixList: at least as many as there are entries",
    "MetricAlarm.comparisonOperator": "API cloudwatch, PutMetricAlarm: those of a band need its metric",
    "MetricAlarm.metricName": "a metric that AWS has",
    "MetricAlarm.period": "API cloudwatch, PutMetricAlarm: less than 60 seconds is for high-resolution metrics alone",
    "Plan.recoveryApproach": "API arc-region-switch, CreatePlan: the workflows are those of the approach",
    "Plan.workflows[].steps[].executionBlockType": "API arc-region-switch, Step: the block is of the type",
    "Plan.workflows[].workflowTargetAction": (
        "API arc-region-switch, CreatePlan: the workflows are those of the approach"
    ),
    "Queue.messageRetentionSeconds": "guide sqs, dead-letter queues: they keep longer than their source",
    "ResolverFirewallRule.action": "API route53resolver, CreateFirewallRule: BLOCK alone has a response",
    "ResolverFirewallRule.blockResponse": "API route53resolver, CreateFirewallRule: OVERRIDE needs a domain",
    "RuleGroup.type": "API network-firewall, CreateRuleGroup: the rules are of the type",
    "SecurityGroupEgressRule.fromPort": "API ec2, IpPermission: -1 is for ICMP and all protocols",
    "SecurityGroupEgressRule.referencedSecurityGroupId": "another rule of the stack is equal then",
    "SecurityGroupEgressRule.securityGroupId": "another rule of the stack is equal then",
    "SecurityGroupEgressRule.toPort": "API ec2, IpPermission: -1 is for ICMP and all protocols",
    "SecurityGroupIngressRule.fromPort": "API ec2, IpPermission: -1 is for ICMP and all protocols",
    "SecurityGroupIngressRule.referencedSecurityGroupId": "another rule of the stack is equal then",
    "SecurityGroupIngressRule.securityGroupId": "another rule of the stack is equal then",
    "SecurityGroupIngressRule.toPort": "API ec2, IpPermission: -1 is for ICMP and all protocols",
    "Server.endpointType": "API transfer, CreateServer: PUBLIC takes no network",
    "Server.identityProviderType": "API transfer, CreateServer: the others need a function or a gateway",
    "Server.protocols[]": "API transfer, CreateServer: FTP and FTPS need another identity provider",
    "Server.s3StorageOptions.directoryListingOptimization": "guide transfer: a root that is no object needs it",
    "SshKey.body": "a key, which has the length that it has",
    "TopicSubscription.protocol": "API sns, Subscribe: the endpoint is of the protocol",
    "User.homeDirectoryType": "API transfer, CreateUser: PATH takes no mappings",
    "VpcEndpoint.vpcEndpointType": "API ec2, CreateVpcEndpoint: a gateway has routes and no interface",
    "Workflow.steps[].type": "API transfer, WorkflowStep: the details are of the type",
}
