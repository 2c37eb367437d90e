"""Templates of Auto Scaling groups and their launch template."""

from typing import Any

from account import Stack, client

SPOT_CAPACITY = "/local-account/spot-instances"
NETWORK: dict[str, Any] = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-west-2b"},
    },
}


def template(data: dict[str, Any] | None = None) -> dict[str, Any]:
    """A launch template."""
    settings = {"ImageId": "ami-0123456789abcdef0", "InstanceType": "g6e.xlarge", **(data or {})}
    return {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": settings}}


REFERENCE = {
    "LaunchTemplateId": {"Ref": "Template"},
    "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]},
}


def mixed(**distribution: Any) -> dict[str, Any]:
    """A mixed instances policy that prefers p5.48xlarge."""
    overrides = [{"InstanceType": "p5.48xlarge"}, {"InstanceType": "p4d.24xlarge"}]
    return {
        "LaunchTemplate": {"LaunchTemplateSpecification": REFERENCE, "Overrides": overrides},
        "InstancesDistribution": distribution,
    }


def group(data: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Resources of a group named `fleet` of at most four instances."""
    source = {} if "MixedInstancesPolicy" in properties else {"LaunchTemplate": REFERENCE}
    settings = {
        "AutoScalingGroupName": "fleet",
        "MinSize": "0",
        "MaxSize": "4",
        "VPCZoneIdentifier": [{"Ref": "Subnet"}],
        **source,
        **properties,
    }
    return {
        **NETWORK,
        "Template": template(data),
        "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": settings},
    }


def hook(**properties: Any) -> dict[str, Any]:
    """A lifecycle hook named `drain` for the termination of instances."""
    settings = {
        "AutoScalingGroupName": {"Ref": "Group"},
        "LifecycleHookName": "drain",
        "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
        "HeartbeatTimeout": 300,
        **properties,
    }
    return {"Hook": {"Type": "AWS::AutoScaling::LifecycleHook", "Properties": settings}}


def deploy(resources: dict[str, Any]) -> Stack:
    stack = Stack().deploy(resources)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    return stack


def described() -> Any:
    """The group `fleet`."""
    [found] = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=["fleet"])["AutoScalingGroups"]
    return found


def members() -> list[str]:
    """Ids of the instances of the group."""
    return [each["InstanceId"] for each in described()["Instances"]]


def running() -> list[Any]:
    """EC2 instances that are running."""
    states = [{"Name": "instance-state-name", "Values": ["running"]}]
    reservations = client("ec2").describe_instances(Filters=states)["Reservations"]
    return [each for reservation in reservations for each in reservation["Instances"]]


def scale(desired: int) -> None:
    client("autoscaling").set_desired_capacity(AutoScalingGroupName="fleet", DesiredCapacity=desired)


def limit_spot_capacity(instances: int) -> None:
    client("ssm").put_parameter(Name=SPOT_CAPACITY, Type="String", Value=str(instances), Overwrite=True)
