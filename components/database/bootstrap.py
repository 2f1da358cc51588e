"""The first run: schema, users, first secret values, and an end of the first master password."""

import json

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import lambda_

from components.database.access import CredentialAccess
from foundation.component import Component
from foundation.function import Function, FunctionArgs


class Bootstrap(Component):
    """A database with its schema, its users and their secrets; the first master password is valid no more.

    The function runs while `pulumi up` waits, and again only when its code, the schema or its settings change; `ready`
    has to exist before.
    """

    invocation: lambda_.Invocation

    def __init__(
        self,
        name: str,
        function_args: FunctionArgs,
        *,
        access: CredentialAccess,
        first_password: Input[str],
        ready: Resource,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, function_args.region, opts)
        function = Function(name, function_args, self.child())
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            # Worthless once the run is over; until then the engine keeps it encrypted.
            input=Output.secret(Output.json_dumps({"initialPassword": first_password}, sort_keys=True)),
            triggers={"code": function_args.package.sha256, "environment": _known_settings(access)},
            opts=self.child(depends_on=[ready]),
        )
        self.publish()


def _known_settings(access: CredentialAccess) -> str:
    """The settings that a new run would act upon."""
    known = {key: value for key, value in access.environment().items() if isinstance(value, str)}
    return json.dumps(known | {"MIGRATION": "migration" in access.secret_arns})
