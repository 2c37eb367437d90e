"""Systems Manager documents, which MiniStack lacks: checked, stored and described. ssm_associations runs them."""

import hashlib
import json
import re
import time

from ministack.core.responses import get_account_id
from ministack.services import ssm

from . import state
from .json_service import ServiceError
from .resource_types import ResourceType, generated_name, register
from .shapes import Created, Json, Properties

_documents = state.store("ssm_documents")
_associations = state.store("ssm_associations")
_SCHEMA_VERSIONS = ("0.3", "1.2", "2.0", "2.2")
_PARAMETER_TYPES = ("String", "StringList", "Boolean", "Integer", "MapList", "StringMap")


def document(name: str) -> Properties:
    """A document of the account. Raises ServiceError if there is none."""
    found = _documents.get(name.rsplit("/", 1)[-1])
    if found is None:
        raise ServiceError("InvalidDocument", f"Document with name {name} does not exist.")
    return found


def check_parameters(name: str, given: dict[str, list[str]]) -> None:
    """Refuses invalid values for a document. AWS documents, such as AWS-RunShellScript, are not checked."""
    if name.startswith("AWS-"):
        return
    declared = json.loads(_version(document(name))["Content"]).get("parameters", {})
    unknown = sorted(given.keys() - declared.keys())
    missing = sorted(each for each, form in declared.items() if "default" not in form and each not in given)
    if unknown or missing:
        raise ServiceError("InvalidParameters", f"Parameters unknown: {unknown}, missing: {missing}")
    for parameter, values in given.items():
        form = declared[parameter]
        for value in values:
            allowed = form.get("allowedValues")
            if allowed and value not in allowed:
                raise ServiceError("InvalidParameters", f"Parameter {parameter}: {value} is not one of {allowed}")
            if "allowedPattern" in form and not re.fullmatch(form["allowedPattern"], value):
                raise ServiceError("InvalidParameters", f"Parameter {parameter}: {value} does not match its pattern")


def _checked(content: Json) -> str:
    """The text of a document. Raises ServiceError if it is not valid."""
    text = content if isinstance(content, str) else json.dumps(content)
    try:
        parsed = json.loads(text)
        problem = _problem(parsed)
    except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        problem = f"{type(error).__name__}: {error}"
    if problem:
        raise ServiceError("InvalidDocumentContent", problem)
    return text


def _problem(parsed: Json) -> str | None:
    if parsed["schemaVersion"] not in _SCHEMA_VERSIONS:
        return f"schemaVersion {parsed['schemaVersion']} is not supported"
    for name, form in parsed.get("parameters", {}).items():
        if form["type"] not in _PARAMETER_TYPES:
            return f"parameter {name} has the unknown type {form['type']}"
        re.compile(form.get("allowedPattern", ""))
    steps = parsed.get("mainSteps", [])
    names = [step["name"] for step in steps if step["action"]]
    if parsed["schemaVersion"] == "2.2" and (not steps or len(set(names)) < len(names)):
        return "mainSteps needs steps with names of their own"
    return None


def _version(record: Properties, version: str | None = None) -> Properties:
    named = {"$DEFAULT": record["DefaultVersion"], "$LATEST": record["LatestVersion"]}
    number = named.get(version or "$DEFAULT", version)
    if number not in record["Versions"]:
        raise ServiceError("InvalidDocumentVersion", f"{record['Name']} has no version {number}")
    found: Properties = record["Versions"][number]
    return found


def _create(request: Properties) -> Properties:
    name = request["Name"]
    if name in _documents:
        raise ServiceError("DocumentAlreadyExists", f"Document with same name {name} already exists")
    _documents[name] = {
        "Name": name,
        "DocumentType": request.get("DocumentType", "Command"),
        "DocumentFormat": request.get("DocumentFormat", "JSON"),
        "TargetType": request.get("TargetType"),
        "Versions": {},
    }
    try:
        _add_version(_documents[name], request)
    except ServiceError:
        _documents.pop(name)
        raise
    _documents[name]["DefaultVersion"] = "1"
    ssm._tags[name] = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or []}
    return {"DocumentDescription": _description(_documents[name])}


