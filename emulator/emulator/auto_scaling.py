"""EC2 Auto Scaling: properties of groups that MiniStack drops, and actions that it lacks."""

from ministack.services import autoscaling, ec2
from ministack.services.cloudformation import provisioners

from .answers import complete, keep, without, xml
from .calls import boolean
from .group_instances import complete_actions_of, resize, terminate_all
from .resource_types import ResourceType, complete_type, refuse_delete, register
from .shapes import Action, Created, Parameters, Properties, Reply

# Metrics of a group without metrics in its template.
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
    record = autoscaling._asgs[name]
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
    for member in ("PlacementGroup", "CapacityReservationSpecification"):
        if member in properties:
            keep(record, **{member: properties[member]})
    resize(record)


def _keep_size(handler: Properties) -> None:
    """Keeps the desired capacity that a schedule or a user has set if the template has none."""
    update = handler["update"]

    def updated(name: str, old: Properties, new: Properties, *rest: object) -> Created:
        desired = autoscaling._asgs[name]["DesiredCapacity"]
        created: Created = update(name, old, new, *rest)
        group = autoscaling._asgs[created[0]]
        if "DesiredCapacity" not in new and created[0] == name:
            group["DesiredCapacity"] = min(max(desired, group["MinSize"]), group["MaxSize"])
        return created

    handler["update"] = updated


def _terminate_with_group(handler: Properties) -> None:
    """CloudFormation empties a group before it deletes it."""
    delete = handler["delete"]

    def deleted(name: str, properties: Properties) -> None:
        group = autoscaling._asgs.get(name)
        if group is not None:
            terminate_all(group)
        delete(name, properties)

    handler["delete"] = deleted


def _complete_with_hook(handler: Properties) -> None:
    delete = handler["delete"]

    def deleted(name: str, properties: Properties) -> None:
        complete_actions_of(name, properties["AutoScalingGroupName"])
        delete(name, properties)

    handler["delete"] = deleted


class WarmPool(ResourceType):
    """Stores a warm pool, but launches no instance into it."""

    name = "AWS::AutoScaling::WarmPool"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        name = properties["AutoScalingGroupName"]
        pool = {key: value for key, value in properties.items() if key != "AutoScalingGroupName"}
        autoscaling._asgs[name]["WarmPool"] = {"MinSize": 0, "PoolState": "Stopped", **pool}
        return name, {}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        return self.create(logical_id, new, stack)

    def delete(self, physical_id: str, properties: Properties) -> None:
        (autoscaling._asgs.get(physical_id) or {}).pop("WarmPool", None)


def _describe_warm_pool(parameters: Parameters) -> Reply:
    pool = (autoscaling._asgs.get(autoscaling._p(parameters, "AutoScalingGroupName")) or {}).get("WarmPool")
    configuration = xml("WarmPoolConfiguration", pool, "member") if pool else ""
    answer = f"<DescribeWarmPoolResult>{configuration}<Instances/></DescribeWarmPoolResult>"
    return autoscaling._xml(200, "DescribeWarmPoolResponse", answer)


def _set_instance_protection(parameters: Parameters) -> Reply:
    record = autoscaling._asgs.get(autoscaling._p(parameters, "AutoScalingGroupName"))
    if record is None:
        return autoscaling._error("ValidationError", "AutoScalingGroup name not found")
    wanted = autoscaling._parse_member_list(parameters, "InstanceIds")
    protected = boolean(autoscaling._p(parameters, "ProtectedFromScaleIn"))
    for instance in record["Instances"]:
        if instance["InstanceId"] in wanted:
            instance["ProtectedFromScaleIn"] = protected
    return autoscaling._xml(200, "SetInstanceProtectionResponse", "<SetInstanceProtectionResult/>")


def _protected_instances(name: str) -> str | None:
    """CloudFormation terminates the instances of a group before it deletes the group. It does not terminate instances
    that are protected from scale-in, so on AWS the deletion times out.
    """
    instances = (autoscaling._asgs.get(name) or {}).get("Instances", [])
    protected = [each["InstanceId"] for each in instances if each["ProtectedFromScaleIn"]]
    return f"{name} still has instances protected from scale-in: {', '.join(protected)}" if protected else None


def _describe_scheduled_actions(original: Action) -> Action:
    """MiniStack does not filter by the names of actions."""

    def filtered(parameters: Parameters) -> Reply:
        status, headers, body = original(parameters)
        wanted = autoscaling._parse_member_list(parameters, "ScheduledActionNames")
        if not wanted:
            return status, headers, body
        return status, headers, without(body, "ScheduledActionName", lambda name: name not in wanted)

    return filtered


def _member(instance: str) -> Properties | None:
    members = (each for group in autoscaling._asgs.values() for each in group["Instances"])
    return next((each for each in members if each["InstanceId"] == instance), None)


def install() -> None:
    register(WarmPool())
    actions = autoscaling._ACTION_MAP
    actions["DescribeWarmPool"] = _describe_warm_pool
    actions["DescribeScheduledActions"] = _describe_scheduled_actions(actions["DescribeScheduledActions"])
    actions["SetInstanceProtection"] = _set_instance_protection
    group = provisioners._RESOURCE_HANDLERS["AWS::AutoScaling::AutoScalingGroup"]
    _terminate_with_group(group)
    _keep_size(group)
    _complete_with_hook(provisioners._RESOURCE_HANDLERS["AWS::AutoScaling::LifecycleHook"])
    refuse_delete("AWS::AutoScaling::AutoScalingGroup", _protected_instances)
    complete_type("AWS::AutoScaling::AutoScalingGroup", _complete_group)
    complete(
        actions,
        "DescribeAutoScalingGroups",
        "DescribeAutoScalingGroupsResult/AutoScalingGroups/member",
        "AutoScalingGroupName",
        autoscaling._asgs.get,
        item="member",
    )
    for action, members in (
        ("DescribeAutoScalingGroups", "AutoScalingGroups/member/Instances/member"),
        ("DescribeAutoScalingInstances", "AutoScalingInstances/member"),
    ):
        complete(actions, action, f"{action}Result/{members}", "InstanceId", _member, item="member")
