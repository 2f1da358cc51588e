"""AWS PrivateLink: the endpoints of services, by the last part of their name `com.amazonaws.<region>.<service>`."""

from collections.abc import Mapping

# Where the IAM prefix of a service's actions is not the first part of its endpoint's name (Service Authorization
# Reference; PrivateLink guide, services that integrate).
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "appconfig": ("appconfigdata",),
    "appmesh": ("appmesh-envoy-management",),
    "appsync": ("appsync-api",),
    "aps": ("aps-workspaces",),
    "bedrock": ("bedrock-agent", "bedrock-agent-runtime", "bedrock-runtime"),
    "cloudformation": ("cloudcontrolapi",),
    "cloudhsm": ("cloudhsmv2",),
    "cloudwatch": ("monitoring",),
    "codecommit": ("git-codecommit",),
    "ecs": ("ecs-agent", "ecs-telemetry"),
    "elasticbeanstalk": ("elasticbeanstalk-health",),
    "firehose": ("kinesis-firehose",),
    "forecast": ("forecastquery",),
    "grafana": ("grafana-workspace",),
    "guardduty": ("guardduty-data",),
    "iotdeviceadvisor": ("deviceadvisor.iot",),
    "iotwireless": ("lorawan.cups", "lorawan.lns"),
    "kinesis": ("kinesis-streams",),
    "lex": ("models-v2-lex", "runtime-v2-lex"),
    "medical-imaging": ("runtime-medical-imaging",),
    "memorydb": ("memory-db",),
    "mobiletargeting": ("pinpoint",),
    "omics": ("analytics-omics", "control-storage-omics", "storage-omics", "tags-omics", "workflows-omics"),
    "personalize": ("personalize-events", "personalize-runtime"),
    "redshift-data": ("redshiftdata",),
    "rekognition": ("streaming-rekognition",),
    "rum": ("rum-dataplane",),
    "servicecatalog": ("servicecatalog-appregistry",),
    "servicediscovery": ("data-servicediscovery",),
    "ses": ("email", "email-smtp"),
    "sms-voice": ("pinpoint-sms-voice-v2",),
    "states": ("sync-states",),
    "tag": ("tagging",),
    "transcribe": ("transcribestreaming",),
}
_IAM_PREFIX = {name: prefix for prefix, names in _OTHER_NAMES.items() for name in names}
# The same service through modules that are validated by FIPS 140.
_FIPS = "-fips"
# The services for whose endpoint no policy can be written that keeps other accounts out, with the reason.
WITHOUT_ACTIONS: Mapping[str, str] = {
    "console": "the console is no service with actions of its own",
    "elastic-inference.runtime": "Elastic Inference has ended",
    "emrwal.prod": "the actions of EMR's log are not in AWS's list of actions",
    "evidently": "Evidently has ended",
    "evidently-dataplane": "Evidently has ended",
    "iotroborunner": "IoT RoboRunner has ended",
}
# The services whose endpoint takes no policy, with the source. `doctor` asks AWS about each one that is planned.
WITHOUT_POLICY: Mapping[str, str] = {
    "transfer.server": "AWS PrivateLink guide, services that integrate",
}


def services(prefix: str) -> tuple[str, ...]:
    """The services whose actions have a prefix in IAM, by the names that their endpoints have or would have."""
    return (prefix, *_OTHER_NAMES.get(prefix, ()))


def iam_prefix(service: str) -> str:
    """The prefix in IAM of the actions that are called through a service's endpoint."""
    service = service.removesuffix(_FIPS)
    return _IAM_PREFIX.get(service, service.partition(".")[0])
