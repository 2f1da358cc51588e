"""The code of functions: signed where there is a profile, each archive once, and held to by Lambda."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.signing import Signing, SigningArgs
from config.signing import Signing as Settings
from foundation.packaging import Package
from foundation.region import Region
from tests.support.graph import Graph, build_stack
from tests.support.samples import ACCOUNT, in_region, make_second

PROFILE = f"arn:aws:signer:eu-west-2:{ACCOUNT}:/signing-profiles/payments_test_1/AbCdEfGh12"
SECOND = PROFILE.replace("eu-west-2", "eu-west-1")
# Of the account that publishes AppConfig's layer there.
PUBLISHER = "arn:aws:signer:eu-west-2:282860088358:/signing-profiles/layers/AbCdEfGh34"
PACKAGES = [Package(path=f".build/{name}.zip", sha256=name) for name in ("one-1a", "one-1a", "two-2b")]


def settings(*profiles: str, layers: tuple[str, ...] = ()) -> Settings:
    return Settings.model_validate({"profiles": profiles, "layerProfiles": layers})


def build(given: Settings, *, second: bool = False) -> Graph:
    """What is registered where three functions of two archives are made in each region."""

    def make(region: Region) -> None:
        other = make_second(region, "eu-west-1") if second else None
        signing = Signing("signing", SigningArgs(first=region, second=other, settings=given))
        for place in (signing.first, signing.second):
            for package in PACKAGES:
                if place and place.signer:
                    place.signer.signed(package, layered=False)

    return in_region(make)


def held_to(graph: Graph, layered: str) -> Mapping[str, Any]:
    return graph.one(f"signing-eu-west-2-{layered}-code").inputs


def test_nothing_exists_where_nobody_signs() -> None:
    assert {item.kind for item in build(settings()) if item.custom} == {"aws"}
    processor = build_stack("dev").one("payments-payment-processor-function").inputs
    assert processor["sourceCodeHash"]
    assert "s3Key" not in processor


def test_each_archive_is_uploaded_and_signed_once_in_each_region() -> None:
    graph = build(settings(PROFILE, SECOND), second=True)
    assert len(graph.of("BucketObjectv2")) == len(graph.of("SigningJob")) == 4
    uploaded, job = graph.one("signing-eu-west-1-two-archive"), graph.one("signing-eu-west-1-two-signature")
    assert uploaded.inputs["key"] == "archives/two-2b.zip"
    assert job.inputs["profileName"] == "payments_test_1"
    source = {"bucket": uploaded.inputs["bucket"], "key": uploaded.inputs["key"]}
    assert job.inputs["source"] == {"s3": {**source, "version": uploaded.properties["versionId"]}}
    assert {item.inputs["destination"]["s3"]["bucket"] for item in graph.of("SigningJob")} == {
        item.properties["bucket"] for item in graph.of("Bucket")
    }


def test_own_code_is_held_to_and_layers_only_where_their_publisher_is_known() -> None:
    for layers, publishers, otherwise in (((), [PROFILE], "Warn"), ((PUBLISHER,), [PROFILE, PUBLISHER], "Enforce")):
        graph = build(settings(PROFILE, layers=layers))
        assert held_to(graph, "layered")["allowedPublishers"] == {"signingProfileVersionArns": publishers}
        assert held_to(graph, "layered")["policies"] == {"untrustedArtifactOnDeployment": otherwise}
        assert held_to(graph, "own")["allowedPublishers"] == {"signingProfileVersionArns": [PROFILE]}
        assert held_to(graph, "own")["policies"] == {"untrustedArtifactOnDeployment": "Enforce"}


def test_a_region_without_a_profile_beside_one_with_it_is_refused() -> None:
    with pytest.raises(ValueError, match="got none for eu-west-1"):
        build(settings(PROFILE), second=True)


def test_every_function_of_production_runs_the_signed_copy_of_its_region() -> None:
    graph = build_stack("prod")
    signed = {item.properties["signedObjects"][0]["s3s"][0]["key"] for item in graph.of("SigningJob")}
    configurations = {item.properties["arn"]: item for item in graph.of("CodeSigningConfig")}
    functions = [item for item in graph.of("Function") if item.custom]
    assert len(functions) > 20
    for function in functions:
        assert function.inputs["s3Key"] in signed
        assert not {"code", "sourceCodeHash"} & function.inputs.keys()
        held = configurations[function.inputs["codeSigningConfigArn"]]
        assert held.provider == function.provider
        assert held.name.endswith("layered-code") == bool(function.inputs.get("layers"))
