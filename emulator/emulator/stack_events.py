"""Events of stacks, in the order and with the statuses that CloudFormation reports.

MiniStack reports every resource of an updated stack as updated, and a resource that an update adds too. It says nothing
of the cleanup, and gives all events of a millisecond the same time, so the CDK CLI shows them in the wrong order and
counts more resources than change.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ministack.core.responses import now_iso
from ministack.services.cloudformation import _stack_events, _stacks, changesets, handlers, stacks

from .drift import remember
from .shapes import Created, Json, Properties

_STACK = "AWS::CloudFormation::Stack"
_CLEANUP = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
_STARTS = ("REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
_INITIATED = "Resource creation Initiated"
_MILLISECOND = timedelta(milliseconds=1)
# The words of CloudFormation, by those of MiniStack. The CDK CLI recognizes the first.
_REASONS = {
    "Resource rollback skipped by user": "Resource skipped during UpdateRollback",
    "Rollback complete": "",
}


@dataclass
class _Operation:
    """A create or update of a stack that is running."""

    stack: Properties
    update: bool
    # Records of the stack's resources before the operation, and both templates.
    before: Properties
    old_template: Properties
    new_template: Properties
    changed: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    rolling_back: bool = False
    cleaning_up: bool = False

    def changes_attributes(self, logical_id: str) -> bool:
        """Whether something else than properties of a resource changes, for example its deletion policy."""
        old, new = (each.get("Resources", {}).get(logical_id, {}) for each in (self.old_template, self.new_template))
        return any(old.get(name) != new.get(name) for name in stacks._DIFFED_ATTRIBUTES)


_running: ContextVar[_Operation | None] = ContextVar("stack_operation", default=None)
_record_event = stacks._add_event
_deploy_stack, _update, _delete = stacks._deploy_stack_async, stacks._update_resource, stacks._delete_resource


def install() -> None:
    for module in (stacks, handlers, changesets):
        vars(module)["_add_event"] = _add_event
        vars(module)["_deploy_stack_async"] = _deploy
    stacks._update_resource = _update_resource
    stacks._delete_resource = _delete_resource
    stacks._resolve_stack_outputs = _cleaning_up_after(stacks._resolve_stack_outputs)


async def _deploy(stack_name: str, stack_id: str, template: Properties, *rest: Json, **named: Json) -> None:
    previous = named.get("previous_stack") or {}
    operation = _Operation(
        stack=_stacks[stack_name],
        update=bool(named.get("is_update")),
        before=previous.get("_resources", {}),
        old_template=previous.get("_template", {}),
        new_template=template,
    )
    _running.set(operation)
    await _deploy_stack(stack_name, stack_id, template, *rest, **named)


def _add_event(
    stack_id: str,
    stack_name: str,
    logical_id: str,
    resource_type: str,
    status: str,
    reason: str = "",
    physical_id: str = "",
    detailed_status: str = "",
) -> None:
    """Takes the place of MiniStack's function, and has its parameters."""
    reason = _REASONS.get(reason, reason)
    operation = _running.get()
    if operation and operation.stack["StackId"] != stack_id:
        # A nested stack.
        operation = None

    def record(status: str, reason: str = "", physical_id: str = physical_id) -> None:
        _record(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status)

    if resource_type == _STACK and logical_id == stack_name:
        if operation and status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            remember(operation.stack, operation.before)
        record(status, _stack_reason(operation, status, reason))
    elif operation is None or operation.rolling_back:
        _close(stack_id, logical_id, status, reason, record)
    else:
        _resource_event(operation, logical_id, (status, reason, physical_id), record)


def _stack_reason(operation: _Operation | None, status: str, reason: str) -> str:
    if status in _STARTS:
        return reason or "User Initiated"
    if operation and status in ("CREATE_FAILED", "UPDATE_FAILED") and operation.failed:
        return _failed_resources(operation)
    if operation and "ROLLBACK_IN_PROGRESS" in status:
        operation.rolling_back = True
        if status == "ROLLBACK_IN_PROGRESS" and operation.failed:
            return f"{_failed_resources(operation)}Rollback requested by user."
    return reason


def _failed_resources(operation: _Operation) -> str:
    verb = "update" if operation.failed[0] in operation.before else "create"
    return f"The following resource(s) failed to {verb}: [{', '.join(operation.failed)}]. "


