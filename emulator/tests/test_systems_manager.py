"""Systems Manager: documents, associations, commands and public parameters."""

import json
from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError

from account import Stack, client

PROFILE = {"IamInstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/training"}}


def _content(command: str = "true", **others: Any) -> dict[str, Any]:
    step = {"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": [command]}}
    job = {"type": "String", "allowedPattern": "^[a-z]+$"}
    action = {"type": "String", "allowedValues": ["start", "stop"], "default": "start"}
    parameters = {"job": job, "action": action}
    return {"schemaVersion": "2.2", "parameters": parameters, "mainSteps": [step], **others}


def _document(content: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    settings = {"DocumentType": "Command", "Content": content or _content(), **properties}
    return {"Job": {"Type": "AWS::SSM::Document", "Properties": settings}}


def test_a_document_is_described_with_its_parameters() -> None:
    name = fleet.deploy(_document()).id_of("Job")
    found = client("ssm").describe_document(Name=name)["Document"]
    assert [(each["Name"], each.get("DefaultValue")) for each in found["Parameters"]] == [
        ("job", None),
        ("action", "start"),
    ]
    assert json.loads(client("ssm").get_document(Name=name)["Content"]) == _content()


@pytest.mark.parametrize(
    "content",
    [
        _content(schemaVersion="9.9"),
        _content(mainSteps=[]),
        _content(parameters={"job": {"type": "Text"}}),
        _content(parameters={"job": {"type": "String", "allowedPattern": "("}}),
    ],
)
def test_a_document_that_aws_would_refuse_fails(content: dict[str, Any]) -> None:
    stack = Stack().deploy(_document(content))
    assert stack.status == "ROLLBACK_COMPLETE"
    assert "InvalidDocumentContent" in stack.failures


def test_new_content_becomes_the_default_version_of_the_same_document() -> None:
    stack = fleet.deploy(_document(UpdateMethod="NewVersion"))
    name = stack.id_of("Job")
    stack.deploy(_document(_content("false"), UpdateMethod="NewVersion"))
    assert stack.id_of("Job") == name
    assert client("ssm").get_document(Name=name)["DocumentVersion"] == "2"


def test_new_content_replaces_a_document_without_versions() -> None:
    stack = fleet.deploy(_document())
    before = stack.id_of("Job")
    stack.deploy(_document(_content("false")))
    assert stack.id_of("Job") != before


def test_a_named_document_cannot_be_replaced() -> None:
    stack = fleet.deploy(_document(Name="job"))
    assert "Rename job" in stack.deploy(_document(_content("false"), Name="job")).failures


@pytest.fixture
def job() -> str:
    """Name of a document in an account with a group."""
    return fleet.deploy({**fleet.group(PROFILE), **_document()}).id_of("Job")


def _associate(document: str, **parameters: list[str]) -> str:
    targets = [{"Key": "tag:aws:autoscaling:groupName", "Values": ["fleet"]}]
    given = {"job": ["train"], **parameters}
    created = client("ssm").create_association(Name=document, Targets=targets, Parameters=given)
    return str(created["AssociationDescription"]["AssociationId"])


def _reached(association: str) -> set[str]:
    """Instances on which an association ran."""
    executions = client("ssm").describe_association_executions(AssociationId=association)["AssociationExecutions"]
    return {
        target["ResourceId"]
        for each in executions
        for target in client("ssm").describe_association_execution_targets(
            AssociationId=association, ExecutionId=each["ExecutionId"]
        )["AssociationExecutionTargets"]
    }


@pytest.mark.parametrize(
    "parameters", [{"job": ["Train"]}, {"action": ["pause"]}, {"other": ["x"]}], ids=["pattern", "value", "unknown"]
)
def test_a_value_that_the_document_does_not_accept_is_refused(job: str, parameters: dict[str, list[str]]) -> None:
    with pytest.raises(ClientError, match="InvalidParameters"):
        _associate(job, **parameters)


def test_an_association_without_a_required_parameter_is_refused(job: str) -> None:
    with pytest.raises(ClientError, match="missing: \\['job'\\]"):
        client("ssm").create_association(Name=job, Targets=[{"Key": "InstanceIds", "Values": ["*"]}])


def test_an_association_is_pending_until_there_is_an_instance(job: str) -> None:
    association = _associate(job)
    found = client("ssm").describe_association(AssociationId=association)["AssociationDescription"]
    assert found["Overview"]["Status"] == "Pending"


def test_an_association_reaches_instances_that_launch_later(job: str) -> None:
    fleet.scale(1)
    association = _associate(job)
    assert _reached(association) == set(fleet.members())
    fleet.scale(2)
    assert _reached(association) == set(fleet.members())
    overview = client("ssm").describe_association(AssociationId=association)["AssociationDescription"]["Overview"]
    assert overview["AssociationStatusAggregatedCount"] == {"Success": 2}


def test_an_association_runs_again_on_request(job: str) -> None:
    fleet.scale(1)
    association = _associate(job)
    client("ssm").start_associations_once(AssociationIds=[association])
    executions = client("ssm").describe_association_executions(AssociationId=association)["AssociationExecutions"]
    assert len(executions) == 2


def test_an_update_of_an_association_is_a_new_version_that_runs(job: str) -> None:
    fleet.scale(1)
    association = _associate(job)
    client("ssm").update_association(AssociationId=association, Parameters={"job": ["other"]})
    newest = client("ssm").describe_association_executions(AssociationId=association)["AssociationExecutions"][0]
    assert newest["AssociationVersion"] == "2"


def test_a_document_in_use_is_not_deleted(job: str) -> None:
    association = _associate(job)
    with pytest.raises(ClientError, match="AssociatedInstances"):
        client("ssm").delete_document(Name=job)
    client("ssm").delete_association(AssociationId=association)
    client("ssm").delete_document(Name=job)
    with pytest.raises(ClientError, match="InvalidDocument"):
        client("ssm").describe_document(Name=job)


def test_associations_are_found_by_document(job: str) -> None:
    association = _associate(job)
    for name, expected in ((job, [association]), ("other", [])):
        filters = [{"key": "Name", "value": name}]
        found = client("ssm").list_associations(AssociationFilterList=filters)["Associations"]
        assert [each["AssociationId"] for each in found] == expected


def test_a_command_reaches_the_instances_with_a_tag(job: str) -> None:
    fleet.scale(2)
    targets = [{"Key": "tag:aws:autoscaling:groupName", "Values": ["fleet"]}]
    sent = client("ssm").send_command(DocumentName=job, Targets=targets, Parameters={"job": ["train"]})
    invocations = client("ssm").list_command_invocations(CommandId=sent["Command"]["CommandId"])["CommandInvocations"]
    assert sorted(each["InstanceId"] for each in invocations) == sorted(fleet.members())


def test_a_command_with_an_unknown_document_is_refused() -> None:
    with pytest.raises(ClientError, match="InvalidDocument"):
        client("ssm").send_command(DocumentName="unknown", InstanceIds=["i-0123456789abcdef0"])


def test_an_instance_without_a_profile_is_not_managed() -> None:
    fleet.deploy(fleet.group(DesiredCapacity="1"))
    assert client("ssm").describe_instance_information()["InstanceInformationList"] == []


@pytest.mark.parametrize(
    "name",
    [
        "/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-amazon-linux-2023/latest/ami-id",
        "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/nvidia/recommended/image_id",
        "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
    ],
)
def test_a_public_parameter_names_an_image(name: str) -> None:
    value = client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    assert value.startswith("ami-")
    fleet.deploy(fleet.group({"ImageId": f"resolve:ssm:{name}"}, DesiredCapacity="1"))
    assert fleet.running()[0]["ImageId"] == value


def test_a_misspelt_public_parameter_has_no_image() -> None:
    name = "/aws/service/deeplearning/ami/x86_64/latest"
    stack = Stack().deploy(fleet.group({"ImageId": f"resolve:ssm:{name}"}, DesiredCapacity="1"))
    assert "No public parameter" in stack.failures
