"""The rules across fields of operations: production's promises, secrets, experiments and costs."""

from collections.abc import Callable, Iterable, Iterator

from config.faults import Fault, repeated
from config.migration import Migration
from config.objectives import Costs
from config.recovery import Recovery
from config.sections import Alerts, Chaos, Container, Database, Logs, Network, Payments, Protection, Tags
from config.signing import Signing, region_of
from config.types import AccountId, Environment, Region, Suffix, secret_of

OWN_TAGS = {name.lower(): name for name in ("CostCenter", "Environment", "ManagedBy", "Name", "Owner", "Project")}
# What starts a function instead of Lambda.
EXEC_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
# botocore: lambda.CreateCodeSigningConfig, AllowedPublishers takes 20.
LAYER_PROFILES = 19
# Beside the six that everything has.
EXTRA_TAGS = 4
# IAM: a trust policy has 2,048 characters, a role's inline policies 10,240 in all. The rest of both is the program's.
APPROVER_CHARACTERS, SECRET_CHARACTERS = 1_800, 4_000


def own_tags(tags: Tags) -> Iterator[Fault]:
    """No tag replaces one that the program sets; IAM tells no capital letters apart."""
    for key in tags.extra:
        if own := OWN_TAGS.get(key.lower()):
            yield f"tags.extra.{key}", tags.extra[key], f"another key than {own}, which the program sets"
    yield from repeated("tags.extra", [key.lower() for key in tags.extra])


def production_promises(environment: Environment, database: Database, logs: Logs) -> Iterator[Fault]:
    """Production has what the requirements promise of it."""
    if environment != "production":
        return
    if not database.multi_az:
        yield "database.multiAz", False, "true in production"
    if database.backup_retention_days < 7:
        yield "database.backupRetentionDays", database.backup_retention_days, "7 or more in production"
    if database.storage_gib < 100:
        yield "database.storageGib", database.storage_gib, "100 or more in production"
    if logs.retention_days < 365:
        yield "logs.retentionDays", logs.retention_days, "365 or more in production"


def production_owners(environment: Environment, account: AccountId | None, alerts: Alerts) -> Iterator[Fault]:
    """Nobody is told twice; production has an account of its own, and somebody who is told and paged."""
    yield from repeated("alerts.emails", [email.lower() for email in alerts.emails])
    if environment != "production":
        return
    if account is None:
        yield "account", None, "the number of production's account, so that no other one is changed"
    if not alerts.emails:
        yield "alerts.emails", [], "at least one address in production"
    if alerts.paging_endpoint is None:
        allowed = "an address in production, by `pulumi config set --secret --path payments:alerts.pagingEndpoint`"
        yield "alerts.pagingEndpoint", None, allowed


def secret_recovery(protection: Protection) -> Iterator[Fault]:
    """Secrets Manager deletes at once or after a week at least."""
    if 0 < protection.secret_recovery_days < 7:
        yield "protection.secretRecoveryDays", protection.secret_recovery_days, "0, or 7 to 30"


def bounded_secrets(
    suffix: Suffix, account: AccountId | None, container: Container, migration: Migration
) -> Iterator[Fault]:
    """A role of the stack reads a secret of the account only if its name has the stack's: the boundary says so."""
    named = {f"container.secrets.{variable}": arn for variable, arn in container.secrets.items()}
    if migration.dms.source_secret_arn:
        named["migration.dms.sourceSecretArn"] = migration.dms.source_secret_arn
    if migration.dms.reverse.target_secret_arn:
        named["migration.dms.reverse.targetSecretArn"] = migration.dms.reverse.target_secret_arn
    for key, arn in named.items():
        _, _, _, _, owner, *_, name = arn.split(":", 6)
        if account == owner and f"-{suffix}-" not in name:
            yield key, arn, f"a secret whose name has -{suffix}- in it, or one that another account shares"


def database_upgrade(database: Database, recovery: Recovery) -> Iterator[Fault]:
    """A replica runs its source's version or a newer one, and both are known only where they are set."""
    newer, own = database.replica_engine_version, database.engine_version
    if newer is None:
        return
    if not recovery.enabled:
        allowed = "nothing while there is no second region"
    elif min(newer.count("."), own.count(".")) < 2:
        allowed = "a minor version such as 8.4.9 here and at database.engineVersion"
    elif _numbers(newer) < _numbers(own):
        allowed = f"database.engineVersion, {own}, or a newer one"
    else:
        return
    yield "database.replicaEngineVersion", newer, allowed


def lease_witness(recovery: Recovery, region: Region) -> Iterator[Fault]:
    """The lease on the payments outlives either region: its witness is in a third one."""
    if recovery.enabled and recovery.witness_region in (region, recovery.region):
        allowed = f"another region than {region} and {recovery.region}, where the table's replicas are"
        yield "recovery.witnessRegion", recovery.witness_region, allowed


