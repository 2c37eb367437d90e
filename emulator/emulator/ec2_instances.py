"""EC2 instances of stacks."""

from ministack.services import ec2

from .answers import complete, xml
from .ec2 import retag
from .ec2_launch import describe, launch, terminate
from .launch_templates import launch_template_data
from .resource_types import ResourceType, register
from .shapes import Action, Created, Parameters, Properties, Reply
from .spot_requests import fulfill


class Instance(ResourceType):
    name = "AWS::EC2::Instance"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        instance = launch(properties)["InstanceId"]
        return instance, self._attributes(instance)

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        record = ec2._instances[physical_id]
        settings = {**launch_template_data(new.get("LaunchTemplate")), **new}
        record["SecurityGroups"] = [
            {"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]}
            for group in settings.get("SecurityGroupIds") or []
        ]
        # On AWS this stops and starts the instance, which keeps its id.
        record["InstanceType"] = settings.get("InstanceType", record["InstanceType"])
        record["UserData"] = settings.get("UserData", "")
        describe(record, settings)
        retag(physical_id, old, new)
        return physical_id, self._attributes(physical_id)

    def delete(self, physical_id: str, properties: Properties) -> None:
        terminate(physical_id)

    def _attributes(self, instance: str) -> dict[str, str]:
        record = ec2._instances[instance]
        return {
            "InstanceId": instance,
            "PrivateIp": record["PrivateIpAddress"],
            "PublicIp": record["PublicIpAddress"],
            "PrivateDnsName": record["PrivateDnsName"],
            "AvailabilityZone": record["Placement"]["AvailabilityZone"],
        }


def _describe_user_data(original: Action) -> Action:
    """Describes user data, which MiniStack does not."""

    def described(parameters: Parameters) -> Reply:
        record = ec2._instances.get(ec2._p(parameters, "InstanceId"))
        if record is None or ec2._p(parameters, "Attribute") != "userData":
            return original(parameters)
        value = xml("userData", {"value": record["UserData"]})
        answer = f"<instanceId>{record['InstanceId']}</instanceId>{value}"
        return ec2._xml(200, "DescribeInstanceAttributeResponse", answer)

    return described


def _describe_with_new(original: Action) -> Action:
    """There is no background process: a persistent spot request starts its next instance before a call lists them."""

    def described(parameters: Parameters) -> Reply:
        fulfill(launch)
        return original(parameters)

    return described


def install() -> None:
    register(Instance())
    actions = ec2._ACTION_MAP
    actions["DescribeInstances"] = _describe_with_new(actions["DescribeInstances"])
    actions["DescribeInstanceAttribute"] = _describe_user_data(actions["DescribeInstanceAttribute"])
    complete(
        actions,
        "DescribeInstances",
        "reservationSet/item/instancesSet/item",
        "instanceId",
        ec2._instances.get,
    )
