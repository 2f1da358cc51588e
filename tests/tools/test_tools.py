"""The tools that are run by hand still fit the code."""

from config.project import PROJECT


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
