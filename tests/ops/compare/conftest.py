"""Two real servers, as the comparison's own tests have them."""

from tests.lambdas.comparison.conftest import databases, second, server

__all__ = ["databases", "second", "server"]
