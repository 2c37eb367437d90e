"""Events on the default bus, as rules of the platform receive them."""

import json
from typing import Any

import fleet
import pytest

from account import client


@pytest.fixture
def received(request: pytest.FixtureRequest) -> Any:
    """Returns the events of a source that reached a queue."""
    queue = client("sqs").create_queue(QueueName="events")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("events").put_rule(Name="rule", EventPattern=json.dumps({"source": [request.param]}))
    client("events").put_targets(Rule="rule", Targets=[{"Id": "queue", "Arn": arn}])

    def receive() -> list[Any]:
        answer = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        return [json.loads(each["Body"]) for each in answer.get("Messages", [])]

    return receive


@pytest.mark.parametrize("received", ["aws.autoscaling"], indirect=True)
def test_a_group_reports_launches_and_terminations(received: Any) -> None:
    fleet.deploy(fleet.group(DesiredCapacity="1"))
    [instance] = fleet.members()
    fleet.scale(0)
    events = received()
    assert [(each["detail-type"], each["detail"]["EC2InstanceId"]) for each in events] == [
        ("EC2 Instance Launch Successful", instance),
        ("EC2 Instance Terminate Successful", instance),
    ]


@pytest.mark.parametrize("received", ["aws.autoscaling"], indirect=True)
def test_a_lifecycle_hook_reports_its_token_and_metadata(received: Any) -> None:
    fleet.deploy({**fleet.group(DesiredCapacity="1"), **fleet.hook(NotificationMetadata="fleet=default")})
    [instance] = fleet.members()
    received()
    fleet.scale(0)
    [event] = received()
    assert event["detail-type"] == "EC2 Instance-terminate Lifecycle Action"
    assert event["detail"]["EC2InstanceId"] == instance
    assert event["detail"]["NotificationMetadata"] == "fleet=default"
    client("autoscaling").complete_lifecycle_action(
        AutoScalingGroupName="fleet",
        LifecycleHookName="drain",
        LifecycleActionToken=event["detail"]["LifecycleActionToken"],
        LifecycleActionResult="ABANDON",
    )
    assert fleet.running() == []


@pytest.mark.parametrize("received", ["aws.autoscaling"], indirect=True)
def test_missing_spot_capacity_is_an_event(received: Any) -> None:
    fleet.deploy(fleet.group(MixedInstancesPolicy=fleet.mixed(OnDemandPercentageAboveBaseCapacity=0)))
    fleet.limit_spot_capacity(0)
    fleet.scale(1)
    assert [each["detail-type"] for each in received()] == ["EC2 Instance Launch Unsuccessful"]


@pytest.mark.parametrize("received", ["aws.ec2"], indirect=True)
def test_a_user_can_publish_the_event_that_a_spot_instance_is_reclaimed(received: Any) -> None:
    entry = {
        "Source": "aws.ec2",
        "DetailType": "EC2 Spot Instance Interruption Warning",
        "Detail": json.dumps({"instance-id": "i-1"}),
    }
    assert client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0
    assert [each["detail"]["instance-id"] for each in received()] == ["i-1"]


def _alarm(**properties: Any) -> None:
    settings = {
        "AlarmName": "alarm",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 1,
    }
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {**settings, **properties}}
    fleet.deploy({"Alarm": alarm})


METRIC = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Statistic": "Average", "Period": 60}


@pytest.mark.parametrize("received", ["aws.cloudwatch"], indirect=True)
def test_an_alarm_reports_a_change_of_its_state_once(received: Any) -> None:
    _alarm(**METRIC)
    for _ in range(2):
        client("cloudwatch").set_alarm_state(AlarmName="alarm", StateValue="ALARM", StateReason="idle")
    [event] = received()
    assert event["detail"]["alarmName"] == "alarm"
    assert event["detail"]["state"]["value"] == "ALARM"
    assert event["detail"]["previousState"]["value"] == "INSUFFICIENT_DATA"


def test_an_alarm_keeps_its_metric_math_and_has_no_metric_of_its_own() -> None:
    stat = {"Metric": {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization"}, "Period": 60, "Stat": "Average"}
    metrics = [
        {"Id": "load", "MetricStat": stat, "ReturnData": False},
        {"Id": "double", "Expression": "load * 2", "ReturnData": True},
    ]
    _alarm(Metrics=metrics)
    [alarm] = client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert [each["Id"] for each in alarm["Metrics"]] == ["load", "double"]
    assert "MetricName" not in alarm
