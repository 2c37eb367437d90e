"""Services that speak JSON and name the action in a header, where the emulator lacks them or some of their actions."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .calls import Properties

Actions = Mapping[str, Callable[[Properties], Properties]]
Answer = tuple[int, dict[str, str], bytes]


class ServiceError(Exception):
    """An answer that a client sees as an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def action_name(headers: Any) -> str:
    """The action of a request."""
    return (headers.get("x-amz-target") or "").split(".")[-1]


def answer(actions: Actions, action: str, body: bytes) -> Answer:
    """Answers a request by one of some actions."""
    status, document = 200, {}
    try:
        if action not in actions:
            raise ServiceError("UnknownOperationException", f"The local account has no {action}")
        document = actions[action](json.loads(body or b"{}"))
    except ServiceError as error:
        status, document = 400, {"__type": error.code, "message": error.message}
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(document).encode()
