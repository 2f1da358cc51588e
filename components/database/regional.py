"""What payments, the rotation and a failover need of the database that a region has."""

from pulumi import Output

from foundation.component import Component


class RegionalDatabase(Component):
    """A database of one region: the server's identifiers, its secrets, and the keys of both.

    `credentials_key_arn` encrypts the secrets, `key_arn` the rest.
    """

    identifier: str
    name: str
    endpoint: Output[str]
    arn: Output[str]
    port: int
    application_secret_arn: Output[str]
    master_secret_arn: Output[str]
    rotation_function_name: Output[str]
    rotation_function_arn: Output[str]
    key_arn: Output[str]
    credentials_key_arn: Output[str]
