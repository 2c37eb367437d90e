"""CloudFormation resource types that this package adds to MiniStack or completes."""

from collections.abc import Callable

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import provisioners

from .schemas import tag_property
from .shapes import Created, Properties


class ResourceType:
    """A type that MiniStack lacks. A subclass calls the APIs of the service, so describe calls return the resource.

    The schema of the type lists the properties that require a replacement.
    """

    name: str

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Creates a resource."""
        raise NotImplementedError

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        """Changes a resource in place."""
        raise NotImplementedError

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Deletes a resource."""
        raise NotImplementedError


def generated_name(stack: str, logical_id: str) -> str:
    """A new physical name, so that a resource and its replacement can exist together."""
    return f"{stack}-{logical_id}-{new_uuid().replace('-', '')[:12]}"


def register(*types: ResourceType) -> None:
    """Makes MiniStack provision these types."""
    for each in types:
        provisioners._RESOURCE_HANDLERS[each.name] = {
            "create": each.create,
            "update": each.update,
            "update_with_logical_id": True,
            "delete": each.delete,
        }
        tags = tag_property(each.name)
        if tags:
            provisioners._STACK_TAG_PROPERTY[each.name] = tags


def refuse_delete(name: str, reason: Callable[[str], str | None]) -> None:
    """Makes the deletion of a resource fail with `reason(physical id)`, unless that is None."""
    handler = provisioners._RESOURCE_HANDLERS[name]
    delete = handler["delete"]

    def checked(physical_id: str, properties: Properties) -> None:
        refusal = reason(physical_id)
        if refusal:
            raise ValueError(refusal)
        delete(physical_id, properties)

    handler["delete"] = checked


def complete_type(name: str, apply: Callable[[str, Properties], dict[str, str] | None]) -> None:
    """Calls `apply(physical id, properties)` after MiniStack's handler has created or updated a resource, for
    properties that the handler drops. `apply` may return further values of Fn::GetAtt.
    """
    handler = provisioners._RESOURCE_HANDLERS[name]
    create: Callable[..., Created] = handler["create"]
    update: Callable[..., Created] | None = handler.get("update")

    def created(logical_id: str, properties: Properties, stack: str) -> Created:
        physical_id, attributes = create(logical_id, properties, stack)
        return physical_id, {**(attributes or {}), **(apply(physical_id, properties) or {})}

    handler["create"] = created
    if update is None:
        return

    def updated(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        physical_id, attributes = update(physical_id, old, new, *rest)
        return physical_id, {**(attributes or {}), **(apply(physical_id, new) or {})}

    handler["update"] = updated
