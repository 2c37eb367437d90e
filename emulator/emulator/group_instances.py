"""EC2 Auto Scaling: the instances of a group, their launch, and their lifecycle hooks.

MiniStack's groups list instances that do not exist in EC2. Here each one is an EC2 instance with the launch template,
tags, subnets and purchase option of its group, which is in service immediately. There is no background process: every
call of Auto Scaling or DescribeInstances completes lifecycle actions that have timed out and replaces instances that
were terminated.

Spot capacity is unlimited unless the parameter /local-account/spot-instances limits the number of instances.
"""

import math
import threading
import time
from typing import NamedTuple

from ministack.core.responses import new_uuid
from ministack.services import autoscaling, ec2, ssm

from .answers import keep, kept
from .calls import boolean
from .ec2_launch import launch, terminate
from .events import publish
from .scaling_activities import launched, not_launched, terminated
from .shapes import Properties

_SPOT_CAPACITY = "/local-account/spot-instances"
_TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
_WAITING = "Terminating:Wait"
# Several threads handle requests.
_lock = threading.RLock()


class NamedAction(NamedTuple):
    """A lifecycle action that a request names, with its group and instance."""

    group: Properties
    member: Properties
    action: Properties


def resize(group: Properties) -> None:
    """Launches or terminates instances until the group has its desired capacity."""
    with _lock:
        if not _reach_desired_capacity(group):
            # Auto Scaling retries without an activity for each attempt.
            not_launched(group, "Could not launch Spot Instances. UnfulfillableCapacity - There is no Spot capacity.")


def _reach_desired_capacity(group: Properties) -> bool:
    """Returns False if there is no Spot capacity."""
    members = _staying(group)
    surplus = len(members) - group["DesiredCapacity"]
    # Oldest first, which is the order of the list. Termination policies are ignored.
    unprotected = [each for each in members if not each["ProtectedFromScaleIn"]]
    for member in unprotected[: max(surplus, 0)]:
        _begin_termination(group, member)
    if surplus >= 0 or not _launch_template(group):
        return True
    return all(_launch(group) for _ in range(-surplus))


def terminate_all(group: Properties) -> None:
    """Terminates all instances of a group that is deleted, without lifecycle hooks."""
    with _lock:
        for member in group["Instances"]:
            terminate(member["InstanceId"])
        group["Instances"] = []


def reconcile() -> None:
    """Completes lifecycle actions that have timed out, and replaces instances that a user has terminated."""
    with _lock:
        now = time.time()
        for group in list(autoscaling._asgs.values()):
            for member in list(group["Instances"]):
                if member["LifecycleState"] != _WAITING and not _runs(member):
                    _begin_termination(group, member)
                for action in list(member.get("LifecycleActions", [])):
                    if action["Deadline"] <= now:
                        _complete(group, member, action)
            _reach_desired_capacity(group)


def terminate_instance(instance: str, decrement: bool) -> str | None:
    """Terminates an instance, which is replaced unless `decrement` is set. Returns the reason if that is refused."""
    with _lock:
        for group in autoscaling._asgs.values():
            for member in group["Instances"]:
                if member["InstanceId"] == instance:
                    return _terminate_one(group, member, decrement)
    return f"Instance Id not found - No managed instance found for instance ID: {instance}"


def _terminate_one(group: Properties, member: Properties, decrement: bool) -> str | None:
    if decrement and group["DesiredCapacity"] <= group["MinSize"]:
        return "Terminating instance without replacement will violate group's min size constraint."
    group["DesiredCapacity"] -= int(decrement)
    if member["LifecycleState"] != _WAITING:
        _begin_termination(group, member)
    resize(group)
    return None


def lifecycle_action(group_name: str, hook: str, token: str, instance: str) -> NamedAction | None:
    """The active action of a hook, found by its token or, if that is empty, by the instance."""
    group = autoscaling._asgs.get(group_name) or {"Instances": []}
    for member in group["Instances"]:
        for action in member.get("LifecycleActions", []):
            named = action["Token"] == token if token else member["InstanceId"] == instance
            if named and action["Hook"] == hook:
                return NamedAction(group, member, action)
    return None


def complete_action(found: NamedAction) -> None:
    """Completes an action. With either result, CONTINUE or ABANDON, the instance is terminated."""
    with _lock:
        _complete(*found)


def complete_actions_of(hook: str, group_name: str) -> None:
    """Completes the actions of a hook that is deleted."""
    with _lock:
        group = autoscaling._asgs.get(group_name) or {"Instances": []}
        for member in list(group["Instances"]):
            for action in list(member.get("LifecycleActions", [])):
                if action["Hook"] == hook:
                    _complete(group, member, action)


def _staying(group: Properties) -> list[Properties]:
    return [each for each in group["Instances"] if each["LifecycleState"] != _WAITING]


