"""The root of a partner's logical home, and the option of the server that does without its object."""

from typing import Any

import pytest

from catalog import transfer
from simulated_aws.modelling import AwsError
from tests.simulated_aws.kinds.conftest import HOME, Networks
from tests.support.roles import able_role

ENABLED, DISABLED = ({"directoryListingOptimization": option} for option in ("ENABLED", "DISABLED"))
MAPPINGS = [{"entry": "/", "target": "/files/mailboxes/partner"}]


def server(networks: Networks, **inputs: Any) -> str:
    """The id of a new server."""
    return networks.make(transfer.SERVER.token, {"endpointType": "PUBLIC", "protocols": ["SFTP"], **inputs})


def user(networks: Networks, of: str, **inputs: Any) -> str:
    """The id of a new user, with a logical root where nothing else is said."""
    home = {"homeDirectoryType": "LOGICAL", "homeDirectoryMappings": MAPPINGS}
    role = able_role(networks.account, f"role-{of}")
    return networks.make(transfer.USER.token, {"serverId": of, "userName": "partner", "role": role, **home, **inputs})


@pytest.mark.parametrize("options", [{}, {"s3StorageOptions": DISABLED}])
def test_a_logical_root_without_its_object_is_refused(networks: Networks, options: dict[str, Any]) -> None:
    with pytest.raises(AwsError, match="homeDirectoryMappings: NoSuchKey: the root directory does not exist"):
        user(networks, server(networks, **options))


def test_a_server_with_optimized_directories_needs_none(networks: Networks) -> None:
    user(networks, server(networks, s3StorageOptions=ENABLED))


@pytest.mark.parametrize(
    "home",
    [
        {"homeDirectoryType": "PATH", "homeDirectory": "/files/mailboxes/partner", "homeDirectoryMappings": None},
        {"homeDirectoryMappings": [{"entry": "/pictures", "target": "/files/pictures"}]},
    ],
)
def test_a_home_without_a_logical_root_is_taken(networks: Networks, home: dict[str, Any]) -> None:
    user(networks, server(networks), **home)


def test_a_root_in_a_file_system_is_no_object(networks: Networks) -> None:
    user(networks, server(networks, domain="EFS"))


def test_a_server_keeps_its_option_while_its_users_need_it(networks: Networks) -> None:
    kept = {"endpointType": "PUBLIC", "protocols": ["SFTP"], "region": HOME}
    first, second = (server(networks, s3StorageOptions=ENABLED) for _ in range(2))
    user(networks, first)
    with pytest.raises(AwsError, match=r"s3StorageOptions\.directoryListingOptimization: NoSuchKey"):
        networks.account.update(first, {**kept, "s3StorageOptions": DISABLED})
    networks.account.update(second, {**kept, "s3StorageOptions": DISABLED})
