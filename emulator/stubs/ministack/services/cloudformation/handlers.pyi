from collections.abc import Callable, Mapping
from typing import Any

_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]

_ACTION_HANDLERS: dict[str, Callable[[_Parameters], _Reply]]

def _imported_export_names(stack: dict[str, Any], stack_name: str) -> set[str]: ...
