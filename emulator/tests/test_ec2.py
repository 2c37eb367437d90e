"""Resources of EC2 and the properties that describe calls return."""

import base64
from typing import Any

import fleet
import pytest

from account import Stack, client


def _one(**properties: Any) -> dict[str, Any]:
    return {"AvailabilityZone": "us-west-2a", "Size": 8, **properties}


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::EC2::{kind}", "Properties": properties}


def test_a_volume_has_its_throughput_and_key() -> None:
    key = "arn:aws:kms:us-west-2:111122223333:key/1"
    settings = _one(VolumeType="gp3", Throughput=500, Encrypted=True, KmsKeyId=key)
    fleet.deploy({"Volume": _resource("Volume", **settings)})
    [volume] = client("ec2").describe_volumes()["Volumes"]
    assert (volume["Throughput"], volume["KmsKeyId"]) == (500, key)


def test_a_volume_grows_in_place_and_never_shrinks() -> None:
    stack = fleet.deploy({"Volume": _resource("Volume", **_one())})
    identifier = stack.id_of("Volume")
    assert stack.deploy({"Volume": _resource("Volume", **_one(Size=16))}).status == "UPDATE_COMPLETE"
    assert [(each["VolumeId"], each["Size"]) for each in client("ec2").describe_volumes()["Volumes"]] == [
        (identifier, 16)
    ]
    assert stack.deploy({"Volume": _resource("Volume", **_one(Size=8))}).status == "UPDATE_ROLLBACK_COMPLETE"
    assert "smaller than existing size 16" in stack.failures


def test_a_volume_is_as_large_and_fast_as_gp3_is() -> None:
    largest = {"VolumeType": "gp3", "Size": 65536, "Iops": 80000, "Throughput": 2000}
    assert fleet.deploy({"Volume": _resource("Volume", **_one(**largest))}).status == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"Size": 65537}, "size in GiB of 65537"),
        ({"Size": 1000, "Iops": 80001}, "iops of 80001"),
        ({"Size": 1000, "Iops": 80000, "Throughput": 2001}, "throughput of 2001"),
        ({"Size": 10, "Iops": 6000}, "Iops to volume size ratio of 600 is too high"),
        ({"Size": 1000, "Iops": 4000, "Throughput": 2000}, "to iops ratio of 0.5 is too high"),
    ],
)
def test_a_volume_beyond_gp3_is_refused(settings: dict[str, int], reason: str) -> None:
    stack = Stack().deploy({"Volume": _resource("Volume", **_one(VolumeType="gp3", **settings))})
    assert stack.status == "ROLLBACK_COMPLETE"
    assert reason in stack.failures


def test_an_address_is_found_by_itself_and_released_with_its_stack() -> None:
    stack = fleet.deploy({"Address": _resource("EIP", Domain="vpc")})
    address = stack.id_of("Address")
    [found] = client("ec2").describe_addresses(PublicIps=[address])["Addresses"]
    assert found["PublicIp"] == address
    stack.delete()
    assert client("ec2").describe_addresses()["Addresses"] == []


def test_a_nat_gateway_has_its_address() -> None:
    gateway = _resource(
        "NatGateway", SubnetId={"Ref": "Subnet"}, AllocationId={"Fn::GetAtt": ["Address", "AllocationId"]}
    )
    stack = fleet.deploy({**fleet.NETWORK, "Address": _resource("EIP", Domain="vpc"), "Gateway": gateway})
    [found] = client("ec2").describe_nat_gateways()["NatGateways"]
    assert found["NatGatewayAddresses"][0]["PublicIp"] == stack.id_of("Address")


def test_a_flow_log_names_its_group_and_role() -> None:
    role = "arn:aws:iam::111122223333:role/flow"
    log = _resource(
        "FlowLog",
        ResourceId={"Ref": "Vpc"},
        ResourceType="VPC",
        TrafficType="ALL",
        LogGroupName="flow",
        DeliverLogsPermissionArn=role,
    )
    fleet.deploy({**fleet.NETWORK, "Log": log})
    [found] = client("ec2").describe_flow_logs()["FlowLogs"]
    assert (found["LogGroupName"], found["DeliverLogsPermissionArn"]) == ("flow", role)


def _rules(stack: Stack, egress: bool) -> list[Any]:
    filters = [{"Name": "group-id", "Values": [stack.id_of("Group")]}]
    rules = client("ec2").describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    return [(each["IpProtocol"], each.get("FromPort")) for each in rules if each["IsEgress"] == egress]


def test_an_egress_rule_replaces_the_rule_that_allows_everything() -> None:
    group = _resource("SecurityGroup", GroupDescription="g", VpcId={"Ref": "Vpc"})
    rule = _resource(
        "SecurityGroupEgress", GroupId={"Ref": "Group"}, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="0.0.0.0/0"
    )
    stack = fleet.deploy({**fleet.NETWORK, "Group": group, "Rule": rule})
    assert _rules(stack, egress=True) == [("tcp", 443)]


