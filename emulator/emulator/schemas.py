"""Checks of properties against the resource schemas that AWS publishes, which cfn-lint contains."""

from collections.abc import Callable, Iterator
from functools import cache

from cfnlint.jsonschema import StandardValidator, ValidationError
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError
from ministack.core.responses import get_region
from ministack.services.cloudformation import provisioners

from .shapes import Created, Json, Properties

# AWS publishes no schema of this type.
_WITHOUT_SCHEMA = ("AWS::CDK::Metadata",)
_STACK_TAGS = "aws:cloudformation:"
# The account knows how to make a type even where its region lacks it.
_REGION_OF_EVERY_TYPE = "us-east-1"


@cache
def recreation_paths(resource_type: str) -> dict[tuple[str, ...], str]:
    """Paths of properties whose change replaces the resource, "Always" or "Conditionally". `*` is a member of a list.

    A type without a published schema has none.
    """
    try:
        schema = _schema_in(_REGION_OF_EVERY_TYPE, resource_type)
    except ValueError:
        return {}
    lists = {"conditionalCreateOnlyProperties": "Conditionally", "createOnlyProperties": "Always"}
    return {
        tuple(path.split("/")[2:]): recreation for name, recreation in lists.items() for path in schema.get(name, ())
    }


@cache
def write_only_paths(resource_type: str) -> frozenset[tuple[str, ...]]:
    """Paths of properties that the service does not return."""
    schema = _schema_in(_REGION_OF_EVERY_TYPE, resource_type)
    return frozenset(tuple(path.split("/")[2:]) for path in schema.get("writeOnlyProperties", ()))


def tag_property(resource_type: str) -> tuple[str, str] | None:
    """Name and form ("list" or "map") of the property that holds tags."""
    schema = _schema_in(_REGION_OF_EVERY_TYPE, resource_type)
    tagging = schema.get("tagging", {})
    if not tagging.get("taggable"):
        return None
    name = tagging.get("tagProperty", "/properties/Tags").split("/")[-1]
    definition = schema["properties"].get(name, {})
    return name, "list" if definition.get("type") == "array" else "map"


def check(resource_type: str, properties: Properties) -> None:
    """Refuses an unknown type, an unknown or read-only property, and a value of the wrong form, like AWS.

    Raises ValueError with every finding.
    """
    if resource_type in _WITHOUT_SCHEMA:
        return
    schema = _schema(resource_type)
    problems = [
        f"/{'/'.join(str(part) for part in error.path)}: {error.message}"
        for error in StandardValidator(schema).iter_errors(_without_stack_tags(resource_type, properties))
        if not _is_coerced(error)
    ]
    read_only = {path.split("/")[-1] for path in schema.get("readOnlyProperties", ()) if path.count("/") == 2}
    problems += [f"/{name}: is read-only" for name in sorted(read_only & properties.keys())]
    if problems:
        raise ValueError(f"Model validation failed ({'; '.join(problems)})")


def check_every_type() -> None:
    """Checks the properties of every resource before MiniStack's handler gets them, on create and on update."""
    for resource_type, handler in provisioners._RESOURCE_HANDLERS.items():
        if resource_type.startswith("AWS::") and not resource_type.startswith("AWS::CloudFormation::"):
            _check_before(resource_type, handler)


def _check_before(resource_type: str, handler: Properties) -> None:
    create: Callable[..., Created] | None = handler.get("create")
    update: Callable[..., Created] | None = handler.get("update")
    if create:
        handler["create"] = _checked_create(resource_type, create)
    if update:
        handler["update"] = _checked_update(resource_type, update)


def _checked_create(resource_type: str, create: Callable[..., Created]) -> Callable[..., Created]:

    def checked(logical_id: str, properties: Properties, *rest: object) -> Created:
        check(resource_type, properties)
        return create(logical_id, properties, *rest)

    return checked


def _checked_update(resource_type: str, update: Callable[..., Created]) -> Callable[..., Created]:
    def checked(physical_id: str, old: Properties, new: Properties, *rest: object) -> Created:
        check(resource_type, new)
        return update(physical_id, old, new, *rest)

    return checked


@cache
def _schema_in(region: str, resource_type: str) -> Properties:
    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, resource_type).schema
    except ResourceNotFoundError as error:
        raise ValueError(f"AWS publishes no resource type {resource_type} in {region}") from error
    except KeyError:
        # A region that cfn-lint does not know yet.
        return _schema_in(_REGION_OF_EVERY_TYPE, resource_type)


def _schema(resource_type: str) -> Properties:
    return _schema_in(get_region(), resource_type)


def _without_stack_tags(resource_type: str, properties: Properties) -> Properties:
    """Removes the tags that CloudFormation adds, because the schemas refuse names that start with `aws:`."""
    name: str = provisioners._STACK_TAG_PROPERTY.get(resource_type, ("", ""))[0]
    tags = properties.get(name)
    if isinstance(tags, list):
        kept: list[Properties] | Properties = [
            tag for tag in tags if not str(tag.get("Key", "")).startswith(_STACK_TAGS)
        ]
    elif isinstance(tags, dict):
        kept = {key: value for key, value in tags.items() if not key.startswith(_STACK_TAGS)}
    else:
        return properties
    return {**properties, name: kept} if kept else {key: value for key, value in properties.items() if key != name}


def _is_coerced(error: ValidationError) -> bool:
    """CloudFormation accepts "80" as a number and true as "true"."""
    if error.validator == "type":
        wanted = error.validator_value
        return any(_coerces(error.instance, each) for each in ([wanted] if isinstance(wanted, str) else wanted))
    # With several possible forms, a value is accepted if it has only such differences from one of them.
    nested = list(_by_form(error))
    return bool(nested) and any(all(_is_coerced(each) for each in form) for form in nested)


def _by_form(error: ValidationError) -> Iterator[list[ValidationError]]:
    forms: dict[str | int | None, list[ValidationError]] = {}
    for each in error.context or ():
        forms.setdefault(each.schema_path[0] if each.schema_path else None, []).append(each)
    yield from forms.values()


def _coerces(value: Json, wanted: str) -> bool:
    if wanted == "string":
        return isinstance(value, (bool, int, float))
    if not isinstance(value, str):
        return False
    if wanted == "boolean":
        return value in ("true", "false")
    if wanted in ("integer", "number"):
        return value.lstrip("-").replace(".", "", 0 if wanted == "integer" else 1).isdigit()
    return False
