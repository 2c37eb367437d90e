"""Calls of the emulator's own APIs from inside its process, as a client would make them."""

import json
import re
from collections.abc import Mapping
from typing import Any

Properties = dict[str, Any]

_XML_ERROR = re.compile(r"<Code>([^<]*)</Code>\s*<Message>([^<]*)</Message>")


def query(actions: Mapping[str, Any], action: str, **parameters: Any) -> str:
    """Calls an action of a service that speaks the Query protocol (EC2, IAM, Auto Scaling).

    Lists and maps become `Name.1.Key`; values of None are left out. Returns the XML of the answer.
    Raises ValueError with the code and the message of the service.
    """
    return _text(actions[action](_flatten("", parameters, {})))


def call(answer: tuple[int, Any, Any]) -> Properties:
    """The document in an answer of a service that speaks JSON (EKS, ECS, Budgets).

    Raises ValueError with what the service said.
    """
    body = _text(answer)
    return json.loads(body) if body else {}


def element(xml: str, name: str) -> str:
    """Text of the first element of that name."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    if not found:
        raise ValueError(f"The answer holds no {name}: {xml[:200]}")
    return found.group(1)


def camel(value: Any) -> Any:
    """Names of a template (`AutoScalingGroupArn`) as EKS and ECS spell them (`autoScalingGroupArn`)."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: camel(each) for name, each in value.items()}
    if isinstance(value, list):
        return [camel(each) for each in value]
    return value


def boolean(value: Any) -> bool:
    """A template may hold true or "true"."""
    return str(value).lower() == "true"


def number(value: Any) -> Any:
    """A template may hold 80 or "80"."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def tag_map(properties: Properties) -> dict[str, str]:
    """The tags of a template, for a service that keeps a map."""
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []}


def _flatten(prefix: str, value: Any, into: dict[str, list[str]]) -> dict[str, list[str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            _flatten(f"{prefix}.{name}" if prefix else name, each, into)
    elif isinstance(value, list):
        for index, each in enumerate(value, 1):
            _flatten(f"{prefix}.{index}", each, into)
    elif value is not None:
        into[prefix] = [str(value).lower() if isinstance(value, bool) else str(value)]
    return into


def _text(answer: tuple[int, Any, Any]) -> str:
    status, _, body = answer
    text = body.decode() if isinstance(body, (bytes, bytearray)) else body or ""
    if status >= 400:
        found = _XML_ERROR.search(text)
        raise ValueError(f"{found.group(1)}: {found.group(2)}" if found else text)
    return text
