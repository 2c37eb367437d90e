"""Scalable targets and policies of services."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from account import Stack, client

IDENTITY = {"ServiceNamespace": "ecs", "ResourceId": "service/a/b", "ScalableDimension": "ecs:service:DesiredCount"}
TRACKING = {
    "TargetValue": 50,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
}


def _resources(largest: Any = 4) -> dict[str, Any]:
    target = {
        **IDENTITY,
        "MinCapacity": 1,
        "MaxCapacity": largest,
        "RoleARN": "arn:aws:iam::111122223333:role/scaling",
        "Tags": [{"Key": "team", "Value": "ml"}],
    }
    policy = {
        "PolicyName": "cpu",
        "PolicyType": "TargetTrackingScaling",
        "ScalingTargetId": {"Ref": "Target"},
        "TargetTrackingScalingPolicyConfiguration": TRACKING,
    }
    return {
        "Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": target},
        "Policy": {"Type": "AWS::ApplicationAutoScaling::ScalingPolicy", "Properties": policy},
    }


def _targets() -> Any:
    return client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]


def _policies() -> Any:
    return client("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]


def test_a_target_and_its_policy_are_described() -> None:
    stack = Stack().deploy(_resources(largest="4"))
    [target], [policy] = _targets(), _policies()
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    assert policy["ResourceId"] == "service/a/b"
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 50
    assert stack.id_of("Target") == "service/a/b|ecs:service:DesiredCount|ecs"
    tags = client("application-autoscaling").list_tags_for_resource(ResourceARN=target["ScalableTargetARN"])["Tags"]
    assert tags["team"] == "ml"


def test_an_update_changes_the_target_in_place() -> None:
    stack = Stack().deploy(_resources())
    arn = _targets()[0]["ScalableTargetARN"]
    stack.deploy(_resources(largest=8))
    [target] = _targets()
    assert (target["MaxCapacity"], target["ScalableTargetARN"]) == (8, arn)


def test_a_maximum_below_the_minimum_is_refused() -> None:
    assert "Maximum capacity cannot be less" in Stack().deploy(_resources(largest=0)).failures


def test_a_deregistered_target_takes_its_policies_along() -> None:
    Stack().deploy(_resources())
    client("application-autoscaling").deregister_scalable_target(**IDENTITY)
    assert (_targets(), _policies()) == ([], [])


def test_a_deleted_stack_leaves_neither() -> None:
    stack = Stack().deploy(_resources())
    stack.delete()
    assert (stack.status, _targets(), _policies()) == ("DELETE_COMPLETE", [], [])


def test_a_policy_without_a_target_is_refused() -> None:
    with pytest.raises(ClientError, match="No scalable target found"):
        client("application-autoscaling").put_scaling_policy(**IDENTITY, PolicyName="cpu")
