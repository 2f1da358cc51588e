"""The database migration as a whole: its names, its preview, and what it refuses."""

import pytest

from components.migration import DatabaseMigration, DatabaseMigrationArgs
from config.migration import DatabaseMigration as Settings
from foundation.region import Region
from tests.components.database.samples import make_database
from tests.components.migration.samples import COMPARING, SOURCE, both_ways, build_dms, dms_settings, network
from tests.support.samples import in_region


def test_two_stacks_share_no_name_but_those_of_the_account() -> None:
    names = {
        "replicationInstanceId", "replicationTaskId", "endpointId", "certificateId", "replicationSubnetGroupId",
        "resourceIdentifier", "replicationConfigIdentifier", "name",
    }  # fmt: skip
    for settings in (dms_settings(), dms_settings(mode="serverless"), both_ways(), both_ways(mode="serverless")):
        own = [item for item in build_dms(settings=settings) if item.name.startswith("dms") and item.custom]
        given = [value for item in own for key, value in item.inputs.items() if key in names and value]
        fixed = {value for value in given if "test" not in value and not value.startswith("dms-replication-")}
        assert fixed == {"dms-vpc-role", "dms-cloudwatch-logs-role"}
        assert len(given) > 8


@pytest.mark.parametrize("keys", [{}, {"mode": "serverless"}, {"accountRoles": "existing"}])
def test_a_preview_plans_the_same(keys: dict[str, str]) -> None:
    planned, made = build_dms(preview=True, settings=dms_settings(**keys)), build_dms(settings=dms_settings(**keys))
    assert {item.urn for item in planned} == {item.urn for item in made}


def test_what_can_not_be_migrated_is_refused() -> None:
    with pytest.raises(ValueError, match="source_secret_arn must be a secret's ARN; got None"):
        build_dms(settings=Settings.model_validate({"enabled": True}))
    with pytest.raises(ValueError, match="migration_secret_arn must be a secret's ARN; got None"):
        build_dms(user=Settings())
    with pytest.raises(ValueError, match="reverse_secret_arn must be a secret's ARN; got None"):
        build_dms(settings=both_ways(), user=dms_settings())
    with pytest.raises(ValueError, match=r"settings\.reverse\.target_secret_arn must be a secret's ARN; got None"):
        build_dms(settings=dms_settings(reverse={"enabled": True}))
    with pytest.raises(ValueError, match="the network has no security group dms"):
        build_dms(source=None)
    with pytest.raises(ValueError, match=r'nowhere.json: : "nowhere.json" is refused; allowed: a file'):
        build_dms(settings=dms_settings(tableMappings="nowhere.json"))


def test_a_network_of_one_zone_is_refused() -> None:
    def make(region: Region) -> None:
        inside = network(region, dms_source=(SOURCE, 3306))
        database = make_database(region, inside, migration=dms_settings())
        del inside.private_subnet_ids["b"]
        args = DatabaseMigrationArgs(
            region=region, network=inside, settings=dms_settings(), database=database, package=COMPARING
        )
        DatabaseMigration("dms", args)

    with pytest.raises(ValueError, match="DMS needs subnets in two zones; got 1"):
        in_region(make)
