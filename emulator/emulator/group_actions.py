"""EC2 Auto Scaling: actions that change a group or its lifecycle hooks, which MiniStack lacks or implements in part."""

import time

from ministack.services import autoscaling, ec2

from .answers import keep, kept
from .calls import boolean
from .group_instances import (
    NamedAction,
    complete_action,
    complete_actions_of,
    lifecycle_action,
    reconcile,
    resize,
    terminate_all,
    terminate_instance,
)
from .shapes import Action, Parameters, Reply

_p = autoscaling._p


def _refused(message: str, code: str = "ValidationError") -> Reply:
    return autoscaling._error(code, message)


def _done(action: str) -> Reply:
    return autoscaling._xml(200, f"{action}Response", f"<{action}Result/>")


def _update_group(original: Action) -> Action:
    """MiniStack does not check sizes, and ignores a mixed instances policy."""

    def updated(parameters: Parameters) -> Reply:
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
            # Members that the request omits stay as they are.
            present = kept(group).get("MixedInstancesPolicy", {})
            distribution = {**present.get("InstancesDistribution", {}), **policy.get("InstancesDistribution", {})}
            keep(group, MixedInstancesPolicy={**present, **policy, "InstancesDistribution": distribution})
        return original({**parameters, "DesiredCapacity": str(desired)})

    return updated


def _set_desired_capacity(original: Action) -> Action:
    """MiniStack does not check the number."""

    def checked(parameters: Parameters) -> Reply:
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


def _delete_group(original: Action) -> Action:
    """MiniStack does not terminate the instances."""

    def deleted(parameters: Parameters) -> Reply:
        group = autoscaling._asgs.get(_p(parameters, "AutoScalingGroupName"))
        if group is not None and group["Instances"]:
            if not boolean(_p(parameters, "ForceDelete")):
                message = "You cannot delete an AutoScalingGroup while there are instances still in the group."
                return _refused(message, "ResourceInUse")
            terminate_all(group)
        return original(parameters)

    return deleted


def _terminate(parameters: Parameters) -> Reply:
    decrement = boolean(_p(parameters, "ShouldDecrementDesiredCapacity"))
    refusal = terminate_instance(_p(parameters, "InstanceId"), decrement)
    return _refused(refusal) if refusal else _done("TerminateInstanceInAutoScalingGroup")


def _named_action(parameters: Parameters) -> NamedAction | None:
    return lifecycle_action(
        group_name=_p(parameters, "AutoScalingGroupName"),
        hook=_p(parameters, "LifecycleHookName"),
        token=_p(parameters, "LifecycleActionToken"),
        instance=_p(parameters, "InstanceId"),
    )


def _no_action(parameters: Parameters) -> Reply:
    token, instance = _p(parameters, "LifecycleActionToken"), _p(parameters, "InstanceId")
    named = f"token {token}" if token else f"instance ID {instance}"
    return _refused(f"No active Lifecycle Action found with {named}")


def _complete_lifecycle_action(parameters: Parameters) -> Reply:
    found = _named_action(parameters)
    if found is None:
        return _no_action(parameters)
    complete_action(found)
    return _done("CompleteLifecycleAction")


def _record_heartbeat(parameters: Parameters) -> Reply:
    found = _named_action(parameters)
    if found is None:
        return _no_action(parameters)
    found.action["Deadline"] = time.time() + found.action["Seconds"]
    return _done("RecordLifecycleActionHeartbeat")


def _put_hook(original: Action) -> Action:
    """MiniStack resets members that the request omits to their defaults."""

    def put(parameters: Parameters) -> Reply:
        key = f"{_p(parameters, 'AutoScalingGroupName')}/{_p(parameters, 'LifecycleHookName')}"
        present = {name: str(value) for name, value in (autoscaling._hooks.get(key) or {}).items()}
        return original({**present, **parameters})

    return put


def _delete_hook(original: Action) -> Action:
    def deleted(parameters: Parameters) -> Reply:
        complete_actions_of(_p(parameters, "LifecycleHookName"), _p(parameters, "AutoScalingGroupName"))
        return original(parameters)

    return deleted


def _reconciled(action: Action) -> Action:
    def reconciled(parameters: Parameters) -> Reply:
        reconcile()
        return action(parameters)

    return reconciled


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
        actions[name] = _reconciled(action)
    ec2._ACTION_MAP["DescribeInstances"] = _reconciled(ec2._ACTION_MAP["DescribeInstances"])
