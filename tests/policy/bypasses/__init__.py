"""Ways round the rules that look right, each of which has to be refused."""

import json

from tests.policy.bypasses.elsewhere import ELSEWHERE
from tests.policy.bypasses.identity import IDENTITY
from tests.policy.bypasses.shared import SHARED
from tests.policy.bypasses.types import TYPES
from tests.policy.bypasses.values import VALUES
from tests.policy.bypasses.variants import VARYING

BYPASSES = (*IDENTITY, *SHARED, *VALUES, *ELSEWHERE, *TYPES)
# Those that can be written differently, and in how many variants of it each is tried.
VARIED = tuple(bypass for bypass in BYPASSES if any(f'"{key}"' in json.dumps(bypass.bad) for key in VARYING))
VARIANTS = 12
