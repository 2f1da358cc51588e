"""The names, times and statistics that several services or several bounds ask for, in the words of a refusal."""

from simulated_aws.kinds.limits import Between, Text

HYPHENATED = Text(
    "letters, digits and single hyphens, a letter first and no hyphen last",
    r"[A-Za-z][A-Za-z0-9-]*", 63, r"--|-$",
)  # fmt: skip
LOWER = Text(
    "lower-case letters, digits and single hyphens, a letter first and no hyphen last",
    r"[a-z][a-z0-9-]*", 63, r"--|-$",
)  # fmt: skip
LONG = Text(
    "letters, digits and single hyphens, a letter first and no hyphen last",
    r"[A-Za-z][A-Za-z0-9-]*", 255, r"--|-$",
)  # fmt: skip
EC2_TEXT = r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"
EC2_DESCRIPTION = Text("a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*", EC2_TEXT, 255)
TIME = r"([01]\d|2[0-3]):[0-5]\d"
DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
DAILY = Text("a window of the form hh24:mi-hh24:mi", f"{TIME}-{TIME}")
WEEKLY = Text("a window of the form ddd:hh24:mi-ddd:hh24:mi", f"(?i:{DAY}):{TIME}-(?i:{DAY}):{TIME}")
NAME = Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+", 255)
DAYS = Between(1, 2**31 - 1)
RANKED = r"(p|tm|tc|ts|wm)(100|\d{1,2})(\.\d{0,10})?|(TM|TC|TS|WM|PR)\([^:]*:[^:]*\)|IQM"
EXTENDED = Text("a percentile or a trimmed statistic, such as p99 or TM(10%:90%)", RANKED)
STATISTIC = Text(
    "SampleCount, Average, Sum, Minimum, Maximum, or such as p99 or TM(10%:90%)",
    rf"SampleCount|Average|Sum|Minimum|Maximum|{RANKED}",
)
QUEUE_NAME = Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+(\.fifo)?", 80)
TOPIC_NAME = Text("letters, digits, hyphens and underscores", r"[A-Za-z0-9_-]+(\.fifo)?", 256)
ID = Text("an id", r".*", 255)
