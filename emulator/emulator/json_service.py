"""JSON services with the action in a header, for services or actions that MiniStack lacks."""

import json
from collections.abc import Callable, Mapping

from .shapes import Properties, Reply

Actions = Mapping[str, Callable[[Properties], Properties]]


class ServiceError(Exception):
    """An error response of a service."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def action_name(headers: Mapping[str, str]) -> str:
    """The action of a request."""
    return (headers.get("x-amz-target") or "").split(".")[-1]


def answer(actions: Actions, action: str, body: bytes) -> Reply:
    """Runs the named action on the document in a request body."""
    status = 200
    document: Properties
    try:
        if action not in actions:
            raise ServiceError("UnknownOperationException", f"The local account has no {action}")
        document = actions[action](json.loads(body or b"{}"))
    except ServiceError as error:
        status, document = 400, {"__type": error.code, "message": error.message}
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(document).encode()
