"""Change sets of CloudFormation: what changes, and whether a change replaces the resource.

MiniStack knows the create-only properties of few types and answers "Conditionally" for all others, which the CDK CLI
shows as "may be replaced". Here the resource schemas of AWS decide, for nested properties too.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html,
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html
"""

import copy
import json
from collections.abc import Callable, Collection

from ministack.services.cloudformation import _stacks, changesets, provisioners, stacks
from ministack.services.cloudformation.engine import (
    _NO_VALUE,
    _evaluate_conditions,
    _intrinsic_references,
    _resolve_refs,
)

from .schemas import recreation_paths
from .shapes import Json, Properties

# What CloudFormation writes for a value that only the update itself yields.
_KNOWN_AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}"


def install() -> None:
    changesets._resolve_props_for_diff = _effective_template
    changesets._diff_resources = changes
    stacks._replacing_change = provisioners._replacing_change = replaces


def replaces(resource_type: str, old: Properties, new: Properties) -> bool:
    """Whether a change of properties needs a new physical resource. A custom resource decides itself."""
    return not _is_custom(resource_type) and any(
        recreation == "Always" and _at(old, path) != _at(new, path)
        for path, recreation in recreation_paths(resource_type).items()
    )


def _is_custom(resource_type: str) -> bool:
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def _at(value: Json, path: tuple[str, ...]) -> Json:
    """The value at a path of a schema, in which `*` stands for every member of a list."""
    for index, name in enumerate(path):
        if name == "*":
            return [_at(each, path[index + 1 :]) for each in value] if isinstance(value, list) else None
        value = value.get(name) if isinstance(value, dict) else None
    return value


