"""Ways round the rules that look right, each of which has to be refused."""

from tests.policy.bypasses.elsewhere import ELSEWHERE
from tests.policy.bypasses.identity import IDENTITY
from tests.policy.bypasses.shared import SHARED
from tests.policy.bypasses.types import TYPES
from tests.policy.bypasses.values import VALUES

BYPASSES = (*IDENTITY, *SHARED, *VALUES, *ELSEWHERE, *TYPES)
