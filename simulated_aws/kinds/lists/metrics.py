"""CloudWatch's metrics by namespace, with the sets of dimensions under which they are published.

An alarm on another metric, or with other dimensions, is accepted and never has data. The names are those of each
service's guide, in its page on CloudWatch metrics; a namespace that is not here is not looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Namespace:
    """A namespace's sets of dimensions, and its metrics; without any, their names are not looked at."""

    dimensions: tuple[tuple[str, ...], ...]
    metrics: frozenset[str]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMESPACES: Mapping[str, Namespace] = {
    "AWS/SQS": Namespace((("QueueName",),), _names("""
        ApproximateAgeOfOldestMessage ApproximateNumberOfGroupsWithInflightMessages ApproximateNumberOfMessagesDelayed
        ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible NumberOfDeduplicatedSentMessages
        NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent SentMessageSize
        ApproximateNumberOfNoisyGroups ApproximateNumberOfMessagesVisibleInQuietGroups
        ApproximateNumberOfMessagesNotVisibleInQuietGroups ApproximateNumberOfMessagesDelayedInQuietGroups
        ApproximateAgeOfOldestMessageInQuietGroups""")),
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
        OnFailureDestinationDeliveredEventCount DeletedEventCount ProvisionedPollers SignatureValidationErrors""")),
    "AWS/SNS": Namespace(
        (("TopicName",), ("Application",), ("Application", "Platform"), ("Platform",), ("Country", "SMSType"),
         ("PhoneNumber",), ("Country",), ("SMSType",)),
        _names("""
        NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed
        NumberOfNotificationsFilteredOut NumberOfNotificationsFilteredOut-InvalidAttributes
        NumberOfNotificationsFilteredOut-NoMessageAttributes NumberOfNotificationsFilteredOut-MessageAttributes
        NumberOfNotificationsFilteredOut-InvalidMessageBody NumberOfNotificationsFilteredOut-MessageBody
        NumberOfNotificationsRedrivenToDlq NumberOfNotificationsFailedToRedriveToDlq PublishSize
        SMSMonthToDateSpentUSD SMSSuccessRate""")),
    "AWS/RDS": Namespace(
        (("DBInstanceIdentifier",), ("DBClusterIdentifier",), ("DBClusterIdentifier", "Role"), ("DatabaseClass",),
         ("EngineName",), ("SourceRegion",), ("DBClusterIdentifier", "EngineName"), ()),
        _names("""
        BinLogDiskUsage BurstBalance CheckpointLag ConnectionAttempts CPUUtilization CPUCreditUsage CPUCreditBalance
        CPUSurplusCreditBalance CPUSurplusCreditsCharged DatabaseConnections DiskQueueDepth DiskQueueDepthLogVolume
        EBSByteBalance% EBSIOBalance% FailedSQLServerAgentJobsCount FreeableMemory FreeLocalStorage
        FreeLocalStoragePercent FreeStorageSpace FreeStorageSpaceLogVolume MaximumUsedTransactionIDs
        NetworkReceiveThroughput NetworkTransmitThroughput OldestLogicalReplicationSlotLag
        OldestReplicationSlotLag ReadIOPS ReadIOPSLocalStorage ReadIOPSLogVolume ReadLatency ReadLatencyLocalStorage
        ReadLatencyLogVolume ReadThroughput ReadThroughputLocalStorage ReadThroughputLogVolume ReplicaLag
        ReplicationChannelLag ReplicationSlotDiskUsage SwapUsage TransactionLogsDiskUsage TransactionLogsGeneration
        WriteIOPS WriteIOPSLocalStorage WriteIOPSLogVolume WriteLatency WriteLatencyLocalStorage WriteLatencyLogVolume
        WriteThroughput WriteThroughputLocalStorage WriteThroughputLogVolume DBLoad DBLoadCPU DBLoadNonCPU
        DBLoadRelativeToNumVCPUs VolumeReadIOPs VolumeWriteIOPs VolumeBytesUsed AuroraReplicaLag Deadlocks""")),
    "AWS/NATGateway": Namespace(
        (("NatGatewayId",), ("AvailabilityZone", "NatGatewayId")),
        _names("""
        ActiveConnectionCount BytesInFromDestination BytesInFromSource BytesOutToDestination BytesOutToSource
        ConnectionAttemptCount ConnectionEstablishedCount ErrorPortAllocation IdleTimeoutCount PacketsDropCount
        PacketsInFromDestination PacketsInFromSource PacketsOutToDestination PacketsOutToSource PeakBytesPerSecond
        PeakPacketsPerSecond""")),
    "AWS/Events": Namespace(
        (("RuleName",), ("EventBusName", "RuleName"), ("EventBusName",), ("EventSourceName",), ()),
        _names("""
        DeadLetterInvocations Events FailedInvocations IngestionToInvocationCompleteLatency
        IngestiontoInvocationCompleteLatency IngestionToInvocationStartLatency IngestiontoInvocationStartLatency
        IngestionToInvocationSuccessLatency Invocations InvocationAttempts InvocationsCreated
        InvocationsFailedToBeSentToDlq InvocationsSentToDlq MatchedEvents RetryInvocationAttempts
        SuccessfulInvocationAttempts ThrottledRules TriggeredRules PutEventsApproximateCallCount
        PutEventsApproximateFailedCount PutEventsApproximateThrottledCount PutEventsApproximateSuccessCount
        PutEventsEntriesCount PutEventsFailedEntriesCount PutEventsLatency PutEventsRequestSize""")),
    "AWS/DMS": Namespace(
        (("ReplicationInstanceIdentifier",), ("ReplicationInstanceIdentifier", "ReplicationTaskIdentifier"),
         ("ReplicationConfigIdentifier",), ("ReplicationConfigId",)),
        _names("""
        AvailableMemory CPUAllocated CPUUtilization DiskQueueDepth FreeStorageSpace FreeMemory FreeableMemory
        MemoryAllocated ReadIOPS WriteIOPS ReadThroughput WriteThroughput ReadLatency WriteLatency SwapUsage
        NetworkTransmitThroughput NetworkReceiveThroughput FullLoadThroughputBandwidthTarget
        FullLoadThroughputRowsTarget CDCIncomingChanges CDCChangesMemorySource CDCChangesMemoryTarget
        CDCChangesDiskSource CDCChangesDiskTarget CDCThroughputBandwidthSource CDCThroughputBandwidthTarget
        CDCThroughputRowsSource CDCThroughputRowsTarget CDCLatencySource CDCLatencyTarget MemoryUsage
        ValidationAttemptedRecordCount ValidationBulkQuerySourceLatency ValidationBulkQueryTargetLatency
        ValidationFailedOverallCount ValidationItemQuerySourceLatency ValidationItemQueryTargetLatency
        ValidationPendingOverallCount ValidationSucceededRecordCount ValidationSuspendedOverallCount
        CapacityUtilization DataMovementInvocations""")),
    "AWS/NetworkFirewall": Namespace(
        (("AvailabilityZone", "Engine", "FirewallName"), ("Engine", "FirewallName"),
         ("AvailabilityZone", "CustomAction", "Engine", "FirewallName"),
         ("AvailabilityZone", "Endpoint", "Engine", "FirewallName")),
        _names("""
        DroppedPackets InvalidDroppedPackets OtherDroppedPackets Packets PassedPackets ReceivedPackets
        ReceivedPacketCount RejectedPackets StreamExceptionPolicyPackets TLSDroppedPackets TLSErrors TLSPassedPackets
        TLSReceivedPackets TLSRejectedPackets TLSRevocationStatusOKConnections TLSRevocationStatusRevokedConnections
        TLSRevocationStatusUnknownConnections TLSTimedOutConnections DomainAllowListed""")),
    "AWS/Transfer": Namespace(
        (("ServerId",), ("ServerId", "WorkflowId"), ("ConnectorId",), ("AgreementId", "ServerId")),
        _names("""
        BytesIn BytesOut FilesIn FilesOut InboundMessage InboundFailedMessage OnPartialUploadExecutionsFailed
        OnPartialUploadExecutionsStarted OnPartialUploadExecutionsSuccess OnPartialUploadExecutionsThrottled
        OnUploadExecutionsFailed OnUploadExecutionsStarted OnUploadExecutionsSuccess OnUploadExecutionsThrottled
        OutboundMessage OutboundFailedMessage SFTPListingsSucceeded SFTPListingsFailed""")),
    "AWS/AppRunner": Namespace((("ServiceID", "ServiceName"), ("Instance", "ServiceID", "ServiceName")), _names("""
        2xxStatusResponses 4xxStatusResponses 5xxStatusResponses ActiveInstances Concurrency CPUUtilization
        MemoryUtilization RequestLatency Requests""")),
    "ECS/ContainerInsights": Namespace(
        (("ClusterName",), ("ClusterName", "ServiceName"), ("ClusterName", "TaskDefinitionFamily"),
         ("ClusterName", "ContainerInstanceId", "InstanceId"), ("ClusterName", "ServiceName", "TaskId"),
         ("ClusterName", "ContainerName", "ServiceName", "TaskId"), ("ClusterName", "ServiceName", "VolumeName")),
        frozenset()),
    "AWS/S3": Namespace(
        (("BucketName", "StorageType"), ("BucketName", "FilterId"),
         ("DestinationBucket", "RuleId", "SourceBucket")),
        _names("""
        BucketSizeBytes NumberOfObjects AllRequests GetRequests PutRequests DeleteRequests HeadRequests PostRequests
        SelectRequests SelectBytesScanned SelectBytesReturned ListRequests BytesDownloaded BytesUploaded 4xxErrors
        5xxErrors FirstByteLatency TotalRequestLatency ReplicationLatency BytesPendingReplication
        OperationsPendingReplication OperationsFailedReplication""")),
}  # fmt: skip
