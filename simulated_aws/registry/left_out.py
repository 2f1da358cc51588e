"""What cfn-lint finds and AWS does not refuse, or another check knows better."""

from collections.abc import Mapping

# By the rule's id, or by its first letter for all of a severity.
LEFT_OUT: Mapping[str, str] = {
    "E3059": "compares the networks of one template: rules/network.py compares those that exist",
    "E3060": "compares the subnets of one template: rules/network.py compares those that exist",
    "E3064": "compares the endpoints of one template: kinds/once.py compares those that exist",
    "E3691": "knows full versions alone: RDS takes 8.4 for its newest, and kinds/listed.py reads the same list",
    "W": "a warning: AWS takes what it is about, and ignores a part of it at most",
}
# By the rule's id, the registry's type and the place below its properties.
TAKEN: Mapping[tuple[str | int, ...], str] = {
    ("E3020", "AWS::RDS::DBInstance", "StorageEncrypted"): (
        "a replica is encrypted as its source is, and the provider sends it for no replica"
    ),
}
# Lists that may not repeat an item and that the provider sends as they are given, by its source (`TypeList` in
# internal/service/lambda/function.go and transfer/workflow.go); of any other it makes a set, in which nothing is twice.
SEQUENCES = {
    ("AWS::Lambda::Function", "Architectures"),
    ("AWS::Lambda::Function", "Layers"),
    ("AWS::Transfer::Workflow", "OnExceptionSteps"),
    ("AWS::Transfer::Workflow", "Steps"),
}
