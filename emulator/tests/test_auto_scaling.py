"""Sizes, instances and lifecycle hooks of Auto Scaling groups."""

import time
from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import client


def test_the_instances_of_a_group_are_ec2_instances_with_its_settings() -> None:
    tags = [{"Key": "team", "Value": "ml", "PropagateAtLaunch": True}]
    fleet.deploy(fleet.group(DesiredCapacity="2", Tags=tags))
    instances = fleet.running()
    assert sorted(each["InstanceId"] for each in instances) == sorted(fleet.members())
    for each in instances:
        assert (each["InstanceType"], each["Placement"]["AvailabilityZone"]) == ("g6e.xlarge", "us-west-2b")
        found = {tag["Key"]: tag["Value"] for tag in each["Tags"]}
        assert found["team"] == "ml"
        assert found["aws:autoscaling:groupName"] == "fleet"


def test_a_tag_that_is_not_propagated_stays_on_the_group() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="1", Tags=[{"Key": "team", "Value": "ml", "PropagateAtLaunch": False}]))
    assert "team" not in {tag["Key"] for tag in fleet.running()[0]["Tags"]}


def test_a_smaller_group_terminates_its_oldest_instances() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="3"))
    before = fleet.members()
    fleet.scale(1)
    assert fleet.members() == before[2:]
    assert [each["InstanceId"] for each in fleet.running()] == before[2:]


@pytest.mark.parametrize(("desired", "problem"), [(5, "above max value 4"), (0, "below min value 1")])
def test_a_desired_capacity_beyond_the_limits_is_refused(desired: int, problem: str) -> None:
    fleet.deploy(fleet.group(MinSize="1", DesiredCapacity="1"))
    with pytest.raises(ClientError, match=problem):
        fleet.scale(desired)
    assert len(fleet.members()) == 1


def test_an_update_with_a_desired_capacity_beyond_its_own_limits_is_refused() -> None:
    fleet.deploy(fleet.group())
    with pytest.raises(ClientError, match="must be between"):
        client("autoscaling").update_auto_scaling_group(AutoScalingGroupName="fleet", MaxSize=2, DesiredCapacity=3)


def test_new_limits_move_the_desired_capacity() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="3"))
    client("autoscaling").update_auto_scaling_group(AutoScalingGroupName="fleet", MaxSize=1)
    assert fleet.described()["DesiredCapacity"] == 1
    assert len(fleet.members()) == 1


def test_a_deployment_keeps_the_size_that_a_user_has_set() -> None:
    stack = fleet.deploy(fleet.group())
    fleet.scale(2)
    before = fleet.members()
    assert stack.deploy(fleet.group(Cooldown="60")).status == "UPDATE_COMPLETE"
    assert fleet.described()["DesiredCapacity"] == 2
    assert fleet.members() == before


def test_a_protected_instance_survives_scale_in_and_keeps_the_stack_from_being_deleted() -> None:
    stack = fleet.deploy(fleet.group(DesiredCapacity="2"))
    protected = fleet.members()[0]
    client("autoscaling").set_instance_protection(
        AutoScalingGroupName="fleet", InstanceIds=[protected], ProtectedFromScaleIn=True
    )
    fleet.scale(1)
    assert fleet.members() == [protected]
    stack.delete()
    assert stack.status == "DELETE_FAILED"
    assert f"protected from scale-in: {protected}" in stack.failures


def test_a_deleted_stack_leaves_no_instance() -> None:
    stack = fleet.deploy(fleet.group(DesiredCapacity="2"))
    stack.delete()
    assert stack.status == "DELETE_COMPLETE"
    assert fleet.running() == []


def test_a_group_with_instances_is_deleted_by_force_only() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="1"))
    with pytest.raises(ClientError, match="while there are instances"):
        client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="fleet")
    client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="fleet", ForceDelete=True)
    assert fleet.running() == []


def test_an_instance_that_a_user_terminates_is_replaced() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="1"))
    [lost] = fleet.members()
    client("ec2").terminate_instances(InstanceIds=[lost])
    [replacement] = fleet.members()
    assert replacement != lost


@pytest.mark.parametrize(("decrement", "left"), [(True, 1), (False, 2)])
def test_an_instance_is_terminated_with_or_without_a_replacement(decrement: bool, left: int) -> None:
    fleet.deploy(fleet.group(DesiredCapacity="2"))
    instance = fleet.members()[0]
    client("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=instance, ShouldDecrementDesiredCapacity=decrement
    )
    assert len(fleet.members()) == left
    assert instance not in fleet.members()


