"""Systems Manager: State Manager associations, which MiniStack lacks, and commands for instances of the account.

A command with a document of the account succeeds immediately, as in MiniStack; a shell script of AWS-RunShellScript
fails. What a document does on an instance is not known here: the package `instances` reads the executions. An
association runs for its targets when it is created, for instances that launch later at the next request that reads it,
and again by StartAssociationsOnce. Schedules are stored, but never run.
"""

import json
import time
from collections.abc import Mapping

from ministack.core.responses import new_uuid
from ministack.services import ec2, ssm

from . import state
from .calls import call
from .json_service import ServiceError, action_name, answer
from .shapes import Parameters, Properties, Reply, RequestHandler
from .ssm_documents import ACTIONS as DOCUMENT_ACTIONS
from .ssm_documents import check_parameters, document

_associations = state.store("ssm_associations")
_SETTINGS = (
    "Name",
    "AssociationName",
    "Targets",
    "InstanceId",
    "Parameters",
    "DocumentVersion",
    "ScheduleExpression",
    "ApplyOnlyAtCronInterval",
    "MaxConcurrency",
    "MaxErrors",
    "ComplianceSeverity",
    "SyncCompliance",
    "OutputLocation",
)


def _managed() -> set[str]:
    """Running instances with an instance profile, as if the Systems Manager agent were connected."""
    return {
        identifier
        for identifier, record in ec2._instances.items()
        if record["State"]["Name"] == "running" and record.get("IamInstanceProfile")
    }


def _targeted(targets: list[Properties]) -> list[str]:
    """Managed instances that match all targets."""
    found = _managed()
    for target in targets:
        key, values = target["Key"], target.get("Values") or []
        if key.lower() == "instanceids":
            found &= found if "*" in values else set(values)
        elif key.startswith("tag:"):
            found = {each for each in found if _tag(each, key.removeprefix("tag:")) in values}
        elif key == "tag-key":
            found = {each for each in found if any(_tag(each, value) is not None for value in values)}
        else:
            raise ServiceError("InvalidTarget", f"The local account knows no target {key}")
    return sorted(found)


def _tag(instance: str, key: str) -> str | None:
    return next((tag["Value"] for tag in ec2._tags.get(instance) or [] if tag["Key"] == key), None)


def _create(request: Properties) -> Properties:
    identifier = new_uuid()
    now = time.time()
    association = {
        "AssociationId": identifier,
        "AssociationVersion": "1",
        "DocumentVersion": "$DEFAULT",
        "Date": now,
        "LastUpdateAssociationDate": now,
        "Executions": [],
        **_settings(request),
    }
    _associations[identifier] = association
    _run(association)
    return {"AssociationDescription": _description(association)}


def _settings(request: Properties) -> Properties:
    name = request["Name"]
    if not name.startswith("AWS-"):
        name = document(name)["Name"]
    check_parameters(name, request.get("Parameters") or {})
    if not request.get("Targets") and not request.get("InstanceId"):
        raise ServiceError("InvalidTarget", "An association needs targets")
    return {**{each: request[each] for each in _SETTINGS if each in request}, "Name": name}


def _update(request: Properties) -> Properties:
    association = _find(request)
    present = {name: association[name] for name in _SETTINGS if name in association}
    association.update(_settings({**present, **request}))
    association["AssociationVersion"] = str(int(association["AssociationVersion"]) + 1)
    association["LastUpdateAssociationDate"] = time.time()
    _run(association)
    return {"AssociationDescription": _description(association)}


def _find(request: Properties) -> Properties:
    for association in _associations.values():
        by_id = association["AssociationId"] == request.get("AssociationId")
        by_instance = "InstanceId" in request and all(
            association.get(name) == request.get(name) for name in ("Name", "InstanceId")
        )
        if by_id or by_instance:
            _run_for_new(association)
            return association
    raise ServiceError("AssociationDoesNotExist", "The specified association does not exist.")


def _instances(association: Properties) -> list[str]:
    instance = association.get("InstanceId")
    return _targeted(association.get("Targets") or [{"Key": "InstanceIds", "Values": [instance]}])


def _run(association: Properties, instances: list[str] | None = None) -> None:
    instances = _instances(association) if instances is None else instances
    if not instances:
        return
    request = {
        "DocumentName": association["Name"],
        "DocumentVersion": association["DocumentVersion"],
        "InstanceIds": instances,
        "Parameters": association.get("Parameters") or {},
    }
    command = call(ssm._send_command(request))["Command"]
    association["Executions"].insert(
        0,
        {
            "ExecutionId": new_uuid(),
            "AssociationVersion": association["AssociationVersion"],
            "CreatedTime": time.time(),
            "CommandId": command["CommandId"],
            "Instances": instances,
        },
    )


def _run_for_new(association: Properties) -> None:
    """Runs an association for its new targets since the last run."""
    known = {instance for execution in association["Executions"] for instance in execution["Instances"]}
    _run(association, [each for each in _instances(association) if each not in known])


def _start_once(request: Properties) -> Properties:
    for identifier in request["AssociationIds"]:
        _run(_find({"AssociationId": identifier}))
    return {}


def _delete(request: Properties) -> Properties:
    _associations.pop(_find(request)["AssociationId"])
    return {}


def _describe(request: Properties) -> Properties:
    return {"AssociationDescription": _description(_find(request))}


def _list(request: Properties) -> Properties:
    wanted = {each["key"]: each["value"] for each in request.get("AssociationFilterList") or []}
    found = []
    for association in _associations.values():
        _run_for_new(association)
        described = _description(association)
        if all(str(described.get(name)) == value for name, value in wanted.items()):
            found.append({name: value for name, value in described.items() if name != "Parameters"})
    return {"Associations": found}


