"""Availability Zones of the account's region."""

from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import Stack, client


def _subnet(zone: str) -> dict[str, Any]:
    return {
        **fleet.NETWORK,
        "Subnet": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "AvailabilityZone": zone},
        },
    }


def test_the_region_has_its_own_zones() -> None:
    zones = client("ec2").describe_availability_zones()["AvailabilityZones"]
    assert [(each["ZoneName"], each["ZoneId"]) for each in zones] == [
        ("us-west-2a", "usw2-az2"),
        ("us-west-2b", "usw2-az1"),
        ("us-west-2c", "usw2-az3"),
        ("us-west-2d", "usw2-az4"),
    ]


def test_a_subnet_has_the_id_of_its_zone() -> None:
    fleet.deploy(_subnet("us-west-2d"))
    ids = {each["AvailabilityZoneId"] for each in client("ec2").describe_subnets()["Subnets"]}
    assert "usw2-az4" in ids


def test_a_subnet_in_a_zone_that_the_region_lacks_is_refused() -> None:
    stack = Stack().deploy(_subnet("us-west-2e"))
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "Value (us-west-2e) for parameter availabilityZone is invalid" in stack.failures
    assert "us-west-2a, us-west-2b, us-west-2c, us-west-2d" in stack.failures


def test_a_volume_in_a_zone_that_the_region_lacks_is_refused() -> None:
    volume = {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "us-west-2e", "Size": 8}}
    stack = Stack().deploy({"Volume": volume})
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "us-west-2e" in stack.failures


def test_an_instance_in_a_zone_that_the_region_lacks_is_refused() -> None:
    instance = {"Type": "AWS::EC2::Instance", "Properties": {"AvailabilityZone": "us-west-2e", "ImageId": "ami-1"}}
    stack = Stack().deploy({"Instance": instance})
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "us-west-2e" in stack.failures


def test_calls_are_refused_alike() -> None:
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        client("ec2").create_volume(AvailabilityZone="us-west-2z", Size=8)
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        client("ec2").run_instances(
            ImageId="ami-1", MinCount=1, MaxCount=1, Placement={"AvailabilityZone": "us-west-2z"}
        )
