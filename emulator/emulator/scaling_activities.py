"""EC2 Auto Scaling: scaling activities of a group, as described and as events."""

from ministack.core.responses import new_uuid, now_iso
from ministack.services import autoscaling

from .answers import xml
from .events import publish
from .shapes import Parameters, Properties, Reply

# The size of a response of AWS.
_KEPT = 100


def launched(group: Properties, instance: str) -> None:
    """Records that an instance was launched."""
    _add(group, "EC2 Instance Launch Successful", f"Launching a new EC2 instance: {instance}", instance)


def not_launched(group: Properties, why: str) -> None:
    """Records that an instance could not be launched."""
    _add(group, "EC2 Instance Launch Unsuccessful", "Launching a new EC2 instance", "", why)


def terminated(group: Properties, instance: str) -> None:
    """Records that an instance was terminated."""
    _add(group, "EC2 Instance Terminate Successful", f"Terminating EC2 instance: {instance}", instance)


def _add(group: Properties, event: str, description: str, instance: str, problem: str = "") -> None:
    name, time = group["AutoScalingGroupName"], now_iso()
    activity = {
        "ActivityId": new_uuid(),
        "AutoScalingGroupName": name,
        "Description": description,
        "Cause": f"At {time} the group has the desired capacity {group['DesiredCapacity']}.",
        "StartTime": time,
        "EndTime": time,
        "StatusCode": "Failed" if problem else "Successful",
        "StatusMessage": problem,
        "Progress": 100,
        "Details": "{}",
    }
    group["Activities"] = [activity, *group.get("Activities", [])][:_KEPT]
    members = {key: value for key, value in activity.items() if key not in ("Progress", "Details")}
    detail = {**members, "EC2InstanceId": instance, "RequestId": activity["ActivityId"], "Details": {}}
    publish("aws.autoscaling", event, detail, group["AutoScalingGroupARN"])


def _describe(parameters: Parameters) -> Reply:
    name = autoscaling._p(parameters, "AutoScalingGroupName")
    groups = [autoscaling._asgs.get(name)] if name else list(autoscaling._asgs.values())
    activities = [activity for group in groups if group for activity in group.get("Activities", [])]
    answer = xml("DescribeScalingActivitiesResult", {"Activities": activities}, "member")
    return autoscaling._xml(200, "DescribeScalingActivitiesResponse", answer)


def install() -> None:
    autoscaling._ACTION_MAP["DescribeScalingActivities"] = _describe
