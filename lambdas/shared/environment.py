"""Settings from environment variables, with every mistake named at once."""

import re
from collections.abc import Mapping

from lambdas.shared.database import CA_FILE, Database

HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
# Names that need no quoting; MySQL allows 64 characters.
DATABASE_NAME = r"[A-Za-z][A-Za-z0-9_]{0,63}"
SECRETS_MANAGER_ARN = r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+-[A-Za-z0-9]{6}"


class SettingsError(ValueError):
    """Environment variables that are missing or have values that are not allowed."""


class Environment:
    """Reads variables one by one; `check` ends the reading."""

    def __init__(self, variables: Mapping[str, str]):
        self._variables = variables
        self.mistakes: list[str] = []

    def text(self, name: str, pattern: str, allowed: str, default: str = "") -> str:
        """The variable's value; `allowed` says what the pattern takes."""
        value = self._variables.get(name, "") or default
        if not re.fullmatch(pattern, value):
            self.mistakes.append(f"{name} must be {allowed}; it is {value!r}")
        return value

    def number(self, name: str, least: int, most: int, default: str = "") -> int:
        """The variable's value as a whole number within a range."""
        value = self.text(name, r"\d{1,9}", f"a whole number, {least} to {most}", default)
        number = int(value) if re.fullmatch(r"\d{1,9}", value) else least
        if not least <= number <= most:
            self.mistakes.append(f"{name} must be a whole number, {least} to {most}; it is {number}")
        return number

    def words(self, name: str, pattern: str, allowed: str) -> tuple[str, ...]:
        """The variable's value as words between commas, each once."""
        found = tuple(word.strip() for word in self._variables.get(name, "").split(","))
        if not all(re.fullmatch(pattern, word) for word in found) or len(set(found)) != len(found):
            self.mistakes.append(f"{name} must be {allowed}; it is {self._variables.get(name, '')!r}")
        return found

    def database(self) -> Database:
        """The database of DATABASE_HOST, DATABASE_PORT, DATABASE_NAME and DATABASE_CA_FILE."""
        return Database(
            host=self.text("DATABASE_HOST", HOST, "a host name or address"),
            port=self.number("DATABASE_PORT", 1, 65535, "3306"),
            name=self.text("DATABASE_NAME", DATABASE_NAME, "a letter, then letters, digits or _, at most 64"),
            ca_file=self.text("DATABASE_CA_FILE", r"/.+", "an absolute path", CA_FILE),
        )

    def check(self) -> None:
        """Raises SettingsError where a variable read so far had a mistake."""
        if self.mistakes:
            raise SettingsError("; ".join(self.mistakes))