def _resource_event(
    operation: _Operation, logical_id: str, event: tuple[str, str, str], record: Callable[..., None]
) -> None:
    status, reason, physical_id = event
    verb, _, phase = status.partition("_")
    earlier = operation.before.get(logical_id)
    if verb == "UPDATE" and earlier is None:
        # MiniStack names a resource that an update adds after the operation.
        verb = "CREATE"
    old_id = (earlier or {}).get("PhysicalResourceId", "")
    if status == "UPDATE_IN_PROGRESS" and verb == "UPDATE":
        # Without a reason it is not known yet whether the resource changes.
        if reason or operation.changes_attributes(logical_id):
            _start(operation, logical_id, reason, record)
    elif phase == "IN_PROGRESS":
        record(f"{verb}_IN_PROGRESS", reason)
    elif phase == "FAILED":
        if logical_id not in operation.changed and verb == "UPDATE":
            _start(operation, logical_id, "", record)
        operation.failed.append(logical_id)
        record(f"{verb}_FAILED", reason, physical_id or old_id)
    elif status == "UPDATE_COMPLETE" and verb == "UPDATE" and logical_id not in operation.changed:
        _keep_record(operation, logical_id)
    elif phase == "COMPLETE" and verb in ("CREATE", "UPDATE"):
        if physical_id != old_id:
            record(f"{verb}_IN_PROGRESS", _INITIATED)
        operation.stack["_resources"][logical_id]["ResourceStatus"] = f"{verb}_COMPLETE"
        record(f"{verb}_COMPLETE", reason)
    else:
        record(status, reason)


def _start(operation: _Operation, logical_id: str, reason: str, record: Callable[..., None]) -> None:
    """The first event of a resource that an update changes."""
    if logical_id not in operation.changed:
        operation.changed.add(logical_id)
        record("UPDATE_IN_PROGRESS", reason, operation.before[logical_id]["PhysicalResourceId"])


def _keep_record(operation: _Operation, logical_id: str) -> None:
    """An unchanged resource keeps its status and the time of its last change. MiniStack makes a new record."""
    record, earlier = operation.stack["_resources"][logical_id], operation.before[logical_id]
    record.update({name: each for name, each in earlier.items() if name not in ("Properties", "Attributes")})


def _close(stack_id: str, logical_id: str, status: str, reason: str, record: Callable[..., None]) -> None:
    """An event outside the forward phase, after the event of its start if MiniStack leaves that out."""
    verb, _, phase = status.partition("_")
    own = [each for each in _stack_events.get(stack_id, ()) if each["LogicalResourceId"] == logical_id]
    started = bool(own) and own[-1]["ResourceStatus"] == f"{verb}_IN_PROGRESS"
    if phase in ("COMPLETE", "FAILED") and verb in ("CREATE", "UPDATE", "DELETE") and not started and not reason:
        record(f"{verb}_IN_PROGRESS")
    record(status, reason)


def _update_resource(resource_type: str, physical_id: str, old: Properties, new: Properties, *rest: Json) -> Created:
    operation = _running.get()
    if operation and not operation.rolling_back and old != new:
        stack_name, logical_id = rest[0], rest[1]
        if stack_name == operation.stack["StackName"]:
            stack_id = operation.stack["StackId"]

            def record(status: str, reason: str, physical_id: str) -> None:
                _record(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id)

            _start(operation, logical_id, "", record)
    return _update(resource_type, physical_id, old, new, *rest)


def _delete_resource(resource_type: str, physical_id: str, properties: Properties, *rest: Json) -> None:
    """MiniStack reports no deletion of the cleanup."""
    operation = _running.get()
    if operation is None or not operation.cleaning_up:
        _delete(resource_type, physical_id, properties, *rest)
        return
    where = (operation.stack["StackId"], rest[0], rest[1], resource_type)
    _record(*where, "DELETE_IN_PROGRESS", "", physical_id)
    _delete(resource_type, physical_id, properties, *rest)
    _record(*where, "DELETE_COMPLETE", "", physical_id)


def _cleaning_up_after(resolve: Callable[..., Json]) -> Callable[..., Json]:
    """An update is complete when its outputs are known; then CloudFormation deletes what the update leaves over."""

    def resolved(*arguments: Json) -> Json:
        outputs = resolve(*arguments)
        operation = _running.get()
        if operation and operation.update:
            operation.cleaning_up = True
            operation.stack["StackStatus"] = _CLEANUP
            stack_id, name = operation.stack["StackId"], operation.stack["StackName"]
            _record(stack_id, name, name, _STACK, _CLEANUP, "", stack_id)
        return outputs

    return resolved


def _record(stack_id: str, *event: str) -> None:
    """Records an event that is later than every other one of the stack, by a millisecond at least."""
    events = _stack_events.get(stack_id) or []
    last = events[-1]["Timestamp"] if events else ""
    if now_iso() <= last:
        time.sleep(_MILLISECOND.total_seconds())
    _record_event(stack_id, *event)
    recorded = _stack_events[stack_id][-1]
    if recorded["Timestamp"] <= last:
        # The clock was set back.
        later = datetime.strptime(last, "%Y-%m-%dT%H:%M:%S.%fZ") + _MILLISECOND
        recorded["Timestamp"] = later.isoformat(timespec="milliseconds") + "Z"
