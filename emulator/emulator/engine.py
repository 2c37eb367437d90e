"""CloudFormation: where MiniStack's engine differs from AWS."""

import sys
from collections.abc import Callable
from xml.etree import ElementTree

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import _exports, _stacks, engine, handlers, stacks

from .answers import parse, write
from .shapes import Json, Parameters, Properties, Reply


def install() -> None:
    _resolve_conditions()
    _describe_parameters()
    _keep_exports_in_use()
    _name_protected_stack()


def _resolve_conditions() -> None:
    """Resolves Fn::Join and pseudo parameters in conditions, which MiniStack compares as they are written. The
    bootstrap template uses Fn::Join to test whether a list parameter is empty; the CDK compares the partition.
    """
    evaluate = engine._evaluate_conditions

    def resolved(template: Properties, parameters: Properties) -> dict[str, bool]:
        conditions = _resolve(template.get("Conditions", {}), parameters)
        return evaluate({**template, "Conditions": conditions}, parameters)

    for name, module in list(sys.modules.items()):
        if name.startswith("ministack.services.cloudformation") and hasattr(module, "_evaluate_conditions"):
            vars(module)["_evaluate_conditions"] = resolved


def _resolve(value: Json, parameters: Properties) -> Json:
    if isinstance(value, list):
        return [_resolve(each, parameters) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        parts = _resolve(parts, parameters)
        # The value of a list parameter is one string.
        members = _value(parts, parameters).split(",") if isinstance(parts, dict) else parts
        return separator.join(str(_value(part, parameters)) for part in members)
    if value.get("Ref") in _PSEUDO_PARAMETERS:
        return _PSEUDO_PARAMETERS[value["Ref"]]()
    return {name: _resolve(each, parameters) for name, each in value.items()}


def _value(part: Json, parameters: Properties) -> Json:
    return parameters[part["Ref"]]["Value"] if isinstance(part, dict) and "Ref" in part else part


_PSEUDO_PARAMETERS: dict[str, Callable[[], str]] = {
    "AWS::Partition": lambda: "aws",
    "AWS::Region": get_region,
    "AWS::AccountId": get_account_id,
    "AWS::URLSuffix": lambda: "amazonaws.com",
}


def _describe_parameters() -> None:
    """AWS describes a parameter of an SSM type with its name as the value, and with the resolved value. MiniStack
    returns the resolved value alone.
    """
    actions = handlers._ACTION_HANDLERS
    original = actions["DescribeStacks"]

    def described(request: Parameters) -> Reply:
        status, headers, body = original(request)
        if status >= 400:
            return status, headers, body
        root, namespace = parse(body)
        for stack in root.iterfind(f"{namespace}DescribeStacksResult/{namespace}Stacks/{namespace}member"):
            record = _stacks.get(stack.findtext(f"{namespace}StackName") or "") or {}
            for parameter in stack.iterfind(f"{namespace}Parameters/{namespace}member"):
                name = parameter.findtext(f"{namespace}ParameterKey")
                name_of_value = record.get("_resolved_params", {}).get(name, {}).get("SsmName")
                value = parameter.find(f"{namespace}ParameterValue")
                if name_of_value and value is not None:
                    ElementTree.SubElement(parameter, f"{namespace}ResolvedValue").text = value.text
                    value.text = name_of_value
        return status, headers, write(root, namespace)

    actions["DescribeStacks"] = described


def _keep_exports_in_use() -> None:
    """Refuses an update that changes or removes an export which another stack imports. MiniStack refuses only to delete
    the exporting stack.
    """
    resolve = stacks._resolve_stack_outputs

    def resolved(
        definitions: Properties,
        conditions: dict[str, bool],
        resources: Properties,
        parameters: Properties,
        mappings: Properties,
        stack_name: str,
        stack_id: str,
    ) -> tuple[list[Properties], Properties]:
        outputs, exports = resolve(definitions, conditions, resources, parameters, mappings, stack_name, stack_id)
        for name, known in _exports.items():
            if known["StackId"] != stack_id or exports.get(name, {}).get("Value") == known["Value"]:
                continue
            for other, record in list(_stacks.items()):
                if other == stack_name or record.get("StackStatus") == "DELETE_COMPLETE":
                    continue
                if name in handlers._imported_export_names(record, other):
                    change = "updated" if name in exports else "deleted"
                    raise ValueError(f"Export {name} cannot be {change} as it is in use by {other}")
        return outputs, exports

    stacks._resolve_stack_outputs = resolved


def _name_protected_stack() -> None:
    """The refusal to delete a protected stack names the stack as the request does; MiniStack always shows its ARN.

    Source: reports of the message, with a name in https://github.com/ekristen/aws-nuke/issues/821 and with an ARN in
    https://github.com/floci-io/floci/pull/1692.
    """
    actions = handlers._ACTION_HANDLERS
    original = actions["DeleteStack"]

    def deleted(request: Parameters) -> Reply:
        status, headers, body = original(request)
        given = request.get("StackName") or ""
        name = given if isinstance(given, str) else given[0]
        stack = _stacks.get(name)
        if status < 400 or stack is None:
            return status, headers, body
        text = body.decode() if isinstance(body, bytes) else body
        return status, headers, text.replace(f"Stack [{stack['StackId']}] cannot", f"Stack [{name}] cannot")

    actions["DeleteStack"] = deleted
