"""New passwords."""

import string

from rotation_lambda.passwords import CLASSES, new_password


def test_passwords_have_every_class_and_no_character_that_rds_refuses() -> None:
    for length in (16, 32, 41):
        made = {new_password(length) for _ in range(200)}
        assert len(made) == 200
        for password in made:
            assert len(password) == length
            assert all(set(password) & set(characters) for characters in CLASSES)
            assert not set(password) & set("/@\"'\\ ")
            assert set(password) < set(string.printable)
