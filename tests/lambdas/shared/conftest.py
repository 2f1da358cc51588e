"""The server and database of the rotation's tests."""

from tests.rotation_lambda.conftest import bare, environment, server, world

__all__ = ["bare", "environment", "server", "world"]
