"""Resource types of CloudFormation that this package adds to the emulator, or mends."""

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners

from .calls import Properties
from .schemas import create_only_properties, tag_property

# Physical id, and the values of Fn::GetAtt.
Created = tuple[str, dict[str, str]]


class ResourceType:
    """A type that the emulator lacks. A subclass forwards to the APIs of the service, so that its describe calls tell
    the truth.

    A property that AWS cannot change in place replaces the resource: the schema of the type says which.
    """

    name: str

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        raise NotImplementedError

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        """Changes a resource in place."""
        raise NotImplementedError

    def delete(self, physical_id: str, properties: Properties) -> None:
        raise NotImplementedError


def register(*types: ResourceType) -> None:
    """Makes the emulator provision these types."""
    for each in types:
        provisioners._RESOURCE_HANDLERS[each.name] = {
            "create": each.create,
            "update": each.update,
            "update_with_logical_id": True,
            "delete": each.delete,
        }
        provisioners._REPLACING_PROPERTIES[each.name] = create_only_properties(each.name)
        tags = tag_property(each.name)
        if tags:
            provisioners._STACK_TAG_PROPERTY[each.name] = tags


def refuse_delete(name: str, reason: Callable[[str], str | None]) -> None:
    """Has the delete of a resource fail while `reason(physical id)` gives one, as its service on AWS would."""
    handler = provisioners._RESOURCE_HANDLERS[name]
    delete = handler["delete"]

    def checked(physical_id: str, properties: Properties) -> None:
        refusal = reason(physical_id)
        if refusal:
            raise ValueError(refusal)
        delete(physical_id, properties)

    handler["delete"] = checked


def mend(name: str, apply: Callable[[str, Properties], dict[str, str] | None]) -> None:
    """Has `apply(physical id, properties)` called after the emulator's own handler has created or updated a resource:
    for properties that the handler drops. What it returns are further values of Fn::GetAtt.
    """
    handler = provisioners._RESOURCE_HANDLERS[name]
    create, update = handler["create"], handler.get("update")

    def created(logical_id: str, properties: Properties, stack: str) -> Created:
        physical_id, attributes = create(logical_id, properties, stack)
        return physical_id, {**(attributes or {}), **(apply(physical_id, properties) or {})}

    def updated(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Created:
        physical_id, attributes = update(physical_id, old, new, *rest)
        return physical_id, {**(attributes or {}), **(apply(physical_id, new) or {})}

    handler["create"] = created
    if update:
        handler["update"] = updated