def failover_approvers(recovery: Recovery) -> Iterator[Fault]:
    """A role's trust policy can name all of them."""
    if _characters(recovery.approvers) > APPROVER_CHARACTERS:
        allowed = (
            f"at most {APPROVER_CHARACTERS} characters of them in all: name several at once with * for any characters"
        )
        yield "recovery.approvers", f"{len(recovery.approvers)} approvers", allowed


def container_secrets(container: Container) -> Iterator[Fault]:
    """A role's policies can name all of them."""
    arns = {secret_of(arn) for arn in container.secrets.values()}
    if _characters(arns) > SECRET_CHARACTERS:
        allowed = (
            f"at most {SECRET_CHARACTERS} characters of their ARNs in all: keep several values in one secret as JSON, "
            "and name each by its key"
        )
        yield "container.secrets", f"{len(arns)} secrets", allowed


def _characters(texts: Iterable[str]) -> int:
    """What a policy's list of them takes."""
    return sum(len(f'"{text}",') for text in texts)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def chaos_targets(chaos: Chaos, network: Network, database: Database) -> Iterator[Fault]:
    """Each experiment finds its targets, and the functions can read its configuration."""
    if not chaos.enabled:
        return
    if chaos.zone not in network.zones:
        yield "chaos.zone", chaos.zone, f"one of network.zones, {', '.join(network.zones)}"
    if not database.multi_az:
        yield "database.multiAz", False, "true where chaos is enabled, since its failover needs a second server"
    if "s3" not in network.gateway_endpoints:
        yield "network.gatewayEndpoints", "no s3", "a list with s3 where chaos is enabled"


def chaos_extension(chaos: Chaos, payments: Payments, region: Region) -> Iterator[Fault]:
    """FIS's extension is one of the region, and the only one that starts the functions."""
    if not chaos.enabled:
        return
    layer = chaos.extension_layer_arn
    if layer is not None and not layer.startswith(f"arn:aws:lambda:{region}:"):
        yield "chaos.extensionLayerArn", layer, f"a Lambda layer of {region}, the stack's region"
    for function in payments.functions:
        for variable, value in function.environment.items():
            if variable == EXEC_WRAPPER or variable.startswith("AWS_FIS_"):
                key = f"payments.functions.{function.name}.environment.{variable}"
                yield key, value, "no such variable where chaos is enabled, which sets its own"


def cost_alerts(costs: Costs) -> Iterator[Fault]:
    """An anomaly is a part of the budget, and the account that pays watches the environment by itself."""
    if costs.anomaly_threshold_usd > costs.monthly_budget_usd:
        allowed = f"at most costs.monthlyBudgetUsd, {costs.monthly_budget_usd}"
        yield "costs.anomalyThresholdUsd", costs.anomaly_threshold_usd, allowed
    if costs.payer_account and costs.anomaly_monitor_arn:
        allowed = "nothing with costs.payerAccount, whose monitor is the environment's own"
        yield "costs.anomalyMonitorArn", costs.anomaly_monitor_arn, allowed


def signing_profiles(signing: Signing, region: Region, recovery: Recovery) -> Iterator[Fault]:
    """Whoever signs does so in each region of the stack, by one profile; one of another region waits for that."""
    regions = [region, *([recovery.region] if recovery.enabled else [])]
    for number, arn in enumerate(signing.profiles):
        if region_of(arn) in map(region_of, signing.profiles[:number]):
            allowed = "one profile in each region"
            yield f"signing.profiles.{number}", arn, allowed
    missing = [each for each in regions if signing.profile(each) is None]
    if signing.profiles and missing:
        yield "signing.profiles", list(signing.profiles), f"one of {' and one of '.join(missing)} too"
    for number, arn in enumerate(signing.layer_profiles):
        if signing.profile(region_of(arn)) is None:
            yield f"signing.layerProfiles.{number}", arn, "one of a region that has a profile at signing.profiles"
    for each in regions:
        if sum(region_of(arn) == each for arn in signing.layer_profiles) > LAYER_PROFILES:
            allowed = f"at most {LAYER_PROFILES} of a region, as Lambda takes 20 with the stack's own"
            yield "signing.layerProfiles", list(signing.layer_profiles), allowed


def signing_tags(signing: Signing, tags: Tags) -> Iterator[Fault]:
    """An archive has the tags of everything else, and S3 takes ten of a file."""
    if signing.profiles and len(tags.extra) > EXTRA_TAGS:
        allowed = f"at most {EXTRA_TAGS} where code is signed, as S3 takes 10 tags of a file"
        yield "tags.extra", dict(tags.extra), allowed


RULES: tuple[Callable[..., Iterator[Fault]], ...] = (
    own_tags,
    production_promises,
    production_owners,
    secret_recovery,
    bounded_secrets,
    database_upgrade,
    lease_witness,
    failover_approvers,
    container_secrets,
    chaos_targets,
    chaos_extension,
    cost_alerts,
    signing_profiles,
    signing_tags,
)
