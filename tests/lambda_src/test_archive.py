"""The archive that Lambda gets: whole, without what the runtime brings, and importable by itself."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from config.project import PROJECT
from foundation.packaging import package

# What Lambda takes in one call is 50 MB. A start reads what it imports.
LARGEST = 8_000_000
METADATA = re.compile(r"^[^/]+\.(dist-info|data)/")
# botocore and what it needs itself; and what PyMySQL uses where there is any, for passwords over plaintext.
RUNTIME = {"botocore", "dateutil", "six", "urllib3", "certifi", "cryptography"}
IMPORT_ALL = """
import importlib, json, pkgutil, sys
import lambdas.shared, lambda_src
for folder in (lambdas.shared, lambda_src):
    for module in pkgutil.iter_modules(folder.__path__, folder.__name__ + "."):
        importlib.import_module(module.name)
print(json.dumps({name: module.__file__ for name, module in sys.modules.items() if getattr(module, "__file__", None)}))
"""


def test_the_archive_holds_what_is_imported_but_for_what_the_runtime_brings(tmp_path: Path) -> None:
    path = PROJECT / package("lambda_src", "lambdas/shared").path
    assert path.stat().st_size < LARGEST
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert {"lambda_src/handler.py", "lambdas/shared/certificates/rds-ca.pem"} <= set(names)
    # Machine code would have to be Lambda's.
    assert not [name for name in names if name.endswith((".so", ".pyc"))]
    packed = {name.split("/")[0].removesuffix(".py") for name in names if not METADATA.search(name)}
    assert packed == {
        *("lambda_src", "lambdas", "pymysql", "aws_lambda_powertools", "jmespath", "typing_extensions"),
    }
    run = subprocess.run(  # noqa: S603 (the text above)
        [sys.executable, "-c", IMPORT_ALL], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    imported: dict[str, str] = json.loads(run.stdout)
    files_by_package: dict[str, list[str]] = {}
    for name, file in imported.items():
        files_by_package.setdefault(name.split(".")[0], []).append(file)
    assert packed - {"jmespath"} <= files_by_package.keys()
    assert not [
        file for name in packed for file in files_by_package.get(name, []) if not file.startswith(str(tmp_path))
    ]
    outside = {name for name, files in files_by_package.items() if any("site-packages" in file for file in files)}
    assert {name for name in outside if not name.startswith("_")} <= RUNTIME