def test_the_minimum_is_not_undercut() -> None:
    fleet.deploy(fleet.group(MinSize="1", DesiredCapacity="1"))
    with pytest.raises(ClientError, match="violate group's min size"):
        client("autoscaling").terminate_instance_in_auto_scaling_group(
            InstanceId=fleet.members()[0], ShouldDecrementDesiredCapacity=True
        )


def _lifecycles() -> list[Any]:
    instances = client("autoscaling").describe_auto_scaling_instances()["AutoScalingInstances"]
    return [each["LifecycleState"] for each in instances]


def test_a_hook_delays_the_termination_until_it_is_completed() -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook()})
    [instance] = fleet.members()
    fleet.scale(0)
    assert _lifecycles() == ["Terminating:Wait"]
    assert len(fleet.running()) == 1
    client("autoscaling").complete_lifecycle_action(
        AutoScalingGroupName="fleet",
        LifecycleHookName="drain",
        InstanceId=instance,
        LifecycleActionResult="CONTINUE",
    )
    assert _lifecycles() == []
    assert fleet.running() == []


def test_a_waiting_instance_is_replaced_at_once() -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook()})
    client("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=fleet.members()[0], ShouldDecrementDesiredCapacity=False
    )
    assert sorted(_lifecycles()) == ["InService", "Terminating:Wait"]


def test_a_hook_times_out_and_a_heartbeat_extends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook()})
    [instance] = fleet.members()
    fleet.scale(0)
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + 200)
    client("autoscaling").record_lifecycle_action_heartbeat(
        AutoScalingGroupName="fleet", LifecycleHookName="drain", InstanceId=instance
    )
    monkeypatch.setattr(time, "time", lambda: start + 400)
    assert _lifecycles() == ["Terminating:Wait"]
    monkeypatch.setattr(time, "time", lambda: start + 600)
    assert _lifecycles() == []


def test_a_lifecycle_action_that_is_over_cannot_be_completed() -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook()})
    with pytest.raises(ClientError, match="No active Lifecycle Action found"):
        client("autoscaling").complete_lifecycle_action(
            AutoScalingGroupName="fleet",
            LifecycleHookName="drain",
            InstanceId=fleet.members()[0],
            LifecycleActionResult="CONTINUE",
        )


def test_a_deleted_hook_releases_the_instance_that_waits() -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook()})
    fleet.scale(0)
    client("autoscaling").delete_lifecycle_hook(AutoScalingGroupName="fleet", LifecycleHookName="drain")
    assert fleet.running() == []


def test_a_hook_keeps_the_settings_that_a_change_omits() -> None:
    fleet.deploy({**fleet.group(), **fleet.hook(HeartbeatTimeout=120)})
    client("autoscaling").put_lifecycle_hook(
        AutoScalingGroupName="fleet", LifecycleHookName="drain", DefaultResult="CONTINUE"
    )
    [hook] = client("autoscaling").describe_lifecycle_hooks(AutoScalingGroupName="fleet")["LifecycleHooks"]
    assert (hook["HeartbeatTimeout"], hook["DefaultResult"]) == (120, "CONTINUE")


def test_scheduled_actions_are_found_by_name() -> None:
    def schedule(start: str) -> dict[str, Any]:
        properties = {"AutoScalingGroupName": {"Ref": "Group"}, "DesiredCapacity": 1, "Recurrence": start}
        return {"Type": "AWS::AutoScaling::ScheduledAction", "Properties": properties}

    stack = fleet.deploy({**fleet.group(), "Up": schedule("0 8 * * *"), "Down": schedule("0 18 * * *")})
    name = stack.id_of("Down").rsplit("/", 1)[-1]
    actions = client("autoscaling").describe_scheduled_actions(ScheduledActionNames=[name])
    assert [each["Recurrence"] for each in actions["ScheduledUpdateGroupActions"]] == ["0 18 * * *"]


def test_a_group_publishes_every_metric_when_its_template_names_none() -> None:
    fleet.deploy(fleet.group(MetricsCollection=[{"Granularity": "1Minute"}]))
    metrics = {each["Metric"] for each in fleet.described()["EnabledMetrics"]}
    assert {"GroupInServiceInstances", "GroupDesiredCapacity"} < metrics


def test_a_warm_pool_is_described() -> None:
    pool = {"AutoScalingGroupName": {"Ref": "Group"}, "MaxGroupPreparedCapacity": 2}
    fleet.deploy({**fleet.group(), "Pool": {"Type": "AWS::AutoScaling::WarmPool", "Properties": pool}})
    configuration = client("autoscaling").describe_warm_pool(AutoScalingGroupName="fleet")["WarmPoolConfiguration"]
    assert configuration == {"MinSize": 0, "PoolState": "Stopped", "MaxGroupPreparedCapacity": 2}
