"""The delete of a stack: what a resource depends on stays while the resource itself could not be deleted.

MiniStack goes on with it. CloudFormation deletes in the reverse order of dependencies, so it does not come to it.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
"""

from contextvars import ContextVar
from dataclasses import dataclass, field

from ministack.services.cloudformation import _stacks, handlers, stacks

from .shapes import Json, Properties


@dataclass
class _Deletion:
    """The delete of a stack that is running."""

    definitions: Properties
    # Records of the resources before the delete, by logical id.
    before: Properties
    failed: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    @property
    def reason(self) -> str:
        return f"The following resource(s) failed to delete: [{', '.join(sorted(self.failed))}]."


_running: ContextVar[_Deletion | None] = ContextVar("stack_deletion", default=None)


def install() -> None:
    # Of stack_events, which is installed before.
    add_event, delete_resource, delete_stack = stacks._add_event, stacks._delete_resource, stacks._delete_stack_async

    async def deleted(stack_name: str, stack_id: str, *rest: Json, **named: Json) -> None:
        stack = _stacks.get(stack_name)
        if stack is None or named.get("force"):
            await delete_stack(stack_name, stack_id, *rest, **named)
            return
        definitions = (stack.get("_template") or {}).get("Resources", {})
        deletion = _Deletion(definitions, {name: dict(each) for name, each in stack.get("_resources", {}).items()})
        _running.set(deletion)
        await delete_stack(stack_name, stack_id, *rest, **named)
        if deletion.failed:
            kept = {name: each for name, each in deletion.before.items() if name in deletion.kept}
            stack["_resources"] = {**stack["_resources"], **kept}
            stack["StackStatusReason"] = deletion.reason

    def resource_deleted(resource_type: str, physical_id: str, properties: Properties, *rest: Json) -> None:
        deletion, logical_id = _running.get(), rest[1] if len(rest) > 1 else None
        if deletion is None or logical_id is None:
            delete_resource(resource_type, physical_id, properties, *rest)
        elif logical_id in deletion.kept:
            raise ValueError("Another resource that depends on this one was not deleted.")
        else:
            try:
                delete_resource(resource_type, physical_id, properties, *rest)
            except Exception:
                deletion.failed.append(logical_id)
                needed = stacks._with_dependencies([logical_id], deletion.definitions, set(deletion.before))
                deletion.kept |= needed - {logical_id}
                raise

    def event_added(stack_id: str, stack_name: str, logical_id: str, *rest: str, **named: str) -> None:
        deletion = _running.get()
        if deletion is None or logical_id not in deletion.kept:
            if deletion is not None and logical_id == stack_name and rest[1] == "DELETE_FAILED":
                rest = (*rest[:2], deletion.reason, *rest[3:])
            add_event(stack_id, stack_name, logical_id, *rest, **named)

    stacks._add_event, stacks._delete_resource = event_added, resource_deleted
    for module in (stacks, handlers):
        vars(module)["_delete_stack_async"] = deleted
