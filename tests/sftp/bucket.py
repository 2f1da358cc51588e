"""A landing bucket as Transfer Family uses it: what a role may do by the program's own policies, and the workflows."""

from collections.abc import Mapping, Sequence
from typing import Any

from access.documents import Statement, parse
from access.evaluation import Request, decide, role
from simulated_aws.values import at
from tests.support.graph import Graph, Registered

DATE = "2026-11-28"
HTTPS_ONLY, TAG = "aws:securetransport", "s3:existingobjecttag/guarddutymalwarescanstatus"
# What an upload does not ask for, so that the bucket's own encryption is taken.
UNASKED = ("s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id")


class RefusedError(Exception):
    """S3 denies a call, or a name is none of a file."""


class Caller:
    """A role with the statements that are about its calls to one bucket."""

    def __init__(self, graph: Graph, made: Registered, policy: str, bucket: Registered):
        arn = made.properties["arn"]
        texts = (graph.one(policy).inputs["policy"], graph.one("transfer-landing-files-policy").inputs["policy"])
        self._statements: list[Statement] = [item for text in texts for item in parse(text)]
        self._names, self._bucket = role(arn), bucket.properties["arn"]
        # Nothing in the mailboxes has been scanned yet, and so has no tag.
        self._context = {HTTPS_ONLY: ("true",), "aws:principalarn": (arn,), TAG: (), **dict.fromkeys(UNASKED, ())}

    def call(self, action: str, key: str) -> None:
        """Calls S3 for a key, or for the bucket's keys below one; raises RefusedError where no policy lets it."""
        lists = action == "s3:ListBucket"
        context = {**self._context, "s3:prefix": (key,)} if lists else self._context
        resource = self._bucket if lists else f"{self._bucket}/{key}"
        asked = Request(action=action, resource=resource, names=self._names, context=context)
        decision = decide(self._statements, asked)
        assert decision != "unknown", f"{action} of {key}: a policy asks for what nobody says"
        if decision == "denied":
            raise RefusedError(f"AccessDenied: {action} of {key}")


class Bucket:
    """The objects of a bucket by their keys, one partner's way to them, and what Transfer Family tells of it.

    `received` is what left the mailbox as a delivered file, by its key; `told` are the events of what failed. `arrived`
    counts the bytes of all uploads.
    """

    def __init__(self, graph: Graph, user: str):
        self.graph, self.user = graph, user
        self.server = graph.one("transfer-sftp-server")
        bucket = graph.one("transfer-landing-files-bucket")
        account = graph.one(f"transfer-users-{user}-user").inputs
        target: str = account["homeDirectoryMappings"][0]["target"]
        self._mailbox = target.removeprefix(f"/{bucket.id}/")
        name = f"transfer-users-{user}-role"
        self._partner = Caller(graph, graph.one(name), f"{name}-policy", bucket)
        mover = graph.one("transfer-landing-mover-role")
        self._mover = Caller(graph, mover, "transfer-landing-receipt-role-policy", bucket)
        self.objects: dict[str, bytes] = {}
        self.arrived = 0
        self.told: list[Mapping[str, Any]] = []

    @property
    def received(self) -> dict[str, bytes]:
        """What was delivered."""
        return {key: value for key, value in self.objects.items() if not key.startswith(f"{self._mailbox}/")}

    def keys(self) -> Sequence[str]:
        """The names in the mailbox, which a listing shows."""
        self._partner.call("s3:ListBucket", f"{self._mailbox}/")
        return [key.removeprefix(f"{self._mailbox}/") for key in self.objects if key.startswith(f"{self._mailbox}/")]

    def look(self, name: str) -> int | None:
        """The size of a file, by HeadObject, which takes the right to read it; None where there is none."""
        key = self._key(name)
        if key not in self.objects:
            self._partner.call("s3:ListBucket", key)
            return None
        return len(self.read(name))

    def read(self, name: str) -> bytes:
        """A file's content."""
        self._partner.call("s3:GetObject", self._key(name))
        return self.objects[self._key(name)]

    def begin(self, name: str, *, keeps: bool) -> bytes:
        """The content that an upload starts from: an append reads what is there."""
        self._partner.call("s3:PutObject", self._key(name))
        return self.read(name) if keeps and self._key(name) in self.objects else b""

    def make_folder(self, name: str) -> None:
        """A folder is an object that ends with a slash."""
        self._partner.call("s3:PutObject", f"{self._key(name)}/")

    def delete(self, name: str) -> None:
        """Deletes a file."""
        self._partner.call("s3:DeleteObject", self._key(name))
        self.objects.pop(self._key(name), None)

    def rename(self, old: str, new: str) -> None:
        """S3 has no rename: a copy, and the deletion of what was copied."""
        try:
            self._partner.call("s3:GetObject", self._key(old))
            self._partner.call("s3:PutObject", self._key(new))
            self._partner.call("s3:DeleteObject", self._key(old))
        except RefusedError:
            self._tell("SFTP Server File Rename Failed")
            raise
        self.objects[self._key(new)] = self.objects.pop(self._key(old))

    def finish(self, name: str, content: bytes, *, cut_off: bool) -> None:
        """The upload is over, or its connection is: the workflow of that starts, where there is one."""
        key = self._key(name)
        self.objects[key] = content
        if cut_off:
            self._tell("SFTP Server File Upload Failed")
        trigger = at(self.server.inputs, f"workflowDetails.{'onPartialUpload' if cut_off else 'onUpload'}")
        if trigger:
            for step in self.graph.by_id(trigger["workflowId"]).inputs["steps"]:
                self._run(step, key)

    def _run(self, step: Mapping[str, Any], key: str) -> None:
        if step["type"] == "DELETE":
            self._mover.call("s3:DeleteObject", key)
            del self.objects[key]
            return
        assert step["type"] == "COPY"
        folder: str = step["copyStepDetails"]["destinationFileLocation"]["s3FileLocation"]["key"]
        folder = folder.replace("${Transfer:UploadDate}", DATE).replace("${Transfer:UserName}", self.user)
        self._mover.call("s3:GetObject", key)
        destination = folder + key.rpartition("/")[2]
        self._mover.call("s3:PutObject", destination)
        self.objects[destination] = self.objects[key]

    def _tell(self, kind: str) -> None:
        detail = {"server-id": self.server.id, "username": self.user}
        self.told.append({"source": "aws.transfer", "detail-type": kind, "detail": detail})

    def _key(self, name: str) -> str:
        return f"{self._mailbox}/{name}"
