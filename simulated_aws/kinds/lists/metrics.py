"""CloudWatch's metrics by namespace, with the sets of dimensions under which they are published.

An alarm on another metric, or with other dimensions, is accepted and never has data. Each namespace has the page that
was read for it, below docs.aws.amazon.com; a namespace that is not here is not looked at.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True)
class Namespace:
    """A namespace's sets of dimensions, and its metrics; without any, their names are not looked at."""

    dimensions: tuple[tuple[str, ...], ...]
    metrics: frozenset[str]
    _: KW_ONLY
    source: str


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMESPACES: Mapping[str, Namespace] = {
    "AWS/SQS": Namespace((("QueueName",),), _names("""
        ApproximateAgeOfOldestMessage ApproximateNumberOfGroupsWithInflightMessages ApproximateNumberOfMessagesDelayed
        ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible NumberOfDeduplicatedSentMessages
        NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent SentMessageSize
        ApproximateNumberOfNoisyGroups ApproximateNumberOfMessagesVisibleInQuietGroups
        ApproximateNumberOfMessagesNotVisibleInQuietGroups ApproximateNumberOfMessagesDelayedInQuietGroups
        ApproximateAgeOfOldestMessageInQuietGroups"""),
        source="AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    ),
    "AWS/Lambda": Namespace(
        ((), ("FunctionName",), ("FunctionName", "Resource"), ("ExecutedVersion", "FunctionName", "Resource"),
         ("EventSourceMappingUUID",)),
        _names("""
        Invocations Errors DeadLetterErrors DestinationDeliveryFailures Throttles OversizedRecordCount
        ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations RecursiveInvocationsDropped
        Duration PostRuntimeExtensionsDuration IteratorAge OffsetLag ConcurrentExecutions
        ProvisionedConcurrentExecutions ProvisionedConcurrencyUtilization UnreservedConcurrentExecutions
        ClaimedAccountConcurrency AsyncEventsReceived AsyncEventAge AsyncEventsDropped PolledEventCount
        FilteredOutEventCount InvokedEventCount FailedInvokeEventCount DroppedEventCount
        OnFailureDestinationDeliveredEventCount DeletedEventCount CommittedEventCount PollingErrorCount
        InvokeErrorCount OnFailureDestinationDeliveryErrorCount SchemaRegistryErrorCount CommitErrorCount
        MaxOffsetLag SumOffsetLag ProvisionedPollers EventPollerUnit EventPollerThroughputInBytes
        SignatureValidationErrors"""),
        source="lambda/latest/dg/monitoring-metrics-types.html, monitoring-metrics-view.html",
    ),
    "AWS/SNS": Namespace(
        ((), ("TopicName",), ("Application",), ("Application", "Platform"), ("Platform",), ("Country", "SMSType"),
         ("PhoneNumber",), ("Country",), ("SMSType",)),
        _names("""
        NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed
        NumberOfNotificationsFilteredOut NumberOfNotificationsFilteredOut-InvalidAttributes
        NumberOfNotificationsFilteredOut-NoMessageAttributes NumberOfNotificationsFilteredOut-MessageAttributes
        NumberOfNotificationsFilteredOut-InvalidMessageBody NumberOfNotificationsFilteredOut-MessageBody
        NumberOfNotificationsRedrivenToDlq NumberOfNotificationsFailedToRedriveToDlq PublishSize
        SMSMonthToDateSpentUSD SMSSuccessRate"""),
        source="sns/latest/dg/sns-monitoring-using-cloudwatch.html",
    ),
    "AWS/RDS": Namespace(
        (("DBInstanceIdentifier",), ("DatabaseClass",), ("EngineName",), ("SourceRegion",), ()),
        _names("""
        BinLogDiskUsage BurstBalance CheckpointLag ConnectionAttempts CPUUtilization CPUCreditUsage CPUCreditBalance
        CPUSurplusCreditBalance CPUSurplusCreditsCharged DatabaseConnections DiskQueueDepth DiskQueueDepthLogVolume
        EBSByteBalance% EBSIOBalance% FailedSQLServerAgentJobsCount FreeableMemory FreeLocalStorage
        FreeLocalStoragePercent FreeStorageSpace FreeStorageSpaceLogVolume IamDbAuthConnectionRequests
        MaximumUsedTransactionIDs NetworkReceiveThroughput NetworkTransmitThroughput OldestLogicalReplicationSlotLag
        OldestReplicationSlotLag ReadIOPS ReadIOPSLocalStorage ReadIOPSLogVolume ReadLatency ReadLatencyLocalStorage
        ReadLatencyLogVolume ReadThroughput ReadThroughputLocalStorage ReadThroughputLogVolume ReplicaLag
        ReplicationChannelLag ReplicationSlotDiskUsage SwapUsage TempDbAvailableDataSpace TempDbAvailableLogSpace
        TempDbDataFileUsage TempDbLogFileUsage TransactionLogsDiskUsage TransactionLogsGeneration WriteIOPS
        WriteIOPSLocalStorage WriteIOPSLogVolume WriteLatency WriteLatencyLocalStorage WriteLatencyLogVolume
        WriteThroughput WriteThroughputLocalStorage WriteThroughputLogVolume DBLoad DBLoadCPU DBLoadNonCPU"""),
        source="AmazonRDS/latest/UserGuide/rds-metrics.html, dimensions.html, USER_PerfInsights.Cloudwatch.html",
    ),
    "AWS/NATGateway": Namespace(
        (("NatGatewayId",), ("AvailabilityZone", "NatGatewayId")),
        _names("""
        ActiveConnectionCount BytesInFromDestination BytesInFromSource BytesOutToDestination BytesOutToSource
        ConnectionAttemptCount ConnectionEstablishedCount ErrorPortAllocation IdleTimeoutCount PacketsDropCount
        PacketsInFromDestination PacketsInFromSource PacketsOutToDestination PacketsOutToSource PeakBytesPerSecond
        PeakPacketsPerSecond"""),
        source="vpc/latest/userguide/metrics-dimensions-nat-gateway.html",
    ),
    "AWS/Events": Namespace(
        (("RuleName",), ("EventBusName", "RuleName"), ("EventBusName",), ("EventSourceName",), ()),
        _names("""
        DeadLetterInvocations Events FailedInvocations IngestiontoInvocationCompleteLatency
        IngestiontoInvocationStartLatency IngestionToInvocationSuccessLatency Invocations InvocationAttempts
        InvocationsCreated InvocationsFailedToBeSentToDlq InvocationsSentToDlq MatchedEvents RetryInvocationAttempts
        SuccessfulInvocationAttempts ThrottledRules TriggeredRules EventBusEncryptionStarted
        EventBusEncryptionCompleted EventBusEncryptionFailed PutEventsApproximateCallCount
        PutEventsApproximateFailedCount PutEventsApproximateThrottledCount PutEventsApproximateSuccessCount
        PutEventsEntriesCount PutEventsFailedEntriesCount PutEventsLatency PutEventsRequestSize
        PutPartnerEventsApproximateCallCount PutPartnerEventsApproximateFailedCount
        PutPartnerEventsApproximateThrottledCount PutPartnerEventsApproximateSuccessCount
        PutPartnerEventsEntriesCount PutPartnerEventsFailedEntriesCount PutPartnerEventsLatency
        IngestionToInvocationCompleteLatency IngestionToInvocationStartLatency"""),
        source="eventbridge/latest/userguide/eb-monitoring.html",
    ),
    "AWS/DMS": Namespace(
        (("ReplicationInstanceIdentifier",), ("ReplicationInstanceIdentifier", "ReplicationTaskIdentifier"),
         ("ReplicationConfigIdentifier",), ("ReplicationConfigId",)),
        _names("""
        AvailableMemory CPUAllocated CPUUtilization DiskQueueDepth FreeStorageSpace FreeMemory FreeableMemory
        MemoryAllocated ReadIOPS WriteIOPS ReadThroughput WriteThroughput ReadLatency WriteLatency SwapUsage
        NetworkTransmitThroughput NetworkReceiveThroughput FullLoadThroughputBandwidthTarget
        FullLoadThroughputRowsTarget CDCIncomingChanges CDCChangesMemorySource CDCChangesMemoryTarget
        CDCChangesDiskSource CDCChangesDiskTarget CDCThroughputBandwidthTarget CDCThroughputRowsSource
        CDCThroughputRowsTarget CDCLatencySource CDCLatencyTarget MemoryUsage CapacityUtilization
        ValidationAttemptedRecordCount ValidationBulkQuerySourceLatency ValidationBulkQueryTargetLatency
        ValidationFailedOverallCount ValidationItemQuerySourceLatency ValidationItemQueryTargetLatency
        ValidationPendingOverallCount ValidationSucceededRecordCount ValidationSuspendedOverallCount"""),
        source="dms/latest/userguide/CHAP_Monitoring.html, CHAP_Validating.html, CHAP_Serverless.Components.html",
    ),
    "AWS/NetworkFirewall": Namespace(
        (("AvailabilityZone", "Engine", "FirewallName"), ("Engine", "FirewallName"),
         ("AvailabilityZone", "CustomAction", "Engine", "FirewallName"),
         ("AvailabilityZone", "EndpointName", "Engine", "FirewallName")),
        _names("""
        DroppedPackets InvalidDroppedPackets OtherDroppedPackets Packets PassedPackets ReceivedPackets ReceivedBytes
        RejectedPackets StreamExceptionPolicyPackets TLSDroppedPackets TLSErrors TLSPassedPackets TLSReceivedPackets
        TLSRejectedPackets TLSRevocationStatusOKConnections TLSRevocationStatusRevokedConnections
        TLSRevocationStatusUnknownConnections TLSTimedOutConnections"""),
        source="network-firewall/latest/developerguide/monitoring-cloudwatch.html",
    ),
    "AWS/Transfer": Namespace(
        (("ServerId",), ("ConnectorId",)),
        _names("""
        BytesIn BytesOut FilesIn FilesOut InboundMessage InboundFailedMessage OnPartialUploadExecutionsFailed
        OnPartialUploadExecutionsStarted OnPartialUploadExecutionsSuccess OnUploadExecutionsFailed
        OnUploadExecutionsStarted OnUploadExecutionsSuccess OutboundMessage OutboundFailedMessage"""),
        source="transfer/latest/userguide/metrics.html",
    ),
    "AWS/AppRunner": Namespace((("ServiceID", "ServiceName"), ("Instance", "ServiceID", "ServiceName")), _names("""
        2xxStatusResponses 4xxStatusResponses 5xxStatusResponses ActiveInstances Concurrency CPUUtilization
        MemoryUtilization RequestLatency Requests"""),
        source="apprunner/latest/dg/monitor-cw.html",
    ),
    "ECS/ContainerInsights": Namespace(
        (("ClusterName",), ("ClusterName", "ServiceName"), ("ClusterName", "TaskDefinitionFamily"),
         ("ClusterName", "ContainerInstanceId", "InstanceId"), ("ClusterName", "ServiceName", "TaskId"),
         ("ClusterName", "ContainerName", "ServiceName", "TaskId"), ("ClusterName", "ServiceName", "VolumeName")),
        frozenset(),
        source="AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html",
    ),
    "AWS/S3": Namespace(
        (("BucketName", "StorageType"), ("BucketName", "FilterId"),
         ("DestinationBucket", "RuleId", "SourceBucket")),
        _names("""
        BucketSizeBytes NumberOfObjects AllRequests GetRequests PutRequests DeleteRequests HeadRequests PostRequests
        SelectRequests SelectBytesScanned SelectBytesReturned ListRequests BytesDownloaded BytesUploaded 4xxErrors
        5xxErrors FirstByteLatency TotalRequestLatency ReplicationLatency BytesPendingReplication
        OperationsPendingReplication OperationsFailedReplication"""),
        source="AmazonS3/latest/userguide/metrics-dimensions.html",
    ),
}  # fmt: skip
# What the pages leave open; `aws cloudwatch list-metrics --namespace NAME` in an account that uses it would prove it.
UNVERIFIED: Mapping[str, str] = {
    "AWS/AppRunner": "the page has no dimensions",
    "AWS/DMS": "the page has no dimensions of a serverless replication, and both names occur",
    "AWS/Events": "both spellings of the latencies from ingestion on occur: To and to",
    "AWS/Lambda": "the page names Resource and ExecutedVersion alone, without FunctionName beside them",
    "AWS/NetworkFirewall": "the page lists the dimensions, not the sets in which they are published",
}
