"""Files of JSON, in whatever encoding another machine has left them: UTF-8 or UTF-16, with a mark or without."""

import json
from pathlib import Path


class JsonFileError(ValueError):
    """A file that can't be read, or holds no JSON; the message says why, in one line."""


def read(path: Path) -> object:
    """What a file holds; raises JsonFileError."""
    try:
        return parsed(path.read_bytes())
    except OSError as error:
        raise JsonFileError(f"{path} can't be read: {error.strerror}") from None
    except JsonFileError as error:
        raise JsonFileError(f"{path} is refused: {error}") from None


def parsed(content: bytes | str) -> object:
    """What a text holds; raises JsonFileError."""
    try:
        return json.loads(content, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise JsonFileError("it is no text in UTF-8 or UTF-16") from None
    except RecursionError:
        raise JsonFileError("it is nested deeper than anything can read") from None
    except ValueError as error:
        raise JsonFileError(f"it is no JSON: {error}") from None


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")
