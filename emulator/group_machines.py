"""EC2 Auto Scaling: the machines of a group, how they start, and how they go through lifecycle hooks.

The emulator's groups list machines that EC2 does not know. Here each is an instance of EC2 with the launch template,
tags, subnets and spot or on-demand as the group says. Nothing runs on it: it is in service at once. Time passes when
somebody calls Auto Scaling or describes instances, which is when heartbeats end and lost machines are replaced.

There are as many spot machines as anybody wants, unless the parameter /local-account/spot-machines says how many.
"""

import math
import threading
import time
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import autoscaling, ec2, ssm

from .answers import keep, kept
from .calls import Properties, boolean
from .ec2_launch import end, launch
from .events import publish
from .scaling_activities import launched, not_launched, terminated

_SPOT_MACHINES = "/local-account/spot-machines"
_TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
_WAITING = "Terminating:Wait"
# Requests are answered by several threads.
_lock = threading.RLock()


def resize(group: Properties) -> None:
    """Starts or ends machines, so that the group has as many as it should."""
    with _lock:
        if not _adapt(group):
            # Auto Scaling tries again by itself, which is not told every time.
            not_launched(group, "Could not launch Spot Instances. UnfulfillableCapacity - There is no Spot capacity.")


def _adapt(group: Properties) -> bool:
    """Returns whether there are as many machines as wanted."""
    members = _staying(group)
    surplus = len(members) - group["DesiredCapacity"]
    # Oldest first, whatever policies the group has. The list is in that order.
    unprotected = [each for each in members if not each["ProtectedFromScaleIn"]]
    for member in unprotected[: max(surplus, 0)]:
        _terminate(group, member)
    if surplus >= 0 or not _launch_template(group):
        return True
    return all(_start(group) for _ in range(-surplus))


def end_all(group: Properties) -> None:
    """Ends all machines at once, for a group that is deleted."""
    with _lock:
        for member in group["Instances"]:
            end(member["InstanceId"])
        group["Instances"] = []


def pass_time() -> None:
    """Ends lifecycle actions whose heartbeat is over, and replaces machines that were ended outside their group."""
    with _lock:
        now = time.time()
        for group in list(autoscaling._asgs.values()):
            for member in list(group["Instances"]):
                if member["LifecycleState"] != _WAITING and not _runs(member):
                    _terminate(group, member)
                for action in list(member.get("LifecycleActions", [])):
                    if action["Deadline"] <= now:
                        _complete(group, member, action)
            _adapt(group)


def terminate_instance(instance: str, decrement: bool) -> str | None:
    """Ends a machine, which is replaced unless the group becomes smaller by it. Returns why it does not, if so."""
    with _lock:
        for group in autoscaling._asgs.values():
            for member in group["Instances"]:
                if member["InstanceId"] == instance:
                    return _end_one(group, member, decrement)
    return f"Instance Id not found - No managed instance found for instance ID: {instance}"


def _end_one(group: Properties, member: Properties, decrement: bool) -> str | None:
    if decrement and group["DesiredCapacity"] <= group["MinSize"]:
        return "Terminating instance without replacement will violate group's min size constraint."
    group["DesiredCapacity"] -= int(decrement)
    if member["LifecycleState"] != _WAITING:
        _terminate(group, member)
    resize(group)
    return None


def lifecycle_action(group_name: str, hook: str, token: str, instance: str) -> tuple[Any, Any, Any] | None:
    """Group, member and action that a call names, by token or by instance."""
    group = autoscaling._asgs.get(group_name) or {"Instances": []}
    for member in group["Instances"]:
        for action in member.get("LifecycleActions", []):
            named = action["Token"] == token if token else member["InstanceId"] == instance
            if named and action["Hook"] == hook:
                return group, member, action
    return None


def complete_action(found: tuple[Any, Any, Any]) -> None:
    """A machine that is terminated goes with every result: ABANDON only leaves out the hooks that are still to come."""
    with _lock:
        _complete(*found)


def complete_actions_of(hook: str, group_name: str) -> None:
    """A hook that is deleted completes what waits for it."""
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


def _terminate(group: Properties, member: Properties) -> None:
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
    end(member["InstanceId"])
    terminated(group, member["InstanceId"])


def _launch_template(group: Properties) -> Properties | None:
    """A group of a stack gets its template a moment after it was made."""
    policy = kept(group).get("MixedInstancesPolicy")
    if policy:
        return policy["LaunchTemplate"]["LaunchTemplateSpecification"]
    return group["LaunchTemplate"] or None


def _start(group: Properties) -> bool:
    """Starts a machine, unless it should be a spot machine and there is none."""
    market = _market(group)
    if market and not _spot_is_left():
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
        # The first type is the one that is wanted most.
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


def _spot_is_left() -> bool:
    limit = ssm._parameters.get(_SPOT_MACHINES)
    machines = [record for record in ec2._instances.values() if record["State"]["Name"] == "running"]
    taken = [record for record in machines if kept(record).get("instanceLifecycle") == "spot"]
    return limit is None or len(taken) < int(limit["Value"])


def _market(group: Properties) -> Properties:
    """Spot, unless the distribution of a mixed instances policy asks for one more on demand."""
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