def test_an_ingress_rule_is_removed_with_its_resource() -> None:
    group = _resource("SecurityGroup", GroupDescription="g", VpcId={"Ref": "Vpc"})
    rule = _resource(
        "SecurityGroupIngress",
        GroupId={"Ref": "Group"},
        IpProtocol="tcp",
        FromPort=22,
        ToPort=22,
        SourceSecurityGroupId={"Ref": "Group"},
    )
    stack = fleet.deploy({**fleet.NETWORK, "Group": group, "Rule": rule})
    assert _rules(stack, egress=False) == [("tcp", 22)]
    stack.deploy({**fleet.NETWORK, "Group": group})
    assert _rules(stack, egress=False) == []


def test_an_endpoint_has_its_groups_and_private_dns() -> None:
    group = _resource("SecurityGroup", GroupDescription="g", VpcId={"Ref": "Vpc"})
    endpoint = _resource(
        "VPCEndpoint",
        VpcId={"Ref": "Vpc"},
        ServiceName="com.amazonaws.us-west-2.ssm",
        VpcEndpointType="Interface",
        PrivateDnsEnabled=True,
        SecurityGroupIds=[{"Ref": "Group"}],
    )
    stack = fleet.deploy({**fleet.NETWORK, "Group": group, "Endpoint": endpoint})
    [found] = client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    assert found["PrivateDnsEnabled"] is True
    assert [each["GroupId"] for each in found["Groups"]] == [stack.id_of("Group")]


def test_a_launch_template_describes_market_placement_volumes_and_interfaces() -> None:
    key = "arn:aws:kms:us-west-2:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    ebs = {"VolumeSize": 8, "VolumeType": "gp3", "Encrypted": True, "KmsKeyId": key}
    data = {
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": ebs}],
        "InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"MaxPrice": "1"}},
        "Placement": {"GroupName": "near"},
        "NetworkInterfaces": [{"DeviceIndex": 0, "InterfaceType": "efa", "Groups": ["sg-1"]}],
    }
    stack = fleet.deploy({"Template": fleet.template(data)})
    versions = client("ec2").describe_launch_template_versions(LaunchTemplateId=stack.id_of("Template"))
    found = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert found["InstanceMarketOptions"]["SpotOptions"]["MaxPrice"] == "1"
    assert found["Placement"]["GroupName"] == "near"
    assert found["BlockDeviceMappings"] == data["BlockDeviceMappings"]
    [interface] = found["NetworkInterfaces"]
    assert (interface["InterfaceType"], interface["Groups"]) == ("efa", ["sg-1"])


def test_a_placement_group_is_deleted_with_its_stack() -> None:
    stack = fleet.deploy({"Near": _resource("PlacementGroup", Strategy="cluster")})
    names = [stack.id_of("Near")]
    [found] = client("ec2").describe_placement_groups(GroupNames=names)["PlacementGroups"]
    assert found["Strategy"] == "cluster"
    stack.delete()
    assert client("ec2").describe_placement_groups()["PlacementGroups"] == []


DATA: dict[str, Any] = {
    "UserData": base64.b64encode(b"#!/bin/bash").decode(),
    "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
    "Monitoring": {"Enabled": True},
    "BlockDeviceMappings": [
        {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 100, "VolumeType": "gp3", "DeleteOnTermination": True}},
        {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 200, "VolumeType": "gp3", "DeleteOnTermination": False}},
    ],
    "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "owner", "Value": "template"}]}],
}


def _instance(**properties: Any) -> Stack:
    settings = {"LaunchTemplate": fleet.REFERENCE, "SubnetId": {"Ref": "Subnet"}, **properties}
    return fleet.deploy(
        {**fleet.NETWORK, "Template": fleet.template(DATA), "Instance": _resource("Instance", **settings)}
    )


def test_an_instance_has_the_settings_of_its_launch_template() -> None:
    stack = _instance()
    [instance] = fleet.running()
    assert instance["InstanceId"] == stack.id_of("Instance")
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert instance["MetadataOptions"]["HttpPutResponseHopLimit"] == 2
    assert instance["Monitoring"]["State"] == "enabled"
    attribute = client("ec2").describe_instance_attribute(InstanceId=instance["InstanceId"], Attribute="userData")
    assert attribute["UserData"]["Value"] == DATA["UserData"]


def test_properties_of_an_instance_override_its_launch_template() -> None:
    _instance(InstanceType="g4dn.xlarge", Tags=[{"Key": "owner", "Value": "instance"}])
    [instance] = fleet.running()
    assert instance["InstanceType"] == "g4dn.xlarge"
    assert {tag["Key"]: tag["Value"] for tag in instance["Tags"]}["owner"] == "instance"


def test_only_volumes_without_deletion_on_termination_survive_an_instance() -> None:
    stack = _instance()
    assert sorted(each["Size"] for each in client("ec2").describe_volumes()["Volumes"]) == [100, 200]
    stack.delete()
    volumes = client("ec2").describe_volumes()["Volumes"]
    assert [(each["Size"], each["State"]) for each in volumes] == [(200, "available")]


def test_an_instance_without_its_launch_template_fails() -> None:
    reference = {"LaunchTemplateId": "lt-0123456789abcdef0", "Version": "1"}
    resources = {**fleet.NETWORK, "Instance": _resource("Instance", LaunchTemplate=reference)}
    assert "lt-0123456789abcdef0 does not exist" in Stack().deploy(resources).failures