def _runs(member: Properties) -> bool:
    record = ec2._instances.get(member["InstanceId"])
    return record is not None and record["State"]["Name"] == "running"


def _begin_termination(group: Properties, member: Properties) -> None:
    name = group["AutoScalingGroupName"]
    hooks = [
        hook
        for hook in autoscaling._hooks.values()
        if hook["AutoScalingGroupName"] == name and hook["LifecycleTransition"] == _TERMINATING
    ]
    if not hooks:
        _remove(group, member)
        return
    member["LifecycleState"] = _WAITING
    member["LifecycleActions"] = [_lifecycle_action(hook) for hook in hooks]
    for hook, action in zip(hooks, list(member["LifecycleActions"]), strict=True):
        detail = {
            "LifecycleActionToken": action["Token"],
            "AutoScalingGroupName": name,
            "LifecycleHookName": action["Hook"],
            "EC2InstanceId": member["InstanceId"],
            "LifecycleTransition": _TERMINATING,
            "Origin": "AutoScalingGroup",
            "Destination": "EC2",
        }
        if hook["NotificationMetadata"]:
            detail["NotificationMetadata"] = hook["NotificationMetadata"]
        publish("aws.autoscaling", "EC2 Instance-terminate Lifecycle Action", detail, group["AutoScalingGroupARN"])


def _lifecycle_action(hook: Properties) -> Properties:
    seconds = hook["HeartbeatTimeout"]
    return {
        "Token": new_uuid(),
        "Hook": hook["LifecycleHookName"],
        "Seconds": seconds,
        "Deadline": time.time() + seconds,
    }


def _complete(group: Properties, member: Properties, action: Properties) -> None:
    member["LifecycleActions"].remove(action)
    if not member["LifecycleActions"]:
        _remove(group, member)


def _remove(group: Properties, member: Properties) -> None:
    group["Instances"].remove(member)
    terminate(member["InstanceId"])
    terminated(group, member["InstanceId"])


def _launch_template(group: Properties) -> Properties | None:
    """None while CloudFormation creates the group: it sets the launch template afterwards."""
    policy = kept(group).get("MixedInstancesPolicy")
    if policy:
        specification: Properties = policy["LaunchTemplate"]["LaunchTemplateSpecification"]
        return specification
    return group["LaunchTemplate"] or None


def _launch(group: Properties) -> bool:
    """Launches an instance. Returns False for a Spot instance without Spot capacity."""
    market = _market(group)
    if market and not _has_spot_capacity():
        return False
    template = _launch_template(group) or {}
    overrides = kept(group).get("MixedInstancesPolicy", {}).get("LaunchTemplate", {}).get("Overrides") or [{}]
    subnets = [each for each in group["VPCZoneIdentifier"].split(",") if each]
    properties = {
        "LaunchTemplate": template,
        "SubnetId": subnets[len(group["Instances"]) % len(subnets)] if subnets else None,
        "Tags": [
            *({"Key": tag["Key"], "Value": tag["Value"]} for tag in group["Tags"] if tag["PropagateAtLaunch"]),
            {"Key": "aws:autoscaling:groupName", "Value": group["AutoScalingGroupName"]},
        ],
        # The first override has the highest priority.
        **{name: value for name, value in overrides[0].items() if name == "InstanceType"},
        **market,
    }
    record = launch(properties)
    member = {
        "InstanceId": record["InstanceId"],
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "AvailabilityZone": record["Placement"]["AvailabilityZone"],
        "ProtectedFromScaleIn": boolean(group["NewInstancesProtectedFromScaleIn"]),
        "LaunchTemplate": template,
        "LaunchConfigurationName": "",
    }
    keep(member, InstanceType=record["InstanceType"])
    group["Instances"].append(member)
    launched(group, record["InstanceId"])
    return True


def _has_spot_capacity() -> bool:
    limit = ssm._parameters.get(_SPOT_CAPACITY)
    running = [record for record in ec2._instances.values() if record["State"]["Name"] == "running"]
    spot = [record for record in running if kept(record).get("instanceLifecycle") == "spot"]
    return limit is None or len(spot) < int(limit["Value"])


def _market(group: Properties) -> Properties:
    """Market options of the next instance: spot, unless the distribution requires another on-demand instance."""
    distribution = kept(group).get("MixedInstancesPolicy", {}).get("InstancesDistribution")
    if distribution is None:
        return {}
    base = int(distribution.get("OnDemandBaseCapacity", 0))
    share = int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100)) / 100
    wanted = base + math.ceil(max(group["DesiredCapacity"] - base, 0) * share)
    records = [ec2._instances.get(member["InstanceId"]) or {} for member in _staying(group)]
    on_demand = [record for record in records if kept(record).get("instanceLifecycle") != "spot"]
    if len(on_demand) < wanted:
        return {}
    price = distribution.get("SpotMaxPrice")
    return {"InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"MaxPrice": price} if price else {}}}
