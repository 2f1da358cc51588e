"""Tokens that detect-secrets does not know: Pulumi's, and those of services that page people."""

import re
from collections.abc import Mapping

# By what each is called. A paging service's key is a part of the address that it gives to CloudWatch.
TOKENS: Mapping[str, re.Pattern[str]] = {
    "Pulumi access token": re.compile(r"\bpul-[0-9a-f]{40}\b"),
    "PagerDuty integration": re.compile(r"events\.(?:eu\.)?pagerduty\.com/(?:integration|x-ere)/[0-9A-Za-z]{20,}"),
    "Opsgenie API key": re.compile(r"api\.(?:eu\.)?opsgenie\.com/\S*[?&]apiKey=[0-9A-Za-z-]{20,}"),
    "Splunk On-Call integration": re.compile(r"alert\.victorops\.com/integrations/\S*/alert/[0-9A-Za-z-]{20,}"),
    "Better Stack integration": re.compile(r"uptime\.betterstack\.com/api/v\d+/aws-[a-z-]+/[0-9A-Za-z]{16,}"),
}
