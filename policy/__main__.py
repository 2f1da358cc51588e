"""The entry that the engine runs."""

import sys
from pathlib import Path

# The engine runs this folder by its path, so that Python would look for the package inside of itself.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from policy.pack import serve  # noqa: E402 (this project is importable only once the path above is set; the engine gives no other way)

serve()
