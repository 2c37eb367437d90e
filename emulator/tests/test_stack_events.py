"""Events of stacks as CloudFormation reports them, which the CDK CLI shows and counts."""

import json
from typing import Any

from account import Stack, client

VOLUME: dict[str, Any] = {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "us-west-2a", "Size": 8}}
BOARD: dict[str, Any] = {
    "Type": "AWS::CloudWatch::Dashboard",
    "Properties": {"DashboardName": "board", "DashboardBody": "{}"},
}
ALARM: dict[str, Any] = {
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
}
INVALID: dict[str, Any] = {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "us-west-2a", "Size": "x"}}


def _events(stack: Stack, since: int = 0) -> list[tuple[str, ...]]:
    """Logical id, status and, if there is one, reason of the events after the first `since`, oldest first."""
    described = client("cloudformation").describe_stack_events(StackName=stack.identifier)["StackEvents"]
    times = [event["Timestamp"] for event in described]
    assert times == sorted(set(times), reverse=True), "newest first, each later than the one before"
    found = [
        (event["LogicalResourceId"], event["ResourceStatus"], event.get("ResourceStatusReason", ""))
        for event in reversed(described)
    ]
    return [event if event[2] else event[:2] for event in found[since:]]


def _sized(resource: dict[str, Any], size: int) -> dict[str, Any]:
    return {**resource, "Properties": {**resource["Properties"], "Size": size}}