class _UnknownAttributes(dict[str, str]):
    """Attributes of a resource that the update creates."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> str:
        return _KNOWN_AFTER_APPLY


def _effective_template(
    template: Properties | None, parameters: Properties, stack_name: str, stack_id: str
) -> Properties:
    """The resources that a template creates, each property with the values that are known before the update. The
    member "WithUnknown" resolves them again for a set of resources whose values only the update yields.
    """
    if not template:
        return {}
    conditions = _evaluate_conditions(template, parameters)
    records = (_stacks.get(stack_name) or {}).get("_resources", {})
    definitions = {
        logical_id: definition
        for logical_id, definition in template.get("Resources", {}).items()
        if conditions.get(definition.get("Condition", ""), True)
    }

    def resolved(unknown: Collection[str]) -> Properties:
        hidden = {"PhysicalResourceId": _KNOWN_AFTER_APPLY, "Attributes": _UnknownAttributes()}
        known = {**records, **dict.fromkeys(unknown, hidden)}

        def value_of(written: Json) -> Json:
            rest = (known, parameters, conditions, template.get("Mappings", {}), stack_name, stack_id)
            try:
                return _resolve_refs(copy.deepcopy(written), *rest)
            except Exception:
                # A reference to a resource that does not exist yet.
                return written

        found = {}
        for logical_id, definition in definitions.items():
            properties = {name: value_of(each) for name, each in (definition.get("Properties") or {}).items()}
            kept = {name: each for name, each in properties.items() if each is not _NO_VALUE}
            found[logical_id] = {**definition, "Properties": kept}
        return found

    return {"Resources": resolved(()), "WithUnknown": resolved}


def changes(
    old: Properties,
    new: Properties,
    provisioned: Properties | None = None,
    template: Properties | None = None,
    changed_parameters: Collection[str] = (),
    retagged: Collection[str] = (),
) -> list[Properties]:
    """The changes between two templates whose values are resolved, by logical id.

    provisioned: the records of the stack's resources; template: the new template as it was written; changed_parameters:
    names of parameters with a new value; retagged: logical ids of the stack's resources if its tags change.
    """
    before, after = old.get("Resources", {}), new.get("Resources", {})
    written = (template or new).get("Resources", {})
    details, replacements = _modifications(before, after, written, changed_parameters)
    unknown = {each for each, replacement in replacements.items() if replacement == "True"}
    afterwards = new["WithUnknown"](unknown | (after.keys() - before.keys())) if "WithUnknown" in new else after
    found = []
    for logical_id in sorted(before.keys() | after.keys()):
        record = (provisioned or {}).get(logical_id, {})
        old_definition, new_definition = before.get(logical_id), after.get(logical_id)
        change: Properties = {
            "LogicalResourceId": logical_id,
            "ResourceType": (new_definition or old_definition or {}).get("Type", ""),
            "_before": _context(old_definition),
            "_after": _context(afterwards.get(logical_id)),
        }
        if record.get("PhysicalResourceId"):
            change["PhysicalResourceId"] = record["PhysicalResourceId"]
        if old_definition is None:
            change["Action"] = "Add"
        elif new_definition is None:
            change |= {"Action": "Remove", **stacks._policy_action(old_definition, "DeletionPolicy")}
        elif logical_id in replacements or _takes_tags(new_definition, logical_id in retagged):
            change |= _modification(
                new_definition, details[logical_id], replacements.get(logical_id, "False"), logical_id in retagged
            )
            _add_values(change["Details"], old_definition, afterwards[logical_id])
        else:
            continue
        found.append({"ResourceChange": change})
    return found


def _modification(definition: Properties, details: list[Properties], replacement: str, retagged: bool) -> Properties:
    if _takes_tags(definition, retagged):
        tags = {"Target": {"Attribute": "Tags", "RequiresRecreation": "Never"}, "Evaluation": "Static"}
        details = [tags, *details]
    scope = list(dict.fromkeys(detail["Target"]["Attribute"] for detail in details))
    policy = stacks._policy_action(definition, "UpdateReplacePolicy", "ReplaceAnd") if replacement == "True" else {}
    return {"Action": "Modify", "Replacement": replacement, **policy, "Scope": scope, "Details": details}


def _takes_tags(definition: Properties, retagged: bool) -> bool:
    resource_type: str = definition.get("Type", "")
    return retagged and not (resource_type.startswith("Custom::") or resource_type in stacks._UNTAGGED_TYPES)


def _modifications(
    before: Properties, after: Properties, written: Properties, changed_parameters: Collection[str]
) -> tuple[dict[str, list[Properties]], dict[str, str]]:
    """Details and replacement ("True", "Conditional" or "False") of each resource that changes. A replaced resource
    changes the resources that refer to it, and these may be replaced in turn.
    """
    common = before.keys() & after.keys()
    referring: dict[str, dict[str, list[Properties]]] = {}
    while True:
        details = {each: _details(before[each], after[each], referring.get(each, {})) for each in common}
        replacements: dict[str, str] = {}
        for each in common:
            retyped = before[each].get("Type") != after[each].get("Type")
            if details[each] or retyped:
                replacements[each] = stacks._replacement(details[each], retyped)
        found = {each: _references(written.get(each, {}), replacements, changed_parameters) for each in common}
        if found == referring:
            return details, replacements
        referring = found


def _details(old: Properties, new: Properties, referring: dict[str, list[Properties]]) -> list[Properties]:
    resource_type = new.get("Type", "")
    old_values, new_values = old.get("Properties") or {}, new.get("Properties") or {}
    changed = {name for name in old_values.keys() | new_values.keys() if old_values.get(name) != new_values.get(name)}
    found = []
    for name in sorted(changed | referring.keys()):
        if name in changed:
            requires = _recreation(resource_type, name, lambda path: _at(old_values, path) != _at(new_values, path))
            found.append(
                {
                    "Target": {
                        "Attribute": "Properties",
                        "Name": name,
                        "RequiresRecreation": requires,
                    },
                    "Evaluation": "Dynamic" if referring.get(name) else "Static",
                    "ChangeSource": "DirectModification",
                }
            )
        found += referring.get(name, [])
    return found + [
        {
            "Target": {"Attribute": attribute, "RequiresRecreation": "Never"},
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for attribute in stacks._DIFFED_ATTRIBUTES
        if old.get(attribute) != new.get(attribute)
    ]


def _recreation(resource_type: str, name: str, concerns: Callable[[tuple[str, ...]], bool]) -> str:
    """RequiresRecreation of a property: "Always", "Conditionally" or "Never".

    concerns: whether the change reaches a create-only path, which may lie inside the property.
    """
    if _is_custom(resource_type):
        # Its function decides, by the physical id that it returns.
        return "Conditionally"
    found = {
        recreation for path, recreation in recreation_paths(resource_type).items() if path[0] == name and concerns(path)
    }
    return next((each for each in ("Always", "Conditionally") if each in found), "Never")


def _references(
    definition: Properties, replacements: dict[str, str], changed_parameters: Collection[str]
) -> dict[str, list[Properties]]:
    """Details by property for its references to changed parameters and resources."""
    resource_type = definition.get("Type", "")
    found: dict[str, list[Properties]] = {}
    for name, value in (definition.get("Properties") or {}).items():
        for reference in dict.fromkeys(_intrinsic_references(value)):
            cause = _cause(reference, replacements, changed_parameters)
            if cause is None:
                continue

            def concerns(path: tuple[str, ...], reference: tuple[str, str | None] = reference) -> bool:
                return reference in _intrinsic_references(_at(definition.get("Properties"), path))

            target = {
                "Attribute": "Properties",
                "Name": name,
                "RequiresRecreation": _recreation(resource_type, name, concerns),
            }
            found.setdefault(name, []).append({"Target": target, **cause})
    return found


def _cause(
    reference: tuple[str, str | None], replacements: dict[str, str], changed_parameters: Collection[str]
) -> Properties | None:
    """Evaluation, source and entity of a change through a reference; None if the reference stays as it is."""
    name, attribute = reference
    if name in changed_parameters and attribute is None:
        return {"Evaluation": "Static", "ChangeSource": "ParameterReference", "CausingEntity": name}
    # A resource that is not replaced keeps its id, but its attributes may change.
    if name not in replacements or (attribute is None and replacements[name] == "False"):
        return None
    return {
        "Evaluation": "Static" if replacements[name] == "True" else "Dynamic",
        "ChangeSource": "ResourceAttribute" if attribute else "ResourceReference",
        "CausingEntity": f"{name}.{attribute}" if attribute else name,
    }


def _context(definition: Properties | None) -> str | None:
    """BeforeContext or AfterContext: the definition without its type, as JSON."""
    if definition is None:
        return None
    return json.dumps({name: each for name, each in definition.items() if name not in ("Type", "Condition")})


def _add_values(details: list[Properties], old: Properties, new: Properties) -> None:
    """Completes details by path, values and kind of the change, which only a request for property values shows."""
    for detail in details:
        target = detail["Target"]
        if target["Attribute"] != "Properties":
            continue
        values = [definition["Properties"].get(target["Name"]) for definition in (old, new)]
        target["Values"] = {"Path": f"/Properties/{target['Name']}"}
        for member, value in zip(("BeforeValue", "AfterValue"), values, strict=True):
            if value is not None:
                target["Values"][member] = value if isinstance(value, str) else json.dumps(value)
        kind = "Add" if values[0] is None else "Remove" if values[1] is None else "Modify"
        target["Values"]["AttributeChangeType"] = kind
