"""The entry that the engine runs."""

import sys
from pathlib import Path

# The engine runs this folder by its path, so that Python would look for the package inside of itself.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from policy.pack import serve  # noqa: E402 (found only by the path set above)

serve()
