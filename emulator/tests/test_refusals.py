"""Refusals of CloudFormation because of other resources of the account."""

from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import Stack, client

_TABLE = {
    "TableName": "taken",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
_KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}}}


@pytest.mark.parametrize(
    ("resource_type", "properties", "others"),
    [
        ("AWS::Logs::LogGroup", {"LogGroupName": "taken"}, {}),
        ("AWS::DynamoDB::Table", _TABLE, {}),
        ("AWS::IAM::Role", {"RoleName": "taken", "AssumeRolePolicyDocument": {"Statement": []}}, {}),
        ("AWS::KMS::Alias", {"AliasName": "alias/taken", "TargetKeyId": {"Ref": "Key"}}, _KEY),
    ],
)
def test_a_name_that_is_taken_is_refused(
    resource_type: str, properties: dict[str, Any], others: dict[str, Any]
) -> None:
    resources = {**others, "Resource": {"Type": resource_type, "Properties": properties}}
    fleet.deploy(resources)
    second = Stack("second").deploy(resources)
    assert second.status == "ROLLBACK_COMPLETE"
    assert "already exists" in second.failures


def test_a_group_whose_name_is_taken_is_refused() -> None:
    fleet.deploy(fleet.group())
    second = Stack("second").deploy(fleet.group())
    assert second.status == "ROLLBACK_COMPLETE"
    assert "'fleet' already exists" in second.failures


def test_a_kept_log_group_is_in_the_way_of_the_next_stack() -> None:
    group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "kept"}, "DeletionPolicy": "Retain"}
    fleet.deploy({"Logs": group}).delete()
    assert "'kept' already exists" in Stack("second").deploy({"Logs": group}).failures


def _failing(**policy: str) -> Stack:
    """A first deploy that fails after it has created a named log group."""
    return Stack().deploy(
        {
            "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "logs"}, **policy},
            "Fails": {"Type": "AWS::EC2::Volume", "Properties": {"Size": "large"}, "DependsOn": "Logs"},
        }
    )


@pytest.mark.parametrize(("policy", "left"), [("Retain", ["logs"]), ("RetainExceptOnCreate", []), ("Delete", [])])
def test_a_failed_create_leaves_what_its_policy_retains(policy: str, left: list[str]) -> None:
    assert _failing(DeletionPolicy=policy).status == "ROLLBACK_COMPLETE"
    found = client("logs").describe_log_groups()["logGroups"]
    assert [each["logGroupName"] for each in found] == left


def test_the_creation_of_a_protected_table_is_not_rolled_back() -> None:
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {**_TABLE, "DeletionProtectionEnabled": True}}
    fails = {"Type": "AWS::EC2::Volume", "Properties": {"Size": "large"}, "DependsOn": "Table"}
    stack = Stack().deploy({"Table": {**table, "DeletionPolicy": "RetainExceptOnCreate"}, "Fails": fails})
    assert stack.status == "ROLLBACK_FAILED"


def _subnets(**zones: str) -> dict[str, Any]:
    ranges = {"First": "10.0.1.0/24", "Second": "10.0.2.0/24", "Wide": "10.0.0.0/16"}
    subnets = {
        name: {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": ranges[name], "AvailabilityZone": zone},
        }
        for name, zone in zones.items()
    }
    return {"Vpc": fleet.NETWORK["Vpc"], **subnets}


def test_a_subnet_does_not_change_its_zone_and_keep_its_range() -> None:
    stack = fleet.deploy(_subnets(First="us-west-2a", Second="us-west-2b"))
    before = stack.id_of("Second")
    stack.deploy(_subnets(First="us-west-2a", Second="us-west-2c"))
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "'10.0.2.0/24' conflicts with another subnet" in stack.failures
    assert stack.id_of("Second") == before


def test_a_subnet_does_not_overlap_another_of_its_vpc() -> None:
    stack = Stack().deploy(_subnets(First="us-west-2a", Wide="us-west-2b"))
    assert "conflicts with another subnet" in stack.failures


def test_a_call_creates_no_subnet_that_overlaps() -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")
    with pytest.raises(ClientError, match="conflicts"):
        ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/25")


@pytest.mark.parametrize(
    "change",
    [
        {"AvailabilityZone": "us-west-2b"},
        {"Encrypted": False},
        {"KmsKeyId": "alias/other"},
        {"SnapshotId": "snap-0123456789abcdef0"},
    ],
)
def test_a_volume_stays_in_its_zone_and_with_its_key(change: dict[str, Any]) -> None:
    def volume(**others: Any) -> dict[str, Any]:
        properties = {"AvailabilityZone": "us-west-2a", "Size": 8, "Encrypted": True, **others}
        return {"Volume": {"Type": "AWS::EC2::Volume", "Properties": properties}}

    stack = fleet.deploy(volume())
    assert stack.deploy(volume(**change)).status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Update to resource type AWS::EC2::Volume is not supported" in stack.failures
    [found] = client("ec2").describe_volumes()["Volumes"]
    assert (found["AvailabilityZone"], found["Encrypted"]) == ("us-west-2a", True)
