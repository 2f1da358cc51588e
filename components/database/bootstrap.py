"""The first run: schema, users, first secret values, and an end of the first master password."""

import json
from dataclasses import dataclass

from pulumi import ComponentResource, Input, Output, Resource, ResourceOptions
from pulumi_aws import lambda_

from components.database.access import CredentialAccess
from foundation.function import Function, FunctionArgs


@dataclass(frozen=True, kw_only=True)
class BootstrapArgs:
    """The function to run, the master password that the server was made with, and what has to exist before."""

    function: FunctionArgs
    access: CredentialAccess
    first_password: Input[str]
    ready: Resource


class Bootstrap(ComponentResource):
    """A database with its schema, its users and their secrets; the first master password is valid no more.

    The function runs while `pulumi up` waits, and again only when its code, the schema or its settings change.
    """

    invocation: lambda_.Invocation

    def __init__(self, name: str, args: BootstrapArgs, opts: ResourceOptions | None = None):
        super().__init__("payments:database:Bootstrap", name, None, opts)
        function = Function(name, args.function, ResourceOptions(parent=self))
        self.invocation = lambda_.Invocation(
            f"{name}-run",
            function_name=function.name,
            # Worthless once the run is over; until then the engine keeps it encrypted.
            input=Output.secret(Output.json_dumps({"initialPassword": args.first_password}, sort_keys=True)),
            triggers={"code": args.function.package.sha256, "environment": _settled(args.access)},
            opts=ResourceOptions(parent=self, depends_on=[args.ready]),
        )
        self.register_outputs({})


def _settled(access: CredentialAccess) -> str:
    """The settings that a new run would act upon."""
    known = {key: value for key, value in access.environment().items() if isinstance(value, str)}
    return json.dumps(known | {"MIGRATION": access.migration_secret_arn is not None})
