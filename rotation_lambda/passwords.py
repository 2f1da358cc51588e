"""New passwords."""

import secrets
import string

# RDS allows none of / " @ for a master; quotes and the backslash are hard to type in a shell.
SPECIAL = "".join(sorted(set(string.punctuation) - set("/@\"'\\")))
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SPECIAL)


def new_password(length: int) -> str:
    """A random password with characters of every class, each such password as likely as any other."""
    while True:
        password = "".join(secrets.choice("".join(CLASSES)) for _ in range(length))
        if all(set(password) & set(characters) for characters in CLASSES):
            return password
