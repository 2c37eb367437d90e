"""Change sets as CloudFormation answers them, which `cdk diff` and `cdk deploy` read."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from account import Stack, client
from emulator import change_sets

ZONE = "us-west-2a"
NETWORK: dict[str, Any] = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "AvailabilityZone": ZONE},
    },
}
ROLE = {
    "AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
}
ADMIN = "BootstrapClusterCreatorAdminPermissions"
RESOURCES: dict[str, Any] = {
    **NETWORK,
    "Volume": {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": ZONE, "Size": 8}},
    "Template": {
        "Type": "AWS::EC2::LaunchTemplate",
        "Properties": {"LaunchTemplateData": {"InstanceType": "t3.micro", "ImageId": "ami-12345678"}},
    },
    "Group": {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {
            "MinSize": "0",
            "MaxSize": "10",
            "VPCZoneIdentifier": [{"Ref": "Subnet"}],
            "LaunchTemplate": {"LaunchTemplateId": {"Ref": "Template"}, "Version": "1"},
        },
    },
    "Board": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardName": "board", "DashboardBody": "{}"}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": ROLE},
    "Cluster": {
        "Type": "AWS::EKS::Cluster",
        "Properties": {
            "Name": "cluster",
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ResourcesVpcConfig": {"SubnetIds": [{"Ref": "Subnet"}]},
            "AccessConfig": {
                "AuthenticationMode": "API_AND_CONFIG_MAP",
                "BootstrapClusterCreatorAdminPermissions": True,
            },
        },
    },
    "Entry": {
        "Type": "AWS::EKS::AccessEntry",
        "Properties": {"ClusterName": {"Ref": "Cluster"}, "PrincipalArn": "arn:aws:iam::111122223333:role/x"},
    },
    "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Subnet"}}},
}


def _changed(path: str, value: Any) -> dict[str, Any]:
    """The resources with another value at a path; None removes it."""
    resources = json.loads(json.dumps(RESOURCES))
    *parents, last = path.split("/")
    place = resources
    for name in parents:
        place = place.setdefault(name, {})
    if value is None:
        del place[last]
    else:
        place[last] = value
    return dict(resources)


def _change_set(resources: dict[str, Any], **others: Any) -> dict[str, Any]:
    cloudformation = client("cloudformation")
    template = json.dumps({"Resources": resources, **others.pop("sections", {})})
    cloudformation.create_change_set(StackName="stack", ChangeSetName="change", TemplateBody=template, **others)
    described = cloudformation.describe_change_set(
        StackName="stack", ChangeSetName="change", IncludePropertyValues=True
    )
    return dict(described)


def _changes(resources: dict[str, Any], **others: Any) -> dict[str, dict[str, Any]]:
    listed = _change_set(resources, **others)["Changes"]
    return {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in listed}


def _requirements(change: dict[str, Any]) -> list[tuple[str, str, str]]:
    targets = [(detail["Target"], detail["Evaluation"]) for detail in change["Details"]]
    return [(target.get("Name", target["Attribute"]), target["RequiresRecreation"], how) for target, how in targets]


@pytest.mark.parametrize(
    ("path", "value", "replacement", "recreation"),
    [
        ("Group/Properties/MaxSize", "12", "False", "Never"),
        ("Group/Properties/MaxSize", {"Fn::Join": ["", ["1", "2"]]}, "False", "Never"),
        ("Group/Properties/Cooldown", "60", "False", "Never"),
        ("Group/Properties/AutoScalingGroupName", "mine", "True", "Always"),
        ("Group/Properties/LaunchTemplate/Version", "2", "Conditional", "Conditionally"),
        ("Board/Properties/DashboardBody", '{"widgets": []}', "False", "Never"),
        ("Board/Properties/DashboardName", "other", "True", "Always"),
        ("Volume/Properties/Size", 16, "False", "Never"),
        ("Template/Properties/LaunchTemplateData/InstanceType", "t3.large", "False", "Never"),
        ("Template/Properties/LaunchTemplateName", "mine", "True", "Always"),
        ("Role/Properties/Description", "of the cluster", "False", "Never"),
        ("Role/Properties/Path", "/ml/", "True", "Always"),
        # Parts of a property may be create-only, and others not.
        ("Cluster/Properties/AccessConfig/AuthenticationMode", "API", "False", "Never"),
        (f"Cluster/Properties/AccessConfig/{ADMIN}", False, "True", "Always"),
        ("Cluster/Properties/AccessConfig", None, "True", "Always"),
        ("Cluster/Properties/KubernetesNetworkConfig", {"IpFamily": "ipv4"}, "True", "Always"),
    ],
)
def test_the_schema_decides_whether_a_change_replaces(path: str, value: Any, replacement: str, recreation: str) -> None:
    Stack().deploy(RESOURCES)
    logical_id, _, name, *_ = path.split("/")
    change = _changes(_changed(path, value))[logical_id]
    assert (change["Action"], change["Replacement"], change["Scope"]) == ("Modify", replacement, ["Properties"])
    assert _requirements(change) == [(name, recreation, "Static")]
    [detail] = change["Details"]
    assert (detail["ChangeSource"], detail["Target"]["Path"]) == ("DirectModification", f"/Properties/{name}")


def test_a_change_lists_the_values_before_and_after() -> None:
    Stack().deploy(RESOURCES)
    change = _changes(_changed("Group/Properties/MaxSize", "12"))["Group"]
    target = change["Details"][0]["Target"]
    assert (target["BeforeValue"], target["AfterValue"], target["AttributeChangeType"]) == ("10", "12", "Modify")
    before, after = json.loads(change["BeforeContext"]), json.loads(change["AfterContext"])
    assert before["Properties"]["VPCZoneIdentifier"] == after["Properties"]["VPCZoneIdentifier"]
    assert before["Properties"]["VPCZoneIdentifier"][0].startswith("subnet-")


def test_nothing_else_changes_with_a_property_that_is_updated_in_place() -> None:
    Stack().deploy(RESOURCES)
    assert list(_changes(_changed("Cluster/Properties/AccessConfig/AuthenticationMode", "API"))) == ["Cluster"]


def test_a_replaced_resource_changes_those_that_refer_to_it() -> None:
    Stack().deploy(RESOURCES)
    changes = _changes(_changed("Subnet/Properties/CidrBlock", "10.0.1.0/24"))
    assert {name: (each["Replacement"], _requirements(each)) for name, each in changes.items()} == {
        "Cluster": ("False", [("ResourcesVpcConfig", "Never", "Static")]),
        "Group": ("Conditional", [("VPCZoneIdentifier", "Conditionally", "Static")]),
        "Parameter": ("False", [("Value", "Never", "Static")]),
        "Subnet": ("True", [("CidrBlock", "Always", "Static")]),
    }
    [detail] = changes["Parameter"]["Details"]
    assert (detail["ChangeSource"], detail["CausingEntity"]) == ("ResourceReference", "Subnet")
    context = json.loads(changes["Parameter"]["AfterContext"])
    assert context["Properties"]["Value"] == "{{changeSet:KNOWN_AFTER_APPLY}}"


def test_a_resource_behind_one_that_may_be_replaced_may_be_replaced() -> None:
    properties = {"AutoScalingGroupName": {"Ref": "Group"}, "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
    hook = {"Hook": {"Type": "AWS::AutoScaling::LifecycleHook", "Properties": properties}}
    Stack().deploy(RESOURCES | hook)
    changes = _changes(_changed("Group/Properties/LaunchTemplate/Version", "2") | hook)
    assert changes["Hook"]["Replacement"] == "Conditional"
    assert _requirements(changes["Hook"]) == [("AutoScalingGroupName", "Always", "Dynamic")]


def test_resources_are_added_and_removed() -> None:
    Stack().deploy(RESOURCES)
    resources = {name: each for name, each in RESOURCES.items() if name != "Volume"}
    changes = _changes({**resources, "Other": RESOURCES["Volume"]})
    assert {name: each["Action"] for name, each in changes.items()} == {"Other": "Add", "Volume": "Remove"}
    assert changes["Volume"]["PhysicalResourceId"].startswith("vol-")
    assert changes["Volume"]["PolicyAction"] == "Delete"
    assert "PhysicalResourceId" not in changes["Other"]


def test_a_change_of_stack_tags_alone_changes_tags() -> None:
    Stack().deploy(RESOURCES)
    changes = _changes(RESOURCES, Tags=[{"Key": "Team", "Value": "vision"}])
    assert changes["Group"]["Replacement"] == "False"
    assert (changes["Group"]["Scope"], _requirements(changes["Group"])) == (["Tags"], [("Tags", "Never", "Static")])


@pytest.mark.parametrize("attribute", ["Metadata", "DeletionPolicy", "UpdateReplacePolicy"])
def test_an_attribute_of_a_resource_changes_without_replacement(attribute: str) -> None:
    Stack().deploy(RESOURCES)
    value = {"Note": "x"} if attribute == "Metadata" else "Retain"
    change = _changes(_changed(f"Volume/{attribute}", value))["Volume"]
    assert (change["Replacement"], change["Scope"]) == ("False", [attribute])


def test_a_resource_with_a_false_condition_is_no_change() -> None:
    Stack().deploy(RESOURCES)
    condition = {"Never": {"Fn::Equals": ["a", "b"]}}
    resources = {**RESOURCES, "Other": {**RESOURCES["Volume"], "Condition": "Never"}}
    described = _change_set(resources, sections={"Conditions": condition})
    assert (described["Status"], described["Changes"]) == ("FAILED", [])


def test_a_change_set_without_a_change_is_empty() -> None:
    Stack().deploy(RESOURCES)
    described = _change_set(RESOURCES)
    assert (described["Status"], described["Changes"]) == ("FAILED", [])
    assert described["StatusReason"].startswith("The submitted information didn't contain changes.")


def test_a_change_set_of_outputs_alone_can_be_executed() -> None:
    Stack().deploy(RESOURCES)
    described = _change_set(RESOURCES, sections={"Outputs": {"Id": {"Value": {"Ref": "Volume"}}}})
    assert (described["Status"], described["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert described["Changes"] == []


def test_an_update_replaces_what_its_change_set_says() -> None:
    stack = Stack().deploy(RESOURCES)
    before = {name: stack.id_of(name) for name in RESOURCES}
    changed = _changed("Board/Properties/DashboardName", "other")
    changed["Group"]["Properties"]["MaxSize"] = "12"
    changed["Template"]["Properties"]["LaunchTemplateName"] = "mine"
    stack.deploy(changed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    replaced = {name for name in RESOURCES if stack.id_of(name) != before[name]}
    assert replaced == {"Board", "Template"}


def test_reverting_drift_is_refused() -> None:
    Stack().deploy(RESOURCES)
    with pytest.raises(ClientError, match="The local account cannot revert drift"):
        _change_set(RESOURCES, DeploymentMode="REVERT_DRIFT")


def test_the_function_of_a_custom_resource_decides_whether_it_is_replaced() -> None:
    old, new = ({"Custom": {"Type": "Custom::Test", "Properties": {"Size": size}}} for size in (1, 2))
    [change] = change_sets.changes({"Resources": old}, {"Resources": new})
    assert change["ResourceChange"]["Replacement"] == "Conditional"
    assert not change_sets.replaces("Custom::Test", {"ServiceToken": "old"}, {"ServiceToken": "new"})
