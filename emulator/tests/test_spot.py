"""Spot and on-demand instances of groups, spot capacity, and spot requests."""

from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import client


def _lifecycles() -> list[str]:
    return sorted(each.get("InstanceLifecycle", "on-demand") for each in fleet.running())


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        ({"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 0}, ["on-demand", "spot", "spot"]),
        ({"OnDemandPercentageAboveBaseCapacity": 0}, ["spot", "spot", "spot"]),
        # Auto Scaling rounds the share of on-demand instances up.
        ({"OnDemandPercentageAboveBaseCapacity": 50}, ["on-demand", "on-demand", "spot"]),
        ({}, ["on-demand", "on-demand", "on-demand"]),
    ],
)
def test_a_distribution_decides_how_many_instances_are_on_demand(
    distribution: dict[str, int], expected: list[str]
) -> None:
    fleet.deploy(fleet.group(MixedInstancesPolicy=fleet.mixed(**distribution), DesiredCapacity="3"))
    assert _lifecycles() == expected


def test_the_first_override_is_launched() -> None:
    fleet.deploy(fleet.group(MixedInstancesPolicy=fleet.mixed(), DesiredCapacity="1"))
    assert fleet.running()[0]["InstanceType"] == "p5.48xlarge"


def test_a_changed_policy_keeps_what_the_change_omits() -> None:
    policy = fleet.mixed(OnDemandBaseCapacity=0, OnDemandPercentageAboveBaseCapacity=0)
    fleet.deploy(fleet.group(MixedInstancesPolicy=policy))
    client("autoscaling").update_auto_scaling_group(
        AutoScalingGroupName="fleet", MixedInstancesPolicy={"InstancesDistribution": {"OnDemandBaseCapacity": 1}}
    )
    fleet.scale(2)
    assert _lifecycles() == ["on-demand", "spot"]
    policy = fleet.described()["MixedInstancesPolicy"]
    assert len(policy["LaunchTemplate"]["Overrides"]) == 2


SPOT = fleet.group(MixedInstancesPolicy=fleet.mixed(OnDemandPercentageAboveBaseCapacity=0))


def test_a_launch_without_spot_capacity_fails_with_an_activity() -> None:
    fleet.deploy(SPOT)
    fleet.limit_spot_capacity(1)
    fleet.scale(2)
    assert _lifecycles() == ["spot"]
    activities = client("autoscaling").describe_scaling_activities(AutoScalingGroupName="fleet")["Activities"]
    assert activities[0]["StatusCode"] == "Failed"
    assert "UnfulfillableCapacity" in activities[0]["StatusMessage"]


def test_a_group_reaches_its_size_when_spot_capacity_is_back() -> None:
    fleet.deploy(SPOT)
    fleet.limit_spot_capacity(0)
    fleet.scale(2)
    client("ssm").delete_parameter(Name=fleet.SPOT_CAPACITY)
    assert len(fleet.members()) == 2


def test_missing_spot_capacity_does_not_stop_on_demand_instances() -> None:
    fleet.limit_spot_capacity(0)
    fleet.deploy(fleet.group(DesiredCapacity="1"))
    assert _lifecycles() == ["on-demand"]


_TAGS = [
    {"ResourceType": kind, "Tags": [{"Key": "owner", "Value": "anna"}]}
    for kind in ("instance", "spot-instances-request")
]


def _workstation(**options: Any) -> Any:
    market = {"MarketType": "spot", "SpotOptions": options}
    properties = {"LaunchTemplate": fleet.REFERENCE, "SubnetId": {"Ref": "Subnet"}}
    return fleet.deploy(
        {
            **fleet.NETWORK,
            "Template": fleet.template({"InstanceMarketOptions": market, "TagSpecifications": _TAGS}),
            "Instance": {"Type": "AWS::EC2::Instance", "Properties": properties},
        }
    )


def _requests() -> Any:
    return client("ec2").describe_spot_instance_requests()["SpotInstanceRequests"]


def test_an_instance_with_spot_options_has_a_spot_request() -> None:
    _workstation(SpotInstanceType="persistent", InstanceInterruptionBehavior="stop")
    [instance] = fleet.running()
    [request] = _requests()
    assert request["InstanceId"] == instance["InstanceId"]
    assert request["SpotInstanceRequestId"] == instance["SpotInstanceRequestId"]
    assert (request["Type"], request["State"], request["InstanceInterruptionBehavior"]) == (
        "persistent",
        "active",
        "stop",
    )


@pytest.mark.parametrize(("kind", "state"), [("one-time", "closed"), ("persistent", "open")])
def test_a_persistent_request_outlives_its_stack(kind: str, state: str) -> None:
    _workstation(SpotInstanceType=kind).delete()
    assert [each["State"] for each in _requests()] == [state]


def test_a_cancelled_request_stays_cancelled_when_the_instance_is_terminated() -> None:
    stack = _workstation(SpotInstanceType="persistent")
    client("ec2").cancel_spot_instance_requests(SpotInstanceRequestIds=[_requests()[0]["SpotInstanceRequestId"]])
    stack.delete()
    assert [each["State"] for each in _requests()] == ["cancelled"]


def test_an_unknown_request_is_an_error() -> None:
    with pytest.raises(ClientError, match="NotFound"):
        client("ec2").describe_spot_instance_requests(SpotInstanceRequestIds=["sir-12345678"])


def test_an_open_request_starts_an_instance_outside_every_stack() -> None:
    _workstation(SpotInstanceType="persistent").delete()
    [instance] = fleet.running()
    assert {"Key": "owner", "Value": "anna"} in instance["Tags"]
    [request] = _requests()
    assert (request["State"], request["InstanceId"]) == ("active", instance["InstanceId"])


def test_requests_are_found_by_tag_and_state() -> None:
    _workstation(SpotInstanceType="persistent")

    def found(state: str, owner: str) -> int:
        filters = [{"Name": "state", "Values": [state]}, {"Name": "tag:owner", "Values": [owner]}]
        return len(client("ec2").describe_spot_instance_requests(Filters=filters)["SpotInstanceRequests"])

    assert [found("active", "anna"), found("open", "anna"), found("active", "ben")] == [1, 0, 0]
