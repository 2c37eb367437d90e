"""Members that MiniStack leaves out of its describe responses.

They are stored in MiniStack's own record of the resource, so they are deleted with it and survive a restart.
"""

from collections.abc import Callable, MutableMapping
from xml.etree import ElementTree

from .shapes import Action, Json, Parameters, Properties, Reply

_MEMBERS = "AnsweredMembers"


def keep(record: MutableMapping[str, Json], **members: Json) -> None:
    """Stores members of a resource for its describe call, by their names in the response; a list becomes items."""
    record.setdefault(_MEMBERS, {}).update(members)


def kept(record: MutableMapping[str, Json]) -> Properties:
    """Members that `keep` stored for a resource."""
    members: Properties = record.get(_MEMBERS, {})
    return members


def xml(name: str, value: Json, item: str = "item") -> str:
    """A member as XML of a response."""
    return ElementTree.tostring(_element(name, value, "", item), encoding="unicode")


def complete(
    actions: MutableMapping[str, Action],
    action: str,
    items: str,
    identifier: str,
    record_of: Callable[[str], Properties | None],
    item: str = "item",
) -> None:
    """Adds the members that `keep` stored for each resource to the response of a describe call.

    items: path of the elements that describe a resource; identifier: the element in them with its name or id; item: the
    name of the elements of a list.
    """
    original = actions[action]

    def completed(parameters: Parameters) -> Reply:
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


def without(body: bytes | str, identifier: str, unwanted: Callable[[str], bool]) -> bytes:
    """A response without the members that have an unwanted `identifier`."""
    root, namespace = parse(body)
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.findtext(f"{namespace}{identifier}")
            if name is not None and unwanted(name):
                parent.remove(child)
    return write(root, namespace)


def parse(body: bytes | str) -> tuple[ElementTree.Element, str]:
    """Root of a response, and the namespace of its elements, in braces."""
    root = ElementTree.fromstring(body)
    return root, root.tag[: root.tag.index("}") + 1] if root.tag.startswith("{") else ""


def write(root: ElementTree.Element, namespace: str) -> bytes:
    """Body of a response."""
    if namespace:
        ElementTree.register_namespace("", namespace[1:-1])
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _element(tag: str, value: Json, namespace: str, item: str) -> ElementTree.Element:
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
