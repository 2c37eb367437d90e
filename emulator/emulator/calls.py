"""In-process calls of MiniStack's APIs, with the requests of a client."""

import json
import re
from collections.abc import Mapping

from .shapes import Action, Json, Properties, Reply

_XML_ERROR = re.compile(r"<Code>([^<]*)</Code>\s*<Message>([^<]*)</Message>")


def query(actions: Mapping[str, Action], action: str, **parameters: Json) -> str:
    """Calls an action of a service with the Query protocol (EC2, IAM, Auto Scaling).

    Lists and maps become `Name.1.Key`; values of None are left out. Returns the XML of the response.
    Raises ValueError with the error code and message of the service.
    """
    return _text(actions[action](_flatten("", parameters, {})))


def call(reply: Reply) -> Properties:
    """The document in the reply of a JSON service (EKS, ECS, Budgets).

    Raises ValueError with the error of the service.
    """
    body = _text(reply)
    document: Properties = json.loads(body) if body else {}
    return document


def element(xml: str, name: str) -> str:
    """Text of the first element of that name."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    if not found:
        raise ValueError(f"The response has no {name}: {xml[:200]}")
    return found.group(1)


def camel(value: Json) -> Json:
    """Converts names of a template (`AutoScalingGroupArn`) to those of EKS and ECS (`autoScalingGroupArn`)."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: camel(each) for name, each in value.items()}
    if isinstance(value, list):
        return [camel(each) for each in value]
    return value


def boolean(value: object) -> bool:
    """A template may contain true or "true"."""
    return str(value).lower() == "true"


def number(value: Json) -> Json:
    """A template may contain 80 or "80"."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def tag_map(properties: Properties) -> dict[str, str]:
    """The tags of a template as a map."""
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []}


def tag_pairs(tags: Json) -> list[Properties]:
    """The tags of a record, a map or a list, as in a template. Without those of AWS, whose names start with `aws:`."""
    if isinstance(tags, dict):
        pairs = list(tags.items())
    else:
        pairs = [(tag.get("Key", tag.get("key")), tag.get("Value", tag.get("value"))) for tag in tags or ()]
    return [{"Key": key, "Value": value} for key, value in pairs if not str(key).startswith("aws:")]


def _flatten(prefix: str, value: Json, into: dict[str, list[str]]) -> dict[str, list[str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            _flatten(f"{prefix}.{name}" if prefix else name, each, into)
    elif isinstance(value, list):
        for index, each in enumerate(value, 1):
            _flatten(f"{prefix}.{index}", each, into)
    elif value is not None:
        into[prefix] = [str(value).lower() if isinstance(value, bool) else str(value)]
    return into


def _text(reply: Reply) -> str:
    status, _, body = reply
    text = body.decode() if isinstance(body, bytes) else body
    if status >= 400:
        found = _XML_ERROR.search(text)
        raise ValueError(f"{found.group(1)}: {found.group(2)}" if found else text)
    return text
