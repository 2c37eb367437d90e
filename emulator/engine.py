"""CloudFormation itself: where the emulator's engine differs from AWS."""

import sys
from typing import Any
from xml.etree import ElementTree

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import _stacks, changesets, engine, handlers

from .answers import parse, write

Template = dict[str, Any]


def install() -> None:
    _compare_outputs()
    _resolve_conditions()
    _describe_parameters()


def _resolve_conditions() -> None:
    """Fn::Join and pseudo parameters in conditions, which the emulator compares as they are written. The bootstrap
    template asks by the one whether a list parameter is empty, the CDK by the other for the partition.
    """
    evaluate = engine._evaluate_conditions

    def resolved(template: Template, parameters: Template) -> dict[str, bool]:
        conditions = _resolve(template.get("Conditions", {}), parameters)
        return evaluate({**template, "Conditions": conditions}, parameters)

    for name, module in list(sys.modules.items()):
        if name.startswith("ministack.services.cloudformation") and hasattr(module, "_evaluate_conditions"):
            vars(module)["_evaluate_conditions"] = resolved


def _resolve(value: Any, parameters: Template) -> Any:
    if isinstance(value, list):
        return [_resolve(each, parameters) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        parts = _resolve(parts, parameters)
        # A list parameter is one string here.
        members = _value(parts, parameters).split(",") if isinstance(parts, dict) else parts
        return separator.join(str(_value(part, parameters)) for part in members)
    if value.get("Ref") in _PSEUDO_PARAMETERS:
        return _PSEUDO_PARAMETERS[value["Ref"]]()
    return {name: _resolve(each, parameters) for name, each in value.items()}


def _value(part: Any, parameters: Template) -> Any:
    return parameters[part["Ref"]]["Value"] if isinstance(part, dict) and "Ref" in part else part


_PSEUDO_PARAMETERS = {
    "AWS::Partition": lambda: "aws",
    "AWS::Region": get_region,
    "AWS::AccountId": get_account_id,
    "AWS::URLSuffix": lambda: "amazonaws.com",
}


def _describe_parameters() -> None:
    """A parameter of an SSM type has the name in its value, and what the name stood for beside it. The emulator
    answers the latter alone.
    """
    actions = handlers._ACTION_HANDLERS
    original = actions["DescribeStacks"]

    def described(request: Any) -> Any:
        status, headers, body = original(request)
        if status >= 400:
            return status, headers, body
        root, namespace = parse(body)
        for stack in root.iterfind(f"{namespace}DescribeStacksResult/{namespace}Stacks/{namespace}member"):
            record = _stacks.get(stack.findtext(f"{namespace}StackName")) or {}
            for parameter in stack.iterfind(f"{namespace}Parameters/{namespace}member"):
                name = parameter.findtext(f"{namespace}ParameterKey")
                asked = record.get("_resolved_params", {}).get(name, {}).get("SsmName")
                value = parameter.find(f"{namespace}ParameterValue")
                if asked and value is not None:
                    ElementTree.SubElement(parameter, f"{namespace}ResolvedValue").text = value.text
                    value.text = asked
        return status, headers, write(root, namespace)

    actions["DescribeStacks"] = described


def _compare_outputs() -> None:
    """Has a change set hold a change where only outputs differ. AWS then updates the stack, and a consumer that has a
    new weak reference needs it; the emulator compares resources only.
    """
    diff, resolve = changesets._diff_resources, changesets._resolve_props_for_diff

    def with_outputs(template: Template, *rest: Any) -> Template:
        return {**resolve(template, *rest), "Outputs": (template or {}).get("Outputs")}

    def compared(old: Template, new: Template, *rest: Any, **named: Any) -> list[Any]:
        changes = diff(old, new, *rest, **named)
        if changes or old.get("Outputs") == new["Outputs"]:
            return changes
        # A change set lists resources, so the first stands for the outputs.
        logical_id, resource = next(iter(new["Resources"].items()))
        change = {
            "Action": "Modify",
            "LogicalResourceId": logical_id,
            "PhysicalResourceId": "",
            "ResourceType": resource["Type"],
            "Replacement": "False",
            "Scope": ["Metadata"],
            "Details": [],
        }
        return [{"Type": "Resource", "ResourceChange": change}]

    changesets._resolve_props_for_diff = with_outputs
    changesets._diff_resources = compared
