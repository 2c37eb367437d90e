"""Answers about change sets that MiniStack leaves out: property values, and change sets of outputs alone."""

from xml.etree import ElementTree

from ministack.services.cloudformation import _change_sets, _stacks, handlers
from ministack.services.cloudformation.helpers import _error

from .answers import parse, write
from .shapes import Parameters, Properties, Reply

_UNCHANGED = "The submitted information didn't contain changes."


def install() -> None:
    _describe_values()
    _accept_outputs_alone()


def _describe_values() -> None:
    """Answers IncludePropertyValues, which MiniStack ignores."""
    actions = handlers._ACTION_HANDLERS
    original = actions["DescribeChangeSet"]

    def described(request: Parameters) -> Reply:
        status, headers, body = original(request)
        if status >= 400 or _first(request, "IncludePropertyValues").lower() != "true":
            return status, headers, body
        root, namespace = parse(body)
        record = _change_sets[root.findtext(f".//{namespace}ChangeSetId") or ""]
        elements = root.findall(f".//{namespace}ResourceChange")
        for element, listed in zip(elements, record["Changes"], strict=True):
            change = listed["ResourceChange"]
            contexts = {"BeforeContext": change.get("_before"), "AfterContext": change.get("_after")}
            _append(element, contexts, namespace)
            targets = element.findall(f".//{namespace}Target")
            for target, detail in zip(targets, change.get("Details", ()), strict=True):
                _append(target, detail["Target"].get("Values", {}), namespace)
        return status, headers, write(root, namespace)

    actions["DescribeChangeSet"] = described


def _append(element: ElementTree.Element, members: Properties, namespace: str) -> None:
    for name, text in members.items():
        if text is not None:
            ElementTree.SubElement(element, f"{namespace}{name}").text = text


def _accept_outputs_alone() -> None:
    """A change set of changed outputs can be executed, and lists no resource. MiniStack answers that nothing changes,
    so a stack with a new weak reference to this one would not find the output.
    """
    actions = handlers._ACTION_HANDLERS
    original = actions["CreateChangeSet"]

    def created(request: Parameters) -> Reply:
        if _first(request, "DeploymentMode") == "REVERT_DRIFT":
            return _error("ValidationError", "The local account cannot revert drift; deploy a changed template instead")
        status, headers, body = original(request)
        if status >= 400:
            return status, headers, body
        root, namespace = parse(body)
        change_set = _change_sets[root.findtext(f".//{namespace}Id") or ""]
        template = _stacks[change_set["StackName"]].get("_template") or {}
        outputs_differ = template.get("Outputs") != change_set["_template"].get("Outputs")
        if change_set["ChangeSetType"] == "UPDATE" and outputs_differ and _UNCHANGED in change_set["StatusReason"]:
            change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
        return status, headers, body

    actions["CreateChangeSet"] = created


def _first(request: Parameters, name: str) -> str:
    value = request.get(name) or ""
    return value if isinstance(value, str) else value[0]