def test_a_stack_is_created() -> None:
    stack = Stack().deploy({"First": VOLUME, "Second": {**VOLUME, "DependsOn": "First"}})
    assert _events(stack) == [
        ("stack", "CREATE_IN_PROGRESS", "User Initiated"),
        ("First", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("First", "CREATE_COMPLETE"),
        ("Second", "CREATE_IN_PROGRESS"),
        ("Second", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Second", "CREATE_COMPLETE"),
        ("stack", "CREATE_COMPLETE"),
    ]


def test_an_update_reports_only_what_changes() -> None:
    stack = Stack().deploy({"Kept": VOLUME, "Changed": VOLUME, "Removed": VOLUME, "Board": BOARD})
    before = _statuses(stack)
    renamed = {**BOARD, "Properties": {**BOARD["Properties"], "DashboardName": "other"}, "DependsOn": "Changed"}
    added = {**VOLUME, "DependsOn": "Board"}
    count = len(_events(stack))
    stack.deploy({"Kept": VOLUME, "Changed": _sized(VOLUME, 16), "Board": renamed, "Added": added})
    assert _events(stack, count) == [
        ("stack", "UPDATE_IN_PROGRESS", "User Initiated"),
        ("Changed", "UPDATE_IN_PROGRESS"),
        ("Changed", "UPDATE_COMPLETE"),
        (
            "Board",
            "UPDATE_IN_PROGRESS",
            "Requested update requires the creation of a new physical resource; hence creating one.",
        ),
        ("Board", "UPDATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Board", "UPDATE_COMPLETE"),
        ("Added", "CREATE_IN_PROGRESS"),
        ("Added", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Added", "CREATE_COMPLETE"),
        ("stack", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Board", "DELETE_IN_PROGRESS"),
        ("Board", "DELETE_COMPLETE"),
        ("Removed", "DELETE_IN_PROGRESS"),
        ("Removed", "DELETE_COMPLETE"),
        ("stack", "UPDATE_COMPLETE"),
    ]
    after = _statuses(stack)
    assert after["Kept"] == before["Kept"]
    assert {name: status for name, (status, _) in after.items()} == {
        "Kept": "CREATE_COMPLETE",
        "Changed": "UPDATE_COMPLETE",
        "Board": "UPDATE_COMPLETE",
        "Added": "CREATE_COMPLETE",
    }


def test_a_changed_tag_of_the_stack_updates_what_has_tags() -> None:
    stack = Stack().deploy({"Volume": VOLUME})
    count = len(_events(stack))
    client("cloudformation").update_stack(
        StackName="stack",
        TemplateBody=json.dumps({"Resources": {"Volume": VOLUME}}),
        Tags=[{"Key": "Team", "Value": "vision"}],
    )
    stack.wait()
    assert [event[:2] for event in _events(stack, count)[1:3]] == [
        ("Volume", "UPDATE_IN_PROGRESS"),
        ("Volume", "UPDATE_COMPLETE"),
    ]


def test_a_changed_deletion_policy_is_a_change_of_the_resource() -> None:
    stack = Stack().deploy({"Volume": VOLUME, "Other": VOLUME})
    count = len(_events(stack))
    stack.deploy({"Volume": {**VOLUME, "DeletionPolicy": "Retain"}, "Other": VOLUME})
    assert _events(stack, count)[1:3] == [("Volume", "UPDATE_IN_PROGRESS"), ("Volume", "UPDATE_COMPLETE")]


def test_a_failed_create_rolls_back() -> None:
    stack = Stack().deploy({"Volume": VOLUME, "Invalid": {**INVALID, "DependsOn": "Volume"}})
    events = _events(stack)
    failed = next(event for event in events if event[1] == "CREATE_FAILED")
    assert failed[0] == "Invalid"
    assert events[events.index(failed) - 1] == ("Invalid", "CREATE_IN_PROGRESS")
    assert events[events.index(failed) + 1 :] == [
        (
            "stack",
            "ROLLBACK_IN_PROGRESS",
            "The following resource(s) failed to create: [Invalid]. Rollback requested by user.",
        ),
        ("Volume", "DELETE_IN_PROGRESS"),
        ("Volume", "DELETE_COMPLETE"),
        ("stack", "ROLLBACK_COMPLETE"),
    ]


def test_a_failed_update_rolls_back() -> None:
    stack = Stack().deploy({"Kept": VOLUME, "Changed": ALARM, "Failing": VOLUME})
    count = len(_events(stack))
    stack.deploy(
        {
            "Kept": VOLUME,
            "Changed": {**ALARM, "Properties": {**ALARM["Properties"], "Threshold": 2}},
            "Added": {**VOLUME, "DependsOn": "Changed"},
            "Failing": {**INVALID, "DependsOn": "Added"},
        }
    )
    events = [event[:2] for event in _events(stack, count)]
    assert events == [
        ("stack", "UPDATE_IN_PROGRESS"),
        ("Changed", "UPDATE_IN_PROGRESS"),
        ("Changed", "UPDATE_COMPLETE"),
        ("Added", "CREATE_IN_PROGRESS"),
        ("Added", "CREATE_IN_PROGRESS"),
        ("Added", "CREATE_COMPLETE"),
        ("Failing", "UPDATE_IN_PROGRESS"),
        ("Failing", "UPDATE_FAILED"),
        ("stack", "UPDATE_ROLLBACK_IN_PROGRESS"),
        ("Changed", "UPDATE_IN_PROGRESS"),
        ("Changed", "UPDATE_COMPLETE"),
        ("Failing", "UPDATE_IN_PROGRESS"),
        ("Failing", "UPDATE_COMPLETE"),
        ("stack", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        ("Added", "DELETE_IN_PROGRESS"),
        ("Added", "DELETE_COMPLETE"),
        ("stack", "UPDATE_ROLLBACK_COMPLETE"),
    ]


def test_a_resource_that_an_update_cannot_create_failed_to_be_created() -> None:
    stack = Stack().deploy({"Volume": VOLUME})
    count = len(_events(stack))
    stack.deploy({"Volume": VOLUME, "Invalid": INVALID})
    assert [event[:2] for event in _events(stack, count)[1:3]] == [
        ("Invalid", "CREATE_IN_PROGRESS"),
        ("Invalid", "CREATE_FAILED"),
    ]


def test_a_failed_stack_names_the_resources_that_failed() -> None:
    resources = {"Volume": VOLUME, "Invalid": {**INVALID, "DependsOn": "Volume"}}
    cloudformation = client("cloudformation")
    template = json.dumps({"Resources": resources})
    cloudformation.create_stack(StackName="stack", TemplateBody=template, DisableRollback=True)
    stack = Stack()
    stack.identifier = "stack"
    stack.wait()
    last = _events(stack)[-1]
    assert last == ("stack", "CREATE_FAILED", "The following resource(s) failed to create: [Invalid]. ")


def test_a_stack_is_deleted_in_reverse_order() -> None:
    kept = {**VOLUME, "DeletionPolicy": "Retain"}
    stack = Stack().deploy({"First": kept, "Second": {**VOLUME, "DependsOn": "First"}})
    count = len(_events(stack))
    stack.delete()
    assert _events(stack, count) == [
        ("stack", "DELETE_IN_PROGRESS", "User Initiated"),
        ("Second", "DELETE_IN_PROGRESS"),
        ("Second", "DELETE_COMPLETE"),
        ("First", "DELETE_SKIPPED"),
        ("stack", "DELETE_COMPLETE"),
    ]


def test_the_resources_of_a_change_set_are_those_of_the_events() -> None:
    stack = Stack().deploy({f"Volume{index}": VOLUME for index in range(6)} | {"Alarm": ALARM})
    count = len(_events(stack))
    changed = {f"Volume{index}": _sized(VOLUME, 16) if index < 2 else VOLUME for index in range(1, 6)}
    cloudformation = client("cloudformation")
    body = json.dumps({"Resources": changed | {"Alarm": ALARM, "Board": BOARD}})
    cloudformation.create_change_set(StackName="stack", ChangeSetName="change", TemplateBody=body)
    listed = cloudformation.describe_change_set(StackName="stack", ChangeSetName="change")["Changes"]
    cloudformation.execute_change_set(StackName="stack", ChangeSetName="change")
    stack.wait()
    named = {event[0] for event in _events(stack, count)} - {"stack"}
    assert named == {each["ResourceChange"]["LogicalResourceId"] for each in listed}


def _statuses(stack: Stack) -> dict[str, tuple[str, Any]]:
    described = client("cloudformation").describe_stack_resources(StackName=stack.name)["StackResources"]
    return {each["LogicalResourceId"]: (each["ResourceStatus"], each["Timestamp"]) for each in described}
