"""EC2 Auto Scaling: what the emulator's groups forget."""

from typing import Any

from ministack.services import autoscaling, ec2

from .answers import complete, keep, without
from .calls import Properties, boolean
from .resource_types import mend, refuse_delete

# What a group publishes when a template names no metric.
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html
_GROUP_METRICS = (
    "GroupMinSize",
    "GroupMaxSize",
    "GroupDesiredCapacity",
    "GroupInServiceInstances",
    "GroupPendingInstances",
    "GroupStandbyInstances",
    "GroupTerminatingInstances",
    "GroupTotalInstances",
)


def _complete_group(name: str, properties: Properties) -> None:
    record: Any = autoscaling._asgs[name]
    zones = [ec2._subnets[subnet]["AvailabilityZone"] for subnet in properties.get("VPCZoneIdentifier") or []]
    record["AvailabilityZones"] = sorted(set(zones)) or record["AvailabilityZones"]
    keep(
        record,
        CapacityRebalance=boolean(properties.get("CapacityRebalance", False)),
        EnabledMetrics=[
            {"Metric": metric, "Granularity": collection["Granularity"]}
            for collection in properties.get("MetricsCollection") or []
            for metric in collection.get("Metrics") or _GROUP_METRICS
        ],
    )
    policy = properties.get("MixedInstancesPolicy")
    if policy:
        keep(record, MixedInstancesPolicy=policy, LaunchTemplate=None)
    autoscaling._reconcile_instances(record)


def _set_instance_protection(parameters: Any) -> Any:
    record: Any = autoscaling._asgs.get(autoscaling._p(parameters, "AutoScalingGroupName"))
    if record is None:
        return autoscaling._error("ValidationError", "AutoScalingGroup name not found")
    wanted = autoscaling._parse_member_list(parameters, "InstanceIds")
    protected = boolean(autoscaling._p(parameters, "ProtectedFromScaleIn"))
    for instance in record["Instances"]:
        if instance["InstanceId"] in wanted:
            instance["ProtectedFromScaleIn"] = protected
    return autoscaling._xml(200, "SetInstanceProtectionResponse", "<SetInstanceProtectionResult/>")


def _protected_instances(name: str) -> str | None:
    """CloudFormation ends the instances of a group before it deletes it. Those that are protected from scale-in stay,
    so on AWS the delete waits, and fails.
    """
    instances = (autoscaling._asgs.get(name) or {}).get("Instances", [])
    protected = [each["InstanceId"] for each in instances if each["ProtectedFromScaleIn"]]
    return f"{name} still has instances protected from scale-in: {', '.join(protected)}" if protected else None


def _describe_scheduled_actions(original: Any) -> Any:
    """The emulator does not narrow by the names of actions."""

    def narrowed(parameters: Any) -> Any:
        status, headers, body = original(parameters)
        wanted = autoscaling._parse_member_list(parameters, "ScheduledActionNames")
        if not wanted:
            return status, headers, body
        return status, headers, without(body, "ScheduledActionName", lambda name: name not in wanted)

    return narrowed


def install() -> None:
    actions = autoscaling._ACTION_MAP
    actions["DescribeScheduledActions"] = _describe_scheduled_actions(actions["DescribeScheduledActions"])
    actions["SetInstanceProtection"] = _set_instance_protection
    refuse_delete("AWS::AutoScaling::AutoScalingGroup", _protected_instances)
    mend("AWS::AutoScaling::AutoScalingGroup", _complete_group)
    complete(
        actions,
        "DescribeAutoScalingGroups",
        "DescribeAutoScalingGroupsResult/AutoScalingGroups/member",
        "AutoScalingGroupName",
        autoscaling._asgs.get,
        item="member",
    )
