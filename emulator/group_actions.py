"""EC2 Auto Scaling: calls that change a group or its hooks, where the emulator does little or nothing."""

import time
from typing import Any

from ministack.services import autoscaling, ec2

from .answers import keep, kept
from .calls import boolean
from .group_machines import (
    complete_action,
    complete_actions_of,
    end_all,
    lifecycle_action,
    pass_time,
    resize,
    terminate_instance,
)

_p = autoscaling._p


def _refused(message: str, code: str = "ValidationError") -> Any:
    return autoscaling._error(code, message)


def _done(action: str) -> Any:
    return autoscaling._xml(200, f"{action}Response", f"<{action}Result/>")


def _update_group(original: Any) -> Any:
    """The emulator takes sizes as they come, and no mixed instances policy."""

    def updated(parameters: Any) -> Any:
        group = autoscaling._asgs.get(_p(parameters, "AutoScalingGroupName"))
        if group is None:
            return original(parameters)
        smallest = int(_p(parameters, "MinSize") or group["MinSize"])
        largest = int(_p(parameters, "MaxSize") or group["MaxSize"])
        asked = _p(parameters, "DesiredCapacity")
        if asked and not smallest <= int(asked) <= largest:
            sizes = f"min size:{smallest} and max size:{largest}"
            return _refused(f"Desired capacity:{asked} must be between the specified {sizes}")
        desired = int(asked) if asked else min(max(group["DesiredCapacity"], smallest), largest)
        policy = autoscaling._parse_nested(parameters, "MixedInstancesPolicy")
        if policy:
            # What is left out stays as it is.
            present = kept(group).get("MixedInstancesPolicy", {})
            distribution = {**present.get("InstancesDistribution", {}), **policy.get("InstancesDistribution", {})}
            keep(group, MixedInstancesPolicy={**present, **policy, "InstancesDistribution": distribution})
        return original({**parameters, "DesiredCapacity": str(desired)})

    return updated


def _set_desired_capacity(original: Any) -> Any:
    """The emulator takes every number."""

    def checked(parameters: Any) -> Any:
        group = autoscaling._asgs.get(_p(parameters, "AutoScalingGroupName"))
        wanted = _p(parameters, "DesiredCapacity")
        if group is None or wanted == "":
            return original(parameters)
        for name, size, beyond in (
            ("max", group["MaxSize"], int(wanted) > group["MaxSize"]),
            ("min", group["MinSize"], int(wanted) < group["MinSize"]),
        ):
            if beyond:
                side = "above" if name == "max" else "below"
                value = f"New SetDesiredCapacity value {wanted} is {side} {name} value {size}"
                return _refused(f"{value} for the AutoScalingGroup.")
        return original(parameters)

    return checked


def _delete_group(original: Any) -> Any:
    """The emulator forgets the machines."""

    def deleted(parameters: Any) -> Any:
        group = autoscaling._asgs.get(_p(parameters, "AutoScalingGroupName"))
        if group is not None and group["Instances"]:
            if not boolean(_p(parameters, "ForceDelete")):
                message = "You cannot delete an AutoScalingGroup while there are instances still in the group."
                return _refused(message, "ResourceInUse")
            end_all(group)
        return original(parameters)

    return deleted


def _terminate(parameters: Any) -> Any:
    decrement = boolean(_p(parameters, "ShouldDecrementDesiredCapacity"))
    refusal = terminate_instance(_p(parameters, "InstanceId"), decrement)
    return _refused(refusal) if refusal else _done("TerminateInstanceInAutoScalingGroup")


def _named_action(parameters: Any) -> Any:
    names = ("AutoScalingGroupName", "LifecycleHookName", "LifecycleActionToken", "InstanceId")
    return lifecycle_action(*(_p(parameters, name) for name in names))


def _no_action(parameters: Any) -> Any:
    token, instance = _p(parameters, "LifecycleActionToken"), _p(parameters, "InstanceId")
    named = f"token {token}" if token else f"instance ID {instance}"
    return _refused(f"No active Lifecycle Action found with {named}")


def _complete_lifecycle_action(parameters: Any) -> Any:
    found = _named_action(parameters)
    if found is None:
        return _no_action(parameters)
    complete_action(found)
    return _done("CompleteLifecycleAction")


def _record_heartbeat(parameters: Any) -> Any:
    found = _named_action(parameters)
    if found is None:
        return _no_action(parameters)
    action = found[2]
    action["Deadline"] = time.time() + action["Seconds"]
    return _done("RecordLifecycleActionHeartbeat")


def _put_hook(original: Any) -> Any:
    """The emulator puts defaults in place of what a change leaves out."""

    def put(parameters: Any) -> Any:
        key = f"{_p(parameters, 'AutoScalingGroupName')}/{_p(parameters, 'LifecycleHookName')}"
        present = {name: str(value) for name, value in (autoscaling._hooks.get(key) or {}).items()}
        return original({**present, **parameters})

    return put


def _delete_hook(original: Any) -> Any:
    def deleted(parameters: Any) -> Any:
        complete_actions_of(_p(parameters, "LifecycleHookName"), _p(parameters, "AutoScalingGroupName"))
        return original(parameters)

    return deleted


def _as_time_passes(action: Any) -> Any:
    def timely(parameters: Any) -> Any:
        pass_time()
        return action(parameters)

    return timely


def install() -> None:
    actions = autoscaling._ACTION_MAP
    autoscaling._reconcile_instances = resize
    for name, changed in (
        ("UpdateAutoScalingGroup", _update_group),
        ("SetDesiredCapacity", _set_desired_capacity),
        ("DeleteAutoScalingGroup", _delete_group),
        ("PutLifecycleHook", _put_hook),
        ("DeleteLifecycleHook", _delete_hook),
    ):
        actions[name] = changed(actions[name])
    actions["TerminateInstanceInAutoScalingGroup"] = _terminate
    actions["CompleteLifecycleAction"] = _complete_lifecycle_action
    actions["RecordLifecycleActionHeartbeat"] = _record_heartbeat
    for name, action in list(actions.items()):
        actions[name] = _as_time_passes(action)
    ec2._ACTION_MAP["DescribeInstances"] = _as_time_passes(ec2._ACTION_MAP["DescribeInstances"])
