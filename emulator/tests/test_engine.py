"""CloudFormation as AWS runs it."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from account import Stack, client

VOLUME: dict[str, Any] = {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "us-west-2a", "Size": 8}}


def _conditional(condition: dict[str, Any], parameters: dict[str, Any] | None = None) -> list[str]:
    """Logical ids of the resources that a template creates under a condition."""
    resources = {"Always": VOLUME, "Sometimes": {**VOLUME, "Condition": "If"}}
    stack = Stack().deploy(resources, Conditions={"If": condition}, Parameters=parameters or {})
    described = client("cloudformation").describe_stack_resources(StackName=stack.name)["StackResources"]
    return sorted(each["LogicalResourceId"] for each in described)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS::Partition", "aws"),
        ("AWS::Region", "us-west-2"),
        ("AWS::URLSuffix", "amazonaws.com"),
    ],
)
def test_a_condition_can_compare_a_pseudo_parameter(name: str, value: str) -> None:
    assert _conditional({"Fn::Equals": [{"Ref": name}, value]}) == ["Always", "Sometimes"]


def test_a_condition_on_another_partition_is_false() -> None:
    assert _conditional({"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws-cn"]}) == ["Always"]


@pytest.mark.parametrize(("default", "created"), [("", ["Always"]), ("a,b", ["Always", "Sometimes"])])
def test_a_condition_can_ask_whether_a_list_parameter_is_empty(default: str, created: list[str]) -> None:
    joined = {"Fn::Join": ["", {"Ref": "Accounts"}]}
    parameters = {"Accounts": {"Type": "CommaDelimitedList", "Default": default}}
    assert _conditional({"Fn::Not": [{"Fn::Equals": ["", joined]}]}, parameters) == created


@pytest.mark.parametrize(
    ("outputs", "change"),
    [({"Id": {"Value": "other", "Export": {"Name": "volume"}}}, "updated"), ({}, "deleted")],
)
def test_an_export_in_use_stays_as_it_is(outputs: dict[str, Any], change: str) -> None:
    exporting = Stack("exporting")
    exported = {"Id": {"Value": {"Ref": "Volume"}, "Export": {"Name": "volume"}}}
    exporting.deploy({"Volume": VOLUME}, Outputs=exported)
    tagged = {"Tags": [{"Key": "Source", "Value": {"Fn::ImportValue": "volume"}}]}
    importing = Stack("importing").deploy({"Volume": {**VOLUME, "Properties": {**VOLUME["Properties"], **tagged}}})
    tags = {"Tags": [{"Key": "Team", "Value": "vision"}]}
    changed = {**VOLUME, "Properties": {**VOLUME["Properties"], **tags}}

    exporting.deploy({"Volume": changed}, Outputs=outputs)
    assert exporting.status == "UPDATE_ROLLBACK_COMPLETE"
    assert f"Export volume cannot be {change} as it is in use by importing" in exporting.failures

    importing.delete()
    exporting.deploy({"Volume": changed}, Outputs=outputs)
    assert exporting.status == "UPDATE_COMPLETE"


def test_a_parameter_of_an_ssm_type_shows_its_name_and_its_value() -> None:
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    parameters = {"Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": name}}
    Stack().deploy({"Volume": VOLUME}, Parameters=parameters)
    [parameter] = client("cloudformation").describe_stacks(StackName="stack")["Stacks"][0]["Parameters"]
    assert parameter["ParameterValue"] == name
    assert parameter["ResolvedValue"].startswith("ami-")


def test_a_stack_with_termination_protection_is_not_deleted() -> None:
    cloudformation = client("cloudformation")
    stack = Stack().deploy({"Volume": VOLUME})
    cloudformation.update_termination_protection(StackName="stack", EnableTerminationProtection=True)

    [described] = cloudformation.describe_stacks(StackName="stack")["Stacks"]
    assert described["EnableTerminationProtection"] is True
    for identifier in ("stack", described["StackId"]):
        message = f"Stack [{identifier}] cannot be deleted while TerminationProtection is enabled"
        with pytest.raises(ClientError, match=re.escape(message)):
            cloudformation.delete_stack(StackName=identifier)
    # An update leaves the protection and the stack as they are.
    stack.deploy({"Volume": VOLUME, "Other": VOLUME})
    [described] = cloudformation.describe_stacks(StackName="stack")["Stacks"]
    assert (described["StackStatus"], described["EnableTerminationProtection"]) == ("UPDATE_COMPLETE", True)

    cloudformation.update_termination_protection(StackName="stack", EnableTerminationProtection=False)
    stack.delete()
    assert stack.status == "DELETE_COMPLETE"
