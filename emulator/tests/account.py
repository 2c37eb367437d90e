"""The emulated account in this process: boto3 calls MiniStack without a server."""

import asyncio
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from ministack import app

_ENDPOINT = "http://127.0.0.1:4566"
_STACK_SECONDS = 10
_loop = asyncio.new_event_loop()
_session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-west-2")
_clients: dict[str, Any] = {}


def client(service: str) -> Any:
    """The boto3 client of a service."""
    if service not in _clients:
        _clients[service] = _session.client(
            service, endpoint_url=_ENDPOINT, config=Config(retries={"total_max_attempts": 1})
        )
    return _clients[service]


class Stack:
    """A stack of the account. `status` is that of its last operation, `identifier` its id."""

    def __init__(self, name: str = "stack") -> None:
        self.name = name
        self.status = ""
        # The id; a deleted stack can be described by it only.
        self.identifier = ""

    def deploy(self, resources: dict[str, Any], **others: Any) -> "Stack":
        """Creates or updates the stack and waits. `others` are further sections of the template."""
        cloudformation = client("cloudformation")
        put = cloudformation.update_stack if self.identifier else cloudformation.create_stack
        template = json.dumps({"Resources": resources, **others})
        created = put(StackName=self.name, TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"])
        self.identifier = created["StackId"]
        self.wait()
        return self

    def delete(self) -> None:
        """Deletes the stack and waits."""
        client("cloudformation").delete_stack(StackName=self.identifier)
        self.wait()

    def id_of(self, logical_id: str) -> str:
        """The physical id of a resource."""
        resources = client("cloudformation").describe_stack_resources(StackName=self.name)["StackResources"]
        return next(str(each["PhysicalResourceId"]) for each in resources if each["LogicalResourceId"] == logical_id)

    @property
    def failures(self) -> str:
        """Reasons of the resources that failed."""
        events = client("cloudformation").describe_stack_events(StackName=self.identifier)["StackEvents"]
        return "\n".join(each.get("ResourceStatusReason", "") for each in events if "FAILED" in each["ResourceStatus"])

    def wait(self) -> None:
        """Waits until no operation runs."""
        for _ in range(_STACK_SECONDS * 100):
            [described] = client("cloudformation").describe_stacks(StackName=self.identifier)["Stacks"]
            self.status = described["StackStatus"]
            if not self.status.endswith("_IN_PROGRESS"):
                return
            _loop.run_until_complete(asyncio.sleep(0.01))
        raise TimeoutError(f"{self.name} is still {self.status}")


class _Body(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    body = request.body or b""
    # boto3 sends objects as files.
    body = body.read() if hasattr(body, "read") else body
    headers = {name: each.decode() if isinstance(each, bytes) else each for name, each in request.headers.items()}
    served = _serve(request.method, request.url, headers, body.encode() if isinstance(body, str) else body)
    status, received, content = _loop.run_until_complete(served)
    return AWSResponse(request.url, status, received, _Body(content))


async def _serve(method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(url)
    scope = {
        "type": "http",
        "method": method,
        "path": address.path,
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 4566),
        "scheme": "http",
        "http_version": "1.1",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app.app(scope, receive, send)
    received = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], received, b"".join(message.get("body", b"") for message in sent[1:])


_session.events.register("before-send", _send)
