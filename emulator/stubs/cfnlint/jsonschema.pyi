from collections import deque
from collections.abc import Iterator
from typing import Any

class ValidationError(Exception):
    message: str
    path: deque[str | int]
    schema_path: deque[str | int]
    validator: str
    validator_value: Any
    instance: Any
    context: list[ValidationError] | None

class StandardValidator:
    def __init__(self, schema: dict[str, Any]) -> None: ...
    def iter_errors(self, instance: dict[str, Any]) -> Iterator[ValidationError]: ...
