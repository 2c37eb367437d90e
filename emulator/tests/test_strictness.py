"""Checks of properties: the account accepts a template if and only if AWS accepts it."""

from typing import Any

import pytest

from account import Stack
from emulator import schemas

VOLUME = {"AvailabilityZone": "us-west-2a", "Size": 8}


def _volume(**properties: Any) -> dict[str, Any]:
    return {"Volume": {"Type": "AWS::EC2::Volume", "Properties": {**VOLUME, **properties}}}


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({"Type": "AWS::EC2::Volume", "Properties": {**VOLUME, "Colour": "red"}}, "Colour"),
        ({"Type": "AWS::EC2::Volume", "Properties": {**VOLUME, "VolumeId": "vol-1"}}, "/VolumeId: is read-only"),
        ({"Type": "AWS::EC2::Volume", "Properties": {"Size": 8}}, "is not valid under any of the given schemas"),
        ({"Type": "AWS::EC2::FlowLog", "Properties": {"ResourceType": "VPC"}}, "'ResourceId' is a required property"),
        ({"Type": "AWS::EC2::Volume", "Properties": {**VOLUME, "Size": "many"}}, "/Size"),
        ({"Type": "AWS::EC2::Volume", "Properties": {**VOLUME, "Encrypted": "yes"}}, "/Encrypted"),
        ({"Type": "AWS::S3::Bucket", "Properties": {"Versioning": "on"}}, "Versioning"),
    ],
)
def test_a_resource_with_a_wrong_property_is_refused(resource: dict[str, Any], reason: str) -> None:
    stack = Stack().deploy({"Resource": resource})
    assert stack.status == "ROLLBACK_COMPLETE"
    assert reason in stack.failures


def test_a_type_that_the_region_lacks_is_refused_and_every_other_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "get_region", lambda: "eu-north-1")
    # Needed by the account before it starts.
    assert schemas.recreation_paths("AWS::Budgets::Budget")[("NotificationsWithSubscribers",)] == "Always"
    assert schemas.tag_property("AWS::Budgets::Budget") is not None
    schemas.check("AWS::EC2::Volume", VOLUME)
    with pytest.raises(ValueError, match="AWS publishes no resource type AWS::Budgets::Budget in eu-north-1"):
        schemas.check("AWS::Budgets::Budget", {"Budget": {"BudgetType": "COST", "TimeUnit": "MONTHLY"}})


def test_a_region_that_no_schema_knows_has_every_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "get_region", lambda: "me-west-1")
    schemas.check("AWS::EC2::Volume", VOLUME)


def test_every_wrong_property_is_named_at_once() -> None:
    failures = Stack().deploy(_volume(Colour="red", Size="many")).failures
    assert "Colour" in failures
    assert "/Size" in failures


def test_numbers_and_booleans_may_be_text() -> None:
    assert Stack().deploy(_volume(Size="8", Encrypted="false")).status == "CREATE_COMPLETE"


def test_a_number_may_stand_for_text() -> None:
    stack = Stack().deploy({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": 7}}})
    assert stack.status == "CREATE_COMPLETE"


def test_an_update_is_checked_as_well() -> None:
    stack = Stack().deploy(_volume())
    assert stack.deploy(_volume(Colour="red")).status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Colour" in stack.failures


def test_the_tags_that_cloudformation_adds_pass_the_check() -> None:
    stack = Stack().deploy(_volume(Tags=[{"Key": "owner", "Value": "ml"}]))
    assert stack.deploy(_volume(Tags=[{"Key": "owner", "Value": "research"}])).status == "UPDATE_COMPLETE"