def _add_version(record: Properties, request: Properties) -> None:
    content = _checked(request["Content"])
    if any(version["Content"] == content for version in record["Versions"].values()):
        message = "The content of the document is the same as that of another version"
        raise ServiceError("DuplicateDocumentContent", message)
    number = str(len(record["Versions"]) + 1)
    record["Versions"][number] = {
        "DocumentVersion": number,
        "VersionName": request.get("VersionName"),
        "Content": content,
        "CreatedDate": time.time(),
    }
    record["LatestVersion"] = number


def _update(request: Properties) -> Properties:
    record = document(request["Name"])
    _add_version(record, request)
    return {"DocumentDescription": _description(record, "$LATEST")}


def _set_default(request: Properties) -> Properties:
    record = document(request["Name"])
    record["DefaultVersion"] = _version(record, request["DocumentVersion"])["DocumentVersion"]
    return {"Description": {"Name": record["Name"], "DefaultVersion": record["DefaultVersion"]}}


def _get(request: Properties) -> Properties:
    record = document(request["Name"])
    version = _version(record, request.get("DocumentVersion"))
    described = {name: record[name] for name in ("Name", "DocumentType", "DocumentFormat")}
    return {**described, **_given(version), "Status": "Active"}


def _describe(request: Properties) -> Properties:
    return {"Document": _description(document(request["Name"]), request.get("DocumentVersion"))}


def _delete(request: Properties) -> Properties:
    name = document(request["Name"])["Name"]
    if any(association["Name"] == name for association in _associations.values()):
        message = "You must disassociate a document from all managed nodes before you can delete it."
        raise ServiceError("AssociatedInstances", message)
    _documents.pop(name)
    ssm._tags.pop(name, None)
    return {}


def _list(request: Properties) -> Properties:
    described = (_description(record) for record in _documents.values())
    return {"DocumentIdentifiers": [{**each, "Parameters": None} for each in described]}


def _description(record: Properties, version: str | None = None) -> Properties:
    found = _version({"DefaultVersion": "1", **record}, version)
    parsed = json.loads(found["Content"])
    members = {name: value for name, value in record.items() if name != "Versions"}
    return _given(
        {
            **members,
            "Owner": get_account_id(),
            "Status": "Active",
            "DocumentVersion": found["DocumentVersion"],
            "VersionName": found["VersionName"],
            "CreatedDate": found["CreatedDate"],
            "Description": parsed.get("description"),
            "Hash": hashlib.sha256(found["Content"].encode()).hexdigest(),
            "HashType": "Sha256",
            "SchemaVersion": parsed["schemaVersion"],
            "PlatformTypes": ["Linux", "MacOS"],
            "Parameters": [
                _given(
                    {
                        "Name": name,
                        "Type": form["type"],
                        "Description": form.get("description"),
                        "DefaultValue": _text(form.get("default")),
                    }
                )
                for name, form in parsed.get("parameters", {}).items()
            ],
            "Tags": [{"Key": key, "Value": value} for key, value in (ssm._tags.get(record["Name"]) or {}).items()],
        }
    )


def _given(members: Properties) -> Properties:
    return {name: value for name, value in members.items() if value is not None}


def _text(value: Json) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


ACTIONS = {
    "CreateDocument": _create,
    "UpdateDocument": _update,
    "UpdateDocumentDefaultVersion": _set_default,
    "GetDocument": _get,
    "DescribeDocument": _describe,
    "DeleteDocument": _delete,
    "ListDocuments": _list,
}


class Document(ResourceType):
    name = "AWS::SSM::Document"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        name = properties.get("Name") or generated_name(stack, logical_id)
        _create({**properties, "Name": name})
        return name, {}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        if new["Content"] != old["Content"]:
            if new.get("UpdateMethod") != "NewVersion":
                return self._replace(physical_id, new, stack, logical_id)
            _update({**new, "Name": physical_id})
            _set_default({"Name": physical_id, "DocumentVersion": "$LATEST"})
        ssm._tags[physical_id] = {tag["Key"]: tag["Value"] for tag in new.get("Tags") or []}
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        _delete({"Name": physical_id})

    def _replace(self, physical_id: str, new: Properties, stack: str, logical_id: str) -> Created:
        if new.get("Name"):
            raise ValueError(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {new['Name']} and update the stack again."
            )
        created = self.create(logical_id, new, stack)
        self.delete(physical_id, new)
        return created


def install() -> None:
    register(Document())
