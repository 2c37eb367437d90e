"""Drift of CloudFormation: the live properties of resources against those of their template.

MiniStack compares some properties of few types, and calls the rest in sync. Here each type with a reader is compared
as follows. When an operation of the stack ends, the account still is as the template asks; then the value of each
property is remembered. Later a property that has another value has drifted. A resource is in sync only if all
properties of its template that the service returns were compared; otherwise it is not checked, as AWS answers for
types without drift detection.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
"""

import copy
import json
import logging
from collections.abc import Collection
from typing import TypeAlias

from ministack.services.cloudformation import drift

from . import live_containers, live_network, live_services
from .schemas import write_only_paths
from .shapes import Json, Properties

Paths: TypeAlias = Collection[tuple[str, ...]]

_log = logging.getLogger(__name__)
_READERS = {**live_network.READERS, **live_containers.READERS, **live_services.READERS}
# Member of a resource's record: by property, the form and the live value of the time when it was as the template asks.
_MEMORY = "_live"
# A value in the form of the template, or in the form of the service if that differs, such as the XML of a bucket.
_AS_IN_TEMPLATE, _AS_IN_SERVICE = "template", "service"
# Maps with keys of the user, in which another key is a change.
_MAPS = ("Tags", "Labels", "Variables", "Options")


def install() -> None:
    drift.supports_drift = lambda resource_type: resource_type in _READERS
    drift.detect_resource_drift = detect
    drift.record_resource_drift = _record


def remember(stack: Properties, before: Properties) -> None:
    """Remembers the live properties of the resources that an operation of a stack made or changed.

    before: the records of the stack's resources before the operation.
    """
    for logical_id, record in stack["_resources"].items():
        reader = _READERS.get(record["ResourceType"])
        if reader is None or _MEMORY in record:
            continue
        properties = record.get("Properties") or {}
        try:
            live = reader(record["PhysicalResourceId"], properties) or {}
        except Exception:
            _log.exception("The live properties of %s cannot be read", logical_id)
            live = {}
        hidden = write_only_paths(record["ResourceType"])
        memory = {name: _remembered(live, name, expected, hidden) for name, expected in properties.items()}
        memory |= _kept(before.get(logical_id, {}), record)
        record[_MEMORY] = {name: each for name, each in memory.items() if each is not None}


def _remembered(live: Properties, name: str, expected: Json, hidden: Paths) -> list[Json] | None:
    """Form and value of a live property; None if the account does not have it, or only a trace of it."""
    own = _member(live, name)
    if own is None:
        return None
    shaped = _shaped(expected, own, name)
    if drift._same(expected, shaped):
        return [_AS_IN_TEMPLATE, copy.deepcopy(shaped)]
    return None if _hidden(expected, (name,), hidden) else [_AS_IN_SERVICE, copy.deepcopy(own)]


def _kept(earlier: Properties, record: Properties) -> Properties:
    """What was remembered of properties that an update in place leaves as they are. A user may have changed them."""
    if earlier.get("PhysicalResourceId") != record["PhysicalResourceId"]:
        return {}
    old, new = earlier.get("Properties") or {}, record.get("Properties") or {}
    memory: Properties = earlier.get(_MEMORY) or {}
    return {name: value for name, value in memory.items() if name in new and old.get(name) == new[name]}


def detect(stack: Properties, logical_id: str, record: Properties, timestamp: str) -> Properties:
    """The StackResourceDrift of a resource whose type has a reader. Its status is NOT_CHECKED if nothing differs, but
    not every property could be compared.
    """
    resource_type, physical_id = record["ResourceType"], record["PhysicalResourceId"]
    answer = {
        "StackId": stack["StackId"],
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": physical_id,
        "ResourceType": resource_type,
        "Timestamp": timestamp,
    }
    properties = record.get("Properties") or {}
    try:
        live = _READERS[resource_type](physical_id, properties)
    except Exception as error:
        _log.exception("The live properties of %s cannot be read", logical_id)
        return {**answer, "StackResourceDriftStatus": "UNKNOWN", "DriftStatusReason": f"{error}"}
    if live is None:
        return {**answer, "StackResourceDriftStatus": "DELETED"}
    memory = record.get(_MEMORY) or {}
    expected: Properties = {}
    actual: Properties = {}
    for name, (form, value) in memory.items():
        expected[name] = properties[name]
        own = _member(live, name)
        if form == _AS_IN_SERVICE:
            actual[name] = properties[name] if drift._same(value, own) else own
        elif own is not None:
            actual[name] = _shaped(properties[name], own, name)
    differences = drift._differences(expected, actual, "")
    compared = {"ExpectedProperties": _json(expected), "ActualProperties": _json(actual)}
    if differences:
        changes = {"StackResourceDriftStatus": "MODIFIED", "PropertyDifferences": differences}
        return {**answer, **compared, **changes}
    hidden = write_only_paths(resource_type)
    missing = [name for name in properties.keys() - memory.keys() if not _hidden(properties[name], (name,), hidden)]
    complete = bool(memory) and not missing
    return {**answer, **compared, "StackResourceDriftStatus": "IN_SYNC" if complete else "NOT_CHECKED"}


def _record(record: Properties, answer: Properties) -> None:
    """Keeps the answer for DescribeStackResourceDrifts, which lists no resource that was not checked."""
    checked = answer["StackResourceDriftStatus"] != "NOT_CHECKED"
    information = {
        "StackResourceDriftStatus": answer["StackResourceDriftStatus"],
        "LastCheckTimestamp": answer["Timestamp"],
    }
    for name, value in (("_drift", answer), ("DriftInformation", information)):
        record.pop(name, None)
        if checked:
            record[name] = value


def _hidden(expected: Json, path: tuple[str, ...], hidden: Paths) -> bool:
    """Whether the service returns nothing of a value."""
    if path in hidden:
        return True
    return isinstance(expected, dict) and all(_hidden(each, (*path, name), hidden) for name, each in expected.items())


def _member(live: Json, name: str) -> Json:
    """A member by its name in a template, such as MinSize, which a service may call minSize."""
    for each in (name, name[:1].lower() + name[1:]):
        if each in live:
            return live[each]
    wanted = name.lower()
    return next((value for each, value in live.items() if str(each).lower() == wanted), None)


def _shaped(expected: Json, live: Json, name: str) -> Json:
    """A live value with the member names of the expected one, and without members that the template leaves open."""
    if isinstance(expected, (dict, list)) and isinstance(live, str):
        live = _parsed(live)
    if isinstance(expected, dict) and isinstance(live, dict):
        if name in _MAPS:
            return live
        found = {each: _shaped(value, _member(live, each), each) for each, value in expected.items()}
        return {each: value for each, value in found.items() if value is not None}
    if isinstance(expected, dict) and isinstance(live, list) and name in _MAPS:
        return {tag["Key"]: tag["Value"] for tag in live}
    if isinstance(expected, list) and isinstance(live, list):
        return [_like_one_of(expected, each, index) for index, each in enumerate(live)]
    if isinstance(live, float) and live.is_integer():
        live = int(live)
    return drift._coerce_like(expected, live)


def _like_one_of(expected: list[Json], live: Json, index: int) -> Json:
    """A member of a list in the form of the expected member that it equals, or else of the one in its place."""
    for each in expected:
        shaped = _shaped(each, live, "")
        if drift._same(each, shaped):
            return shaped
    same_place = expected[min(index, len(expected) - 1)] if expected else live
    return _shaped(same_place, live, "")


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _json(properties: Properties) -> str:
    return json.dumps(properties, sort_keys=True, default=str)
