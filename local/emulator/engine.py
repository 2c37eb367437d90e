"""CloudFormation itself: where the emulator's engine differs from AWS."""

import sys
from typing import Any

from ministack.services.cloudformation import changesets, engine

Template = dict[str, Any]


def install() -> None:
    _compare_outputs()
    _join_in_conditions()


def _join_in_conditions() -> None:
    """Fn::Join in conditions, which the emulator takes for a value that is never empty. The bootstrap template asks by
    it whether a list parameter is empty.
    """
    evaluate = engine._evaluate_conditions

    def joined(template: Template, parameters: Template) -> dict[str, bool]:
        conditions = _join(template.get("Conditions", {}), parameters)
        return evaluate({**template, "Conditions": conditions}, parameters)

    for name, module in list(sys.modules.items()):
        if name.startswith("ministack.services.cloudformation") and hasattr(module, "_evaluate_conditions"):
            module._evaluate_conditions = joined


def _join(value: Any, parameters: Template) -> Any:
    if isinstance(value, list):
        return [_join(each, parameters) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        # A list parameter is one string here.
        members = _value(parts, parameters).split(",") if isinstance(parts, dict) else parts
        return separator.join(str(_value(part, parameters)) for part in members)
    return {name: _join(each, parameters) for name, each in value.items()}


def _value(part: Any, parameters: Template) -> Any:
    return parameters[part["Ref"]]["Value"] if isinstance(part, dict) and "Ref" in part else part


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
