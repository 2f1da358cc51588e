"""What happens to a file that arrives: it is moved, scanned, and unreadable until it is found clean."""

from tests.components.migration.samples import arn, denied
from tests.support.graph import Graph
from tests.support.order import comes_before


def test_a_workflow_moves_each_upload_out_of_the_mailbox(graph: Graph) -> None:
    workflow = graph.one("transfer-landing-receipt-workflow")
    copy, delete = workflow.inputs["steps"]
    destination = copy["copyStepDetails"]["destinationFileLocation"]["s3FileLocation"]
    assert destination == {
        "bucket": graph.one("transfer-landing-files-bucket").id,
        "key": "received/${Transfer:UploadDate}/${Transfer:UserName}/",
    }
    assert delete["deleteStepDetails"]["sourceFileLocation"] == "${original.file}"
    server = graph.one("transfer-sftp-server")
    assert server.inputs["workflowDetails"]["onUpload"] == {
        "workflowId": workflow.id,
        "executionRole": arn(graph, "transfer-landing-mover-role"),
    }
    assert comes_before(graph, graph.one("transfer-landing-receipt-role-policy"), server)
    assert comes_before(graph, graph.one("transfer-landing-scan-plan"), server)
    failed = graph.one("transfer-sftp-receipt-failed").inputs
    assert (failed["metricName"], failed["dimensions"]) == ("OnUploadExecutionsFailed", {"ServerId": server.id})


def test_a_cut_off_upload_is_deleted_and_starts_an_alarm(graph: Graph) -> None:
    workflow = graph.one("transfer-landing-receipt-cut-off-workflow")
    (step,) = workflow.inputs["steps"]
    assert (step["type"], step["deleteStepDetails"]["sourceFileLocation"]) == ("DELETE", "${original.file}")
    server = graph.one("transfer-sftp-server")
    assert server.inputs["workflowDetails"]["onPartialUpload"] == {
        "workflowId": workflow.id,
        "executionRole": arn(graph, "transfer-landing-mover-role"),
    }
    alarm = graph.one("transfer-sftp-upload-cut-off").inputs
    assert (alarm["metricName"], alarm["dimensions"]) == ("OnPartialUploadExecutionsStarted", {"ServerId": server.id})
    assert (alarm["threshold"], alarm["statistic"]) == (0, "Sum")


def test_every_received_file_is_scanned_and_tagged(graph: Graph) -> None:
    plan = graph.one("transfer-landing-scan-plan")
    bucket = graph.one("transfer-landing-files-bucket")
    assert plan.inputs["protectedResource"] == {"s3Bucket": {"bucketName": bucket.id, "objectPrefixes": ["received/"]}}
    assert plan.inputs["actions"] == [{"taggings": [{"status": "ENABLED"}]}]
    assert plan.inputs["role"] == arn(graph, "transfer-landing-scanner-role")
    assert comes_before(graph, graph.one("transfer-landing-scan-role-policy"), plan)
    assert graph.one("transfer-landing-scan-notices").inputs["eventbridge"] is True
    (trust,) = graph.one("transfer-landing-scanner-role").policy("assumeRolePolicy")
    assert trust["Principal"] == {"Service": "malware-protection-plan.guardduty.amazonaws.com"}


def test_a_file_is_unreadable_until_it_is_found_clean(graph: Graph) -> None:
    statements = graph.one("transfer-landing-files-policy").policy()
    scanner, mover = arn(graph, "transfer-landing-scanner-role"), arn(graph, "transfer-landing-mover-role")
    (reading,) = [item for item in statements if denied(item, "s3:GetObject")]
    assert reading["Principal"] == "*"
    assert "s3:GetObjectVersion" in reading["Action"]
    assert reading["Condition"] == {
        "StringNotEquals": {"s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"},
        "ArnNotEquals": {"aws:PrincipalArn": [scanner, mover]},
    }
    (tagging,) = [item for item in statements if denied(item, "s3:PutObjectTagging")]
    assert tagging["Condition"]["ArnNotEquals"] == {"aws:PrincipalArn": scanner}
