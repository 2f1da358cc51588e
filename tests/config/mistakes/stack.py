"""Mistakes in the stack's own settings: environment, names, tags, alerts, logs, protection."""

from tests.config.mistakes.mistake import Mistake

MISTAKES: list[Mistake] = [
    ({"environment": "test"}, "payments:environment", "'development', 'staging' or 'production'"),
    ({"environment": None}, "payments:environment", "'development', 'staging' or 'production'"),
    ({"region": "us-east-1"}, "payments:region", "'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ({"region": "eu-west-2a"}, "payments:region", "'eu-west-1', 'eu-west-2' or 'eu-central-1'"),
    ({"suffix": "Production"}, "payments:suffix", "lower-case words"),
    ({"suffix": "a-very-long-suffix"}, "payments:suffix", "at most 12 characters"),
    # Read as a number, it has lost its first digit.
    ({"account": 12345678901}, "payments:account", "12 digits, in quotes"),
    ({"account": "١٢٣٤٥٦٧٨٩٠١٢"}, "payments:account", "12 digits"),
    ({"account": True}, "payments:account", "digits need quotes"),
    ({"account": "1234"}, "payments:account", "12 digits"),
    ({"netwrok": {}}, "payments:netwrok", "did you mean network?"),
    ({"tags": {"costCentre": "x"}}, "payments:tags.costCentre", "did you mean costCenter?"),
    ({"tags": {"owner": ""}}, "payments:tags.owner", "at least 1 character"),
    ({"tags": {"owner": "a;b"}}, "payments:tags.owner", "letters, digits, spaces and"),
    ({"tags": {"extra": {"aws:team": "a"}}}, "payments:tags.extra.aws:team", "but not aws: before them"),
    ({"tags": {"extra": {"owner": "a"}}}, "payments:tags.extra.owner", "another key than Owner"),
    ({"tags": {"extra": {"Team": "a", "team": "b"}}}, "payments:tags.extra", "each entry once"),
    ({"tags": {"extra": {f"t{n}": "a" for n in range(45)}}}, "payments:tags.extra", "at most 44"),
    ({"tags": {"extra": ["a"]}}, "payments:tags.extra", "a mapping"),
    ({"alerts": {"emails": ["nobody"]}}, "payments:alerts.emails.0", "an e-mail address"),
    (
        {"alerts": {"emails": ["a@example.com", "A@example.com"]}},
        "payments:alerts.emails",
        "each entry once",
    ),
    ({"alerts": {"emails": "a@example.com"}}, "payments:alerts.emails", "a list"),
    ({"alerts": ["a@example.com"]}, "payments:alerts", "a mapping with the keys emails"),
    ({"logs": {"retentionDays": 31}}, "payments:logs.retentionDays", "30, 60"),
    ({"protection": {"keyDeletionDays": 6}}, "payments:protection.keyDeletionDays", "greater than or equal to 7"),
    ({"protection": {"keyDeletionDays": 31}}, "payments:protection.keyDeletionDays", "less than or equal to 30"),
    ({"protection": {"deletionProtection": "maybe"}}, "payments:protection.deletionProtection", "true or false"),
    ({"protection": {"secretRecoveryDays": 3}}, "payments:protection.secretRecoveryDays", "0, or 7 to 30"),
]
