"""The first run: schema, users, first secret values, and an end of the first master password."""

import json

from pulumi import Input, Output, Resource, ResourceOptions
from pulumi_aws import lambda_

from components.database.access import CredentialAccess
from components.database.credentials import READ_BY_DMS
from foundation.component import Component
from foundation.function import Function, FunctionArgs


class Bootstrap(Component):
    """A database with its schema, its users and their secrets; the first master password is valid no more.

    The function runs while `pulumi up` waits, and again only when its code, the schema, its settings or the server
    change. `server_id` is what RDS knows the server by, and `ready` has to exist before. A server that has served in
    another region's place has no `first_password`.
    """

    function_name: Output[str]
    invocation: lambda_.Invocation

    def __init__(
        self,
        name: str,
        function_args: FunctionArgs,
        *,
        access: CredentialAccess,
        server_id: Input[str],
        ready: Resource,
        first_password: Input[str] | None = None,
        opts: ResourceOptions | None = None,
    ):
        super().__init__(name, function_args.region, opts)
        function = Function(name, function_args, self.child())
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            # Worthless once the run is over; until then the engine keeps it encrypted.
            input=Output.secret(Output.json_dumps({"initialPassword": first_password}, sort_keys=True)),
            triggers={
                "code": function_args.package.sha256,
                "environment": _known_settings(access),
                "server": server_id,
            },
            opts=self.child(depends_on=[ready]),
        )
        self.publish(function_name=function.name)


def _known_settings(access: CredentialAccess) -> str:
    """The settings that a new run would act upon."""
    known = {key: value for key, value in access.environment().items() if isinstance(value, str)}
    return json.dumps(known | {user.upper(): user in access.secret_arns for user in READ_BY_DMS})
