"""Whatever the AWS settings of a machine are, a command says in one line what to do about them."""

from collections.abc import Mapping
from pathlib import Path

import boto3
import pytest

from ops.lib.clients import connect
from ops.lib.explained import LOG_IN, MEND_SETTINGS, explained

# Nobody listens there, so that a setting that does no harm ends with this.
NOBODY = "http://127.0.0.1:9"
SOUND = {
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ENDPOINT_URL": NOBODY,
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
}
CASES: list[tuple[Mapping[str, str], str]] = [
    ({}, "look at this machine's network"),
    ({"AWS_ENDPOINT_URL": "nonsense"}, MEND_SETTINGS),
    ({"AWS_ENDPOINT_URL": "http://127.0.0.1:99999"}, MEND_SETTINGS),
    ({"AWS_ENDPOINT_URL_STS": "http://[::"}, MEND_SETTINGS),
    ({"AWS_PROFILE": "nobody"}, LOG_IN),
    ({"AWS_SECRET_ACCESS_KEY": ""}, LOG_IN),
    ({"AWS_CONFIG_FILE": "{broken}"}, MEND_SETTINGS),
    ({"AWS_SHARED_CREDENTIALS_FILE": "{broken}"}, MEND_SETTINGS),
    ({"AWS_STS_REGIONAL_ENDPOINTS": "nonsense"}, MEND_SETTINGS),
    ({"AWS_DEFAULTS_MODE": "nonsense"}, MEND_SETTINGS),
    ({"AWS_REQUEST_CHECKSUM_CALCULATION": "nonsense"}, MEND_SETTINGS),
    ({"AWS_ACCESS_KEY_ID": "", "AWS_METADATA_SERVICE_TIMEOUT": "soon"}, MEND_SETTINGS),
    ({"HTTP_PROXY": "::", "NO_PROXY": ""}, "look at this machine's network"),
]


@pytest.mark.parametrize(("settings", "advice"), CASES, ids=[" ".join(settings) for settings, _ in CASES])
def test_a_setting_is_said_with_what_to_do(
    settings: Mapping[str, str], advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("[default\n")
    for name, value in {**SOUND, **settings}.items():
        monkeypatch.setenv(name, value.format(broken=broken) if value == "{broken}" else value)
    # Each reads the environment anew.
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(Exception) as failure:  # noqa: PT011 (whatever the library raises)
        connect("sts", "eu-west-2").get_caller_identity()
    said = explained(failure.value)
    assert advice in said
    assert "report it" not in said
    assert "\n" not in said
