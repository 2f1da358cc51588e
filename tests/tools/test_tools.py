"""The tools that are run by hand still fit the code."""

import ast

from config.project import PROJECT

# What runs in a workflow before anything is installed.
BARE = {"tools/ci/approval.py", "tools/ci/comment.py"}
# Pulumi's own module, which the engine starts.
OF_ENGINE = {"tools/rehearsal/dynamic.py"}


def test_each_command_ends_without_a_traceback() -> None:
    started = {
        path.relative_to(PROJECT).as_posix(): ast.unparse(node.body[-1])
        for folder in ("ops", "tools")
        for path in (PROJECT / folder).rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
    }
    assert len(started) > 20
    assert {path for path, last in started.items() if not last.startswith("run(")} == BARE | OF_ENGINE


def test_the_table_of_requirements_names_files_and_tests_that_exist() -> None:
    rows = [
        line.split("|")[1:-1] for line in (PROJECT / "docs" / "requirements.md").read_text().splitlines() if "`" in line
    ]
    assert len(rows) > 10
    for _, _, places, tests in rows:
        for place in places.split(","):
            assert (PROJECT / place.strip(" `")).is_file(), place
        for test in tests.split(","):
            path, _, name = test.strip(" `").partition("::")
            assert f"def {name}" in (PROJECT / path).read_text(), test
