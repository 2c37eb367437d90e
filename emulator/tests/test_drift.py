"""Drift as CloudFormation detects it, which `cdk drift` shows."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from account import Stack, client

ZONE = "us-west-2a"
TAGS = [{"Key": "Team", "Value": "vision"}]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DENIED = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
RESOURCES: dict[str, Any] = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "Tags": TAGS}},
    "Subnet": {
        "Type": "AWS::EC2::Subnet",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "AvailabilityZone": ZONE},
    },
    "Rules": {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "GroupDescription": "of a test",
            "VpcId": {"Ref": "Vpc"},
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"},
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "10.0.0.0/16", "Description": "HTTP"},
            ],
        },
    },
    "Rule": {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": {
            "GroupId": {"Ref": "Rules"},
            "IpProtocol": "tcp",
            "FromPort": 8000,
            "ToPort": 8000,
            "SourceSecurityGroupId": {"Ref": "Rules"},
        },
    },
    "Volume": {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": ZONE, "Size": 8, "VolumeType": "gp3"}},
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
            "Tags": [{**TAGS[0], "PropagateAtLaunch": True}],
        },
    },
    "Warm": {
        "Type": "AWS::AutoScaling::WarmPool",
        "Properties": {"AutoScalingGroupName": {"Ref": "Group"}, "MinSize": 1, "MaxGroupPreparedCapacity": 2},
    },
    "Place": {"Type": "AWS::EC2::PlacementGroup", "Properties": {"Strategy": "cluster"}},
    "Role": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": [READ_ONLY],
        },
    },
    "Policy": {
        "Type": "AWS::IAM::Policy",
        "Properties": {"PolicyName": "denied", "PolicyDocument": DENIED, "Roles": [{"Ref": "Role"}]},
    },
    "Cluster": {
        "Type": "AWS::EKS::Cluster",
        "Properties": {
            "Name": "cluster",
            "DeletionProtection": False,
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ResourcesVpcConfig": {"SubnetIds": [{"Ref": "Subnet"}]},
        },
    },
    "Nodes": {
        "Type": "AWS::EKS::Nodegroup",
        "Properties": {
            "ClusterName": {"Ref": "Cluster"},
            "NodeRole": {"Fn::GetAtt": ["Role", "Arn"]},
            "Subnets": [{"Ref": "Subnet"}],
            "ScalingConfig": {"MinSize": 0, "MaxSize": 4, "DesiredSize": 0},
            "Labels": {"workload": "gpu"},
        },
    },
    "Bucket": {
        "Type": "AWS::S3::Bucket",
        "Properties": {
            "VersioningConfiguration": {"Status": "Enabled"},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True},
        },
    },
    "Table": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
            "DeletionProtectionEnabled": True,
            "SSESpecification": {"SSEEnabled": True},
        },
    },
    "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
    "Alarm": {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "ComparisonOperator": "GreaterThanThreshold",
            "EvaluationPeriods": 1,
            "Namespace": "test",
            "MetricName": "test",
            "Period": 60,
            "Statistic": "Sum",
            "Threshold": 1,
        },
    },
    "Board": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": '{"widgets": []}'}},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 3600}},
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "test"}},
    "Subscription": {
        "Type": "AWS::SNS::Subscription",
        "Properties": {
            "TopicArn": {"Ref": "Topic"},
            "Protocol": "sqs",
            "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
            "RawMessageDelivery": True,
        },
    },
    "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "one"}},
    "Schedule": {
        "Type": "AWS::Events::Rule",
        "Properties": {"ScheduleExpression": "rate(1 day)", "State": "ENABLED", "EventPattern": {"source": ["test"]}},
    },
    # AWS detects no drift of it, and no reader exists.
    "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
}


@pytest.fixture
def stack() -> Stack:
    stack = Stack().deploy(RESOURCES)
    assert stack.status == "CREATE_COMPLETE", stack.failures
    return stack


def _detect(stack: Stack) -> dict[str, dict[str, Any]]:
    """Drift by logical id, of the resources that were checked."""
    cloudformation = client("cloudformation")
    cloudformation.detect_stack_drift(StackName=stack.name)
    listed = cloudformation.describe_stack_resource_drifts(StackName=stack.name)["StackResourceDrifts"]
    return {each["LogicalResourceId"]: each for each in listed}


def _drifted(stack: Stack) -> dict[str, list[tuple[str, ...]]]:
    """Path, kind, expected and actual value of the differences, by logical id."""
    return {
        logical_id: [
            (each["PropertyPath"], each["DifferenceType"], each["ExpectedValue"], each["ActualValue"])
            for each in drift.get("PropertyDifferences", ())
        ]
        for logical_id, drift in _detect(stack).items()
        if drift["StackResourceDriftStatus"] != "IN_SYNC"
    }


def test_a_new_stack_is_in_sync(stack: Stack) -> None:
    found = _detect(stack)
    assert {each["StackResourceDriftStatus"] for each in found.values()} == {"IN_SYNC"}
    assert RESOURCES.keys() - found.keys() == {"Handle"}
    [described] = client("cloudformation").describe_stacks(StackName="stack")["Stacks"]
    assert described["DriftInformation"]["StackDriftStatus"] == "IN_SYNC"


def _authorize(stack: Stack, port: int) -> None:
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    client("ec2").authorize_security_group_ingress(GroupId=stack.id_of("Rules"), IpPermissions=[permission])


def _revoke(stack: Stack, port: int) -> None:
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    client("ec2").revoke_security_group_ingress(GroupId=stack.id_of("Rules"), IpPermissions=[permission])


def _rule(port: int) -> str:
    return json.dumps({"CidrIp": "10.0.0.0/16", "FromPort": port, "IpProtocol": "tcp", "ToPort": port})


def _change_port(stack: Stack) -> None:
    _revoke(stack, 443)
    _authorize(stack, 8443)


Change = Callable[[Stack], object]
CHANGES: dict[str, tuple[Change, str, list[tuple[str, ...]]]] = {
    "size": (
        lambda stack: client("autoscaling").update_auto_scaling_group(
            AutoScalingGroupName=stack.id_of("Group"), MaxSize=12
        ),
        "Group",
        [("/MaxSize", "NOT_EQUAL", "10", "12")],
    ),
    "tag of a group": (
        lambda stack: client("autoscaling").create_or_update_tags(
            Tags=[
                {
                    "ResourceId": stack.id_of("Group"),
                    "ResourceType": "auto-scaling-group",
                    "Key": "Team",
                    "Value": "audio",
                    "PropagateAtLaunch": True,
                }
            ]
        ),
        "Group",
        [("/Tags/0/Value", "NOT_EQUAL", "vision", "audio")],
    ),
    "port": (
        _change_port,
        "Rules",
        [
            ("/SecurityGroupIngress/0", "REMOVE", _rule(443), "null"),
            ("/SecurityGroupIngress/1", "ADD", "null", _rule(8443)),
        ],
    ),
    "volume": (
        lambda stack: client("ec2").modify_volume(VolumeId=stack.id_of("Volume"), Size=16),
        "Volume",
        [("/Size", "NOT_EQUAL", "8", "16")],
    ),
    "tag": (
        lambda stack: client("ec2").create_tags(
            Resources=[stack.id_of("Vpc")], Tags=[{"Key": "Team", "Value": "audio"}]
        ),
        "Vpc",
        [("/Tags/0/Value", "NOT_EQUAL", "vision", "audio")],
    ),
    "cluster": (
        lambda stack: client("eks").update_cluster_config(name="cluster", deletionProtection=True),
        "Cluster",
        [("/DeletionProtection", "NOT_EQUAL", "false", "true")],
    ),
    "trust": (
        lambda stack: client("iam").update_assume_role_policy(
            RoleName=stack.id_of("Role"), PolicyDocument=json.dumps(TRUST).replace("eks.", "ec2.")
        ),
        "Role",
        [
            (
                "/AssumeRolePolicyDocument/Statement/0/Principal/Service",
                "NOT_EQUAL",
                "eks.amazonaws.com",
                "ec2.amazonaws.com",
            )
        ],
    ),
    "attached policy": (
        lambda stack: client("iam").detach_role_policy(RoleName=stack.id_of("Role"), PolicyArn=READ_ONLY),
        "Role",
        [("/ManagedPolicyArns/0", "REMOVE", READ_ONLY, "null")],
    ),
    "policy": (
        lambda stack: client("iam").put_role_policy(
            RoleName=stack.id_of("Role"),
            PolicyName="denied",
            PolicyDocument=json.dumps(DENIED).replace("Deny", "Allow"),
        ),
        "Policy",
        [("/PolicyDocument/Statement/0/Effect", "NOT_EQUAL", "Deny", "Allow")],
    ),
    "versions": (
        lambda stack: client("s3").put_bucket_versioning(
            Bucket=stack.id_of("Bucket"), VersioningConfiguration={"Status": "Suspended"}
        ),
        "Bucket",
        [("/VersioningConfiguration/Status", "NOT_EQUAL", "Enabled", "Suspended")],
    ),
    "protection": (
        lambda stack: client("dynamodb").update_table(TableName=stack.id_of("Table"), DeletionProtectionEnabled=False),
        "Table",
        [("/DeletionProtectionEnabled", "NOT_EQUAL", "true", "false")],
    ),
    "retention": (
        lambda stack: client("logs").put_retention_policy(logGroupName=stack.id_of("Logs"), retentionInDays=7),
        "Logs",
        [("/RetentionInDays", "NOT_EQUAL", "30", "7")],
    ),
    "no retention": (
        lambda stack: client("logs").delete_retention_policy(logGroupName=stack.id_of("Logs")),
        "Logs",
        [("/RetentionInDays", "REMOVE", "30", "null")],
    ),
    "dashboard": (
        lambda stack: client("cloudwatch").put_dashboard(
            DashboardName=stack.id_of("Board"), DashboardBody='{"widgets": [], "start": "-P1D"}'
        ),
        "Board",
        [("/DashboardBody", "NOT_EQUAL", '{"widgets": []}', '{"widgets": [], "start": "-P1D"}')],
    ),
    "queue": (
        lambda stack: client("sqs").set_queue_attributes(
            QueueUrl=stack.id_of("Queue"), Attributes={"MessageRetentionPeriod": "60"}
        ),
        "Queue",
        [("/MessageRetentionPeriod", "NOT_EQUAL", "3600", "60")],
    ),
    "subscription": (
        lambda stack: client("sns").set_subscription_attributes(
            SubscriptionArn=stack.id_of("Subscription"), AttributeName="RawMessageDelivery", AttributeValue="false"
        ),
        "Subscription",
        [("/RawMessageDelivery", "NOT_EQUAL", "true", "false")],
    ),
    "parameter": (
        lambda stack: client("ssm").put_parameter(Name=stack.id_of("Parameter"), Value="two", Overwrite=True),
        "Parameter",
        [("/Value", "NOT_EQUAL", "one", "two")],
    ),
    "rule": (
        lambda stack: client("events").disable_rule(Name=stack.id_of("Schedule")),
        "Schedule",
        [("/State", "NOT_EQUAL", "ENABLED", "DISABLED")],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_manual_change_is_drift(name: str, stack: Stack) -> None:
    change, logical_id, differences = CHANGES[name]
    change(stack)
    assert _drifted(stack) == {logical_id: differences}
    [described] = client("cloudformation").describe_stacks(StackName="stack")["Stacks"]
    assert described["DriftInformation"]["StackDriftStatus"] == "DRIFTED"


def test_a_rule_that_is_added_is_drift_of_its_group(stack: Stack) -> None:
    _authorize(stack, 22)
    [difference] = _drifted(stack)["Rules"]
    assert difference[:3] == ("/SecurityGroupIngress/2", "ADD", "null")
    assert json.loads(difference[3])["FromPort"] == 22


def test_a_property_in_another_form_than_in_the_template_drifts(stack: Stack) -> None:
    client("s3").delete_public_access_block(Bucket=stack.id_of("Bucket"))
    [difference] = _drifted(stack)["Bucket"]
    assert difference[:2] == ("/PublicAccessBlockConfiguration", "NOT_EQUAL")


@pytest.mark.parametrize(
    ("logical_id", "delete"),
    [
        ("Board", lambda name: client("cloudwatch").delete_dashboards(DashboardNames=[name])),
        ("Volume", lambda name: client("ec2").delete_volume(VolumeId=name)),
        ("Subscription", lambda arn: client("sns").unsubscribe(SubscriptionArn=arn)),
    ],
)
def test_a_resource_that_is_gone_is_deleted(logical_id: str, delete: Callable[[str], object], stack: Stack) -> None:
    delete(stack.id_of(logical_id))
    found = _detect(stack)
    assert found[logical_id]["StackResourceDriftStatus"] == "DELETED"
    assert _drifted(stack) == {logical_id: []}


def test_scaling_is_no_drift_of_a_size_that_the_template_leaves_open(stack: Stack) -> None:
    client("autoscaling").set_desired_capacity(AutoScalingGroupName=stack.id_of("Group"), DesiredCapacity=3)
    assert _drifted(stack) == {}


@pytest.mark.parametrize("name", ["size", "attached policy"])
def test_an_update_of_something_else_leaves_the_drift(name: str, stack: Stack) -> None:
    change, logical_id, differences = CHANGES[name]
    change(stack)
    # Another resource, and another property of the same one.
    changed = json.loads(json.dumps(RESOURCES))
    changed["Logs"]["Properties"]["RetentionInDays"] = 60
    changed["Role"]["Properties"]["Description"] = "of a test"
    stack.deploy(changed)
    assert stack.status == "UPDATE_COMPLETE", stack.failures
    assert _drifted(stack) == {logical_id: differences}


def test_drift_ends_when_the_property_is_set_back(stack: Stack) -> None:
    CHANGES["size"][0](stack)
    assert list(_drifted(stack)) == ["Group"]
    client("autoscaling").update_auto_scaling_group(AutoScalingGroupName=stack.id_of("Group"), MaxSize=10)
    assert _drifted(stack) == {}


def test_one_resource_can_be_checked(stack: Stack) -> None:
    CHANGES["size"][0](stack)
    answer = client("cloudformation").detect_stack_resource_drift(StackName="stack", LogicalResourceId="Group")
    drift = answer["StackResourceDrift"]
    assert drift["StackResourceDriftStatus"] == "MODIFIED"
    assert json.loads(drift["ExpectedProperties"])["MaxSize"] == "10"
    assert json.loads(drift["ActualProperties"])["MaxSize"] == "12"
