"""The types that a second region and its failover are made of."""

from collections.abc import Mapping

from simulated_aws.modelling import ESTIMATE, Model

CONTROL = "arn:aws:route53-recovery-control::{account}:controlpanel/{hex}"
TYPES: Mapping[str, Model] = {
    # Region switch names what it acts on, and lets it go.
    "aws:arcregionswitch/plan:Plan": Model(
        id="arn:aws:arc-region-switch::{account}:plan/{name}:{hex:.6}",
        arn="arn:aws:arc-region-switch::{account}:plan/{name}:{hex:.6}",
        loose=("associatedAlarms", "workflows"),
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Model(
        id="arn:aws:rds:{region}:{account}:auto-backup:ab-{hex}", minutes=10, source=ESTIMATE
    ),
    "aws:route53/healthCheck:HealthCheck": Model(id="{uuid}", arn="arn:aws:route53:::healthcheck/{uuid}"),
    "aws:route53recoverycontrol/cluster:Cluster": Model(
        id="arn:aws:route53-recovery-control::{account}:cluster/{uuid}",
        arn="arn:aws:route53-recovery-control::{account}:cluster/{uuid}",
        minutes=3,
        source=ESTIMATE,
    ),
    "aws:route53recoverycontrol/controlPanel:ControlPanel": Model(id=CONTROL, arn=CONTROL),
    "aws:route53recoverycontrol/routingControl:RoutingControl": Model(
        id=CONTROL + "/routingcontrol/{hex}", arn=CONTROL + "/routingcontrol/{hex}"
    ),
    "aws:route53recoverycontrol/safetyRule:SafetyRule": Model(
        id=CONTROL + "/safetyrule/{hex}", arn=CONTROL + "/safetyrule/{hex}"
    ),
}
