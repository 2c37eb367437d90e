"""Members that the emulator's describe calls leave out of their answers.

They are kept in the emulator's own record of the resource, so they end with it and outlive a restart.
"""

from collections.abc import Callable, MutableMapping
from typing import Any
from xml.etree import ElementTree

_MEMBERS = "AnsweredMembers"


def keep(record: MutableMapping[str, Any], **members: Any) -> None:
    """Keeps members of a resource for its describe call, by their names in the answer; a list becomes items."""
    record.setdefault(_MEMBERS, {}).update(members)


def kept(record: MutableMapping[str, Any]) -> dict[str, Any]:
    """What was kept for a resource."""
    return record.get(_MEMBERS, {})


def xml(name: str, value: Any, item: str = "item") -> str:
    """A member as an answer has it."""
    return ElementTree.tostring(_element(name, value, "", item), encoding="unicode")


def complete(
    actions: MutableMapping[str, Any],
    action: str,
    items: str,
    identifier: str,
    record_of: Callable[[str], MutableMapping[str, Any] | None],
    item: str = "item",
) -> None:
    """Has the answer of a describe call hold what was kept for each resource.

    items: path of the elements that describe a resource; identifier: the element in them that names it; item: the
    name of the elements of a list.
    """
    original = actions[action]

    def completed(parameters: Any) -> Any:
        status, headers, body = original(parameters)
        if status >= 400:
            return status, headers, body
        root, namespace = parse(body)
        path = "/".join(f"{namespace}{step}" for step in items.split("/"))
        for described in root.iterfind(path):
            name = described.findtext(f"{namespace}{identifier}")
            for member, value in kept(record_of(name or "") or {}).items():
                for present in described.findall(f"{namespace}{member}"):
                    described.remove(present)
                described.append(_element(f"{namespace}{member}", value, namespace, item))
        return status, headers, write(root, namespace)

    actions[action] = completed


def without(body: bytes, identifier: str, unwanted: Callable[[str], bool]) -> bytes:
    """An answer without the members that are unwanted by the text of one of their elements."""
    root, namespace = parse(body)
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.findtext(f"{namespace}{identifier}")
            if name is not None and unwanted(name):
                parent.remove(child)
    return write(root, namespace)


def parse(body: bytes) -> tuple[ElementTree.Element, str]:
    """An answer, and the namespace of its elements, in braces."""
    root = ElementTree.fromstring(body)
    return root, root.tag[: root.tag.index("}") + 1] if root.tag.startswith("{") else ""


def write(root: ElementTree.Element, namespace: str) -> bytes:
    """The answer to send."""
    if namespace:
        ElementTree.register_namespace("", namespace[1:-1])
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _element(tag: str, value: Any, namespace: str, item: str) -> ElementTree.Element:
    element = ElementTree.Element(tag)
    if isinstance(value, dict):
        element.extend(_element(f"{namespace}{name}", each, namespace, item) for name, each in value.items())
    elif isinstance(value, list):
        element.extend(_element(f"{namespace}{item}", each, namespace, item) for each in value)
    elif isinstance(value, bool):
        element.text = str(value).lower()
    elif value is not None:
        element.text = str(value)
    return element
