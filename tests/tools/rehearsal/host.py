"""Stands in for Pulumi's host for Python: a process of its own that runs the project's program for the engine.

It serves the SDK's own answer to the engine's protocol, and notes what the engine says of the program.
"""

# The generated messages of the protocol are untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc

from config.project import PROJECT
from tools.rehearsal.language import HOST, run_inline

NOTE = "note.json"


def command(folder: Path) -> None:
    """Writes the host into a folder, for PATH."""
    path = folder / HOST
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{PROJECT}" exec "{sys.executable}" -u -m {__name__} "{folder}" "$@"\n')
    path.chmod(0o755)


class Host(LanguageServer):
    """The SDK's answers, and a note of what a run was asked for."""

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 (the protocol's name)
        note = MessageToDict(request.info, preserving_proto_field_name=True) | {"process": os.getpid()}
        (Path(sys.argv[1]) / NOTE).write_text(json.dumps(note))
        # The engine tells a host its own address as it starts it, and an inline program's with each request.
        request.args.insert(0, sys.argv[2])
        os.chdir(request.pwd)
        return super().Run(request, context)


if __name__ == "__main__":
    server: Any = grpc.server(ThreadPoolExecutor(8))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(run_inline), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()
