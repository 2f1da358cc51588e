"""Shared fixtures: the committed stacks as graphs, built once for all tests of a process."""

import os

# A text made of an Output would hold its help text; this makes it an error. The SDK reads it when it is imported.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"

from functools import cache

import pytest

from tests.graph import STACKS, Graph, build_stack


@cache
def _graph(stack: str, preview: bool) -> Graph:
    return build_stack(stack, preview=preview)


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def graph(stack: str) -> Graph:
    """A committed stack after an `up`."""
    return _graph(stack, False)


@pytest.fixture
def previewed(stack: str) -> Graph:
    """A committed stack in a first preview, where nothing that AWS decides is known."""
    return _graph(stack, True)
