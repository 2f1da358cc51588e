"""Lambda."""

from catalog.drawing import Drawing, Link
from catalog.resource_type import ResourceType
from catalog.service import Service

LAMBDA = Service(
    "lambda",
    read=("Get*", "List*"),
    deploy=("Add*", "Create*", "Delete*", "Invoke*", "Publish*", "Put*", "Remove*", "*agResource", "Update*"),
    principals=("lambda",),
)

ALIAS = ResourceType(
    "aws:lambda/alias:Alias",
    id="alias-{hex}",
    has_unique_name=False,
    cloudformation="AWS::Lambda::Alias",
    stands_for="functionName",
)
CODE_SIGNING_CONFIG = ResourceType(
    "aws:lambda/codeSigningConfig:CodeSigningConfig",
    id="arn:aws:lambda:{region}:{account}:code-signing-config:csc-{hex}",
    arn="arn:aws:lambda:{region}:{account}:code-signing-config:csc-{hex}",
    outputs={"configId": "csc-{hex}"},
    cloudformation="AWS::Lambda::CodeSigningConfig",
    needs_alarm=False,
)
EVENT_SOURCE_MAPPING = ResourceType(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    id="{uuid}",
    arn="arn:aws:lambda:{region}:{account}:event-source-mapping:{uuid}",
    cloudformation="AWS::Lambda::EventSourceMapping",
    minutes=0.5,
    links=(Link(kind="data", start="eventSourceArn", end="functionName"),),
)
FUNCTION = ResourceType(
    "aws:lambda/function:Function",
    id="{name}",
    arn="arn:aws:lambda:{region}:{account}:function:{name}",
    cloudformation="AWS::Lambda::Function",
    minutes=0.5,
    # AWS does not look into the variables.
    loose=("environment",),
    not_looked_up=("loggingConfig",),
    writes_logs=True,
    drawing=Drawing(title="Lambda function", icon="compute/lambda"),
    links=(Link(kind="data", end="environment"),),
)
FUNCTION_EVENT_INVOKE_CONFIG = ResourceType(
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", id="failures-{hex}"
)
FUNCTION_RECURSION_CONFIG = ResourceType(
    "aws:lambda/functionRecursionConfig:FunctionRecursionConfig", id="recursion-{hex}"
)
INVOCATION = ResourceType(
    "aws:lambda/invocation:Invocation",
    id="invocation-{hex}",
    outputs={"result": "{{}}"},
    minutes=0.3,
)
PERMISSION = ResourceType(
    "aws:lambda/permission:Permission",
    id="permission-{hex}",
    cloudformation="AWS::Lambda::Permission",
)