def _description(association: Properties) -> Properties:
    members = {name: value for name, value in association.items() if name != "Executions"}
    executions = association["Executions"]
    if not executions:
        return {**members, "Overview": {"Status": "Pending", "DetailedStatus": "Creating"}}
    counts: dict[str, int] = {}
    for status in _status_by_instance(association).values():
        counts[status] = counts.get(status, 0) + 1
    overall = next((each for each in ("Failed", "Pending") if each in counts), "Success")
    overview = {"Status": overall, "DetailedStatus": overall, "AssociationStatusAggregatedCount": counts}
    return {**members, "Overview": overview, "LastExecutionDate": executions[0]["CreatedTime"]}


def _status_by_instance(association: Properties) -> dict[str, str]:
    """The latest status of each instance."""
    statuses: dict[str, str] = {}
    for execution in reversed(association["Executions"]):
        for instance in execution["Instances"]:
            statuses[instance] = _status(execution, instance)
    return statuses


def _status(execution: Properties, instance: str) -> str:
    invocation = ssm._commands[execution["CommandId"]]["Invocations"][instance]
    status: str = invocation["Status"]
    return {"InProgress": "Pending"}.get(status, status)


def _describe_executions(request: Properties) -> Properties:
    association = _find(request)
    return {"AssociationExecutions": [_execution(association, each) for each in association["Executions"]]}


def _execution(association: Properties, execution: Properties) -> Properties:
    statuses = [_status(execution, instance) for instance in execution["Instances"]]
    overall = next((each for each in ("Failed", "Pending") if each in statuses), "Success")
    counts = ", ".join(f"{each}={statuses.count(each)}" for each in sorted(set(statuses)))
    return {
        "AssociationId": association["AssociationId"],
        "AssociationVersion": execution["AssociationVersion"],
        "ExecutionId": execution["ExecutionId"],
        "Status": overall,
        "DetailedStatus": overall,
        "CreatedTime": execution["CreatedTime"],
        "LastExecutionDate": execution["CreatedTime"],
        "ResourceCountByStatus": f"{{{counts}}}",
    }


def _describe_execution_targets(request: Properties) -> Properties:
    association = _find(request)
    named = [each for each in association["Executions"] if each["ExecutionId"] == request["ExecutionId"]]
    if not named:
        raise ServiceError("AssociationExecutionDoesNotExist", "The specified execution does not exist.")
    execution = named[0]
    targets = [
        {
            "AssociationId": association["AssociationId"],
            "AssociationVersion": execution["AssociationVersion"],
            "ExecutionId": execution["ExecutionId"],
            "ResourceId": instance,
            "ResourceType": "ManagedInstance",
            "Status": _status(execution, instance),
            "DetailedStatus": _status(execution, instance),
            "LastExecutionDate": execution["CreatedTime"],
            "OutputSource": {"OutputSourceId": execution["CommandId"], "OutputSourceType": "RunCommand"},
        }
        for instance in execution["Instances"]
    ]
    return {"AssociationExecutionTargets": targets}


def _send_command(request: Properties) -> Properties:
    """MiniStack checks neither document nor parameters, and accepts targets by id only."""
    if not request["DocumentName"].startswith("AWS-"):
        document(request["DocumentName"])
    check_parameters(request["DocumentName"], request.get("Parameters") or {})
    instances = request.get("InstanceIds") or _targeted(request.get("Targets") or [])
    return _answered(ssm._send_command({**request, "InstanceIds": instances}))


def _list_invocations(request: Properties) -> Properties:
    found = [
        {**invocation, "CommandPlugins": []}
        for command in ssm._commands.values()
        for invocation in command["Invocations"].values()
        if request.get("CommandId") in (None, command["CommandId"])
        and request.get("InstanceId") in (None, invocation["InstanceId"])
    ]
    return {"CommandInvocations": found}


def _describe_instance_information(request: Properties) -> Properties:
    """MiniStack does not filter."""
    filters = [
        {"Key": each.get("Key") or each["key"], "Values": each.get("Values") or each["valueSet"]}
        for each in request.get("Filters") or request.get("InstanceInformationFilterList") or []
    ]
    wanted = set(_targeted([each for each in filters if each["Key"] != "PingStatus"]))
    answered = _answered(ssm._describe_instance_information({}))
    instances = [each for each in answered["InstanceInformationList"] if each["InstanceId"] in wanted]
    return {"InstanceInformationList": instances}


def _answered(reply: Reply) -> Properties:
    status, _, body = reply
    parsed: Properties = json.loads(body)
    if status >= 400:
        raise ServiceError(parsed["__type"], parsed["message"])
    return parsed


_ACTIONS = {
    **DOCUMENT_ACTIONS,
    "CreateAssociation": _create,
    "UpdateAssociation": _update,
    "DeleteAssociation": _delete,
    "DescribeAssociation": _describe,
    "ListAssociations": _list,
    "StartAssociationsOnce": _start_once,
    "DescribeAssociationExecutions": _describe_executions,
    "DescribeAssociationExecutionTargets": _describe_execution_targets,
    "SendCommand": _send_command,
    "ListCommandInvocations": _list_invocations,
    "DescribeInstanceInformation": _describe_instance_information,
}


def install() -> None:
    original: RequestHandler = ssm.handle_request

    async def handle_request(
        method: str, path: str, headers: Mapping[str, str], body: bytes, parameters: Parameters
    ) -> Reply:
        action = action_name(headers)
        if action in _ACTIONS:
            return answer(_ACTIONS, action, body)
        return await original(method, path, headers, body, parameters)

    ssm.handle_request = handle_request
    ssm._managed_instance_ids = _managed
