"""The rendezvous of instances."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from account import Account, credentials

from resumable.fleet import Fleet, Rendezvous, find_rendezvous


class Ec2:
    """Both clients, with instances as (id, minute of launch, lifecycle state)."""

    def __init__(self, instances: list[tuple[str, int, str]], group: str | None = "fleet") -> None:
        self.instances, self._group = instances, group

    def __call__(self, _: str) -> Ec2:
        return self

    def describe_auto_scaling_instances(self, InstanceIds: list[str]) -> Any:
        grouped = [{"AutoScalingGroupName": self._group}] if self._group else []
        return {"AutoScalingInstances": grouped}

    def describe_auto_scaling_groups(self, AutoScalingGroupNames: list[str]) -> Any:
        instances = [{"InstanceId": name, "LifecycleState": state} for name, _, state in self.instances]
        return {"AutoScalingGroups": [{"Instances": instances}]}

    def get_paginator(self, _: str) -> Ec2:
        return self

    def paginate(self, InstanceIds: list[str]) -> Any:
        launched = {
            name: datetime(2026, 11, 24, 12, minute, tzinfo=timezone.utc)
            for name, minute, _ in self.instances
        }
        instances = [
            {"InstanceId": name, "LaunchTime": launched[name], "PrivateIpAddress": f"10.0.10.{name[2:]}"}
            for name in InstanceIds
        ]
        return [{"Reservations": [{"Instances": instances}]}]


def meet(me: str, *instances: tuple[str, int, str], group: str | None = "fleet") -> Rendezvous:
    return Fleet(me, Ec2(list(instances), group)).rendezvous(wait_seconds=0.02, pause_seconds=0.005)


def test_oldest_in_service_is_the_host() -> None:
    instances = [
        ("i-3", 5, "InService"),
        ("i-2", 5, "InService"),
        ("i-1", 1, "Terminating:Wait"),
        ("i-4", 9, "Pending"),
    ]
    assert meet("i-3", *instances) == Rendezvous("10.0.10.2", 29500, False, "10.0.10.3")
    assert meet("i-2", *instances) == Rendezvous("10.0.10.2", 29500, True, "10.0.10.2")
    assert meet("i-4", *instances).host == "10.0.10.2"


def test_in_no_group_an_instance_is_alone() -> None:
    assert meet("i-7", ("i-7", 0, ""), group=None) == Rendezvous("10.0.10.7", 29500, True, "10.0.10.7")


def test_waits_until_an_instance_is_in_service() -> None:
    instances = [("i-1", 1, "Pending"), ("i-2", 2, "Pending")]
    assert meet("i-2", *instances).host == "10.0.10.2"
    ec2 = Ec2(instances)
    describe = ec2.describe_auto_scaling_groups

    def later(**names: list[str]) -> Any:
        found = describe(**names)
        ec2.instances = [("i-1", 1, "InService"), ("i-2", 2, "InService")]
        return found

    ec2.describe_auto_scaling_groups = later  # type: ignore[method-assign]
    assert Fleet("i-2", ec2).rendezvous(wait_seconds=5, pause_seconds=0.001).host == "10.0.10.1"


def test_without_a_fleet() -> None:
    assert find_rendezvous("10.1.2.3:1234", {}) == Rendezvous("10.1.2.3", 1234, None, None)
    assert find_rendezvous("auto", {}).host == "127.0.0.1"


@pytest.fixture
def clients(account: Account, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Clients of the emulated account."""
    for name, value in (credentials() | {"AWS_ENDPOINT_URL": account.url}).items():
        monkeypatch.setenv(name, value)
    return boto3.client


def test_a_single_instance_of_an_account(clients: Any) -> None:
    ec2 = clients("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    [instance] = ec2.run_instances(ImageId=image, InstanceType="g5.xlarge", MinCount=1, MaxCount=1)[
        "Instances"
    ]
    place = find_rendezvous("auto", {"ML_INSTANCE_ID": instance["InstanceId"]})
    assert place == Rendezvous(instance["PrivateIpAddress"], 29500, True, instance["PrivateIpAddress"])


def test_a_group_of_an_account(clients: Any) -> None:
    """With a stub of EC2, because instances of MiniStack's Auto Scaling do not exist in its EC2."""
    auto_scaling = clients("autoscaling")
    template = clients("ec2").create_launch_template(
        LaunchTemplateName="fleet", LaunchTemplateData={"ImageId": "ami-1", "InstanceType": "g5.xlarge"}
    )["LaunchTemplate"]
    auto_scaling.create_auto_scaling_group(
        AutoScalingGroupName="fleet",
        MinSize=0,
        MaxSize=2,
        AvailabilityZones=["us-west-2a"],
        LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"]},
    )
    auto_scaling.set_desired_capacity(AutoScalingGroupName="fleet", DesiredCapacity=2)
    [group] = auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["fleet"])["AutoScalingGroups"]
    older, newer = (instance["InstanceId"] for instance in group["Instances"])
    stub = Ec2([(newer, 9, ""), (older, 3, "")])
    for me in (older, newer):
        fleet = Fleet(me, lambda service: stub if service == "ec2" else auto_scaling)
        assert fleet.rendezvous(wait_seconds=0).host == f"10.0.10.{older[2:]}"
