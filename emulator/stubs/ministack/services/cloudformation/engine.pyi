from collections.abc import Callable, Iterator
from typing import Any

_Record = dict[str, Any]

_evaluate_conditions: Callable[[_Record, _Record], dict[str, bool]]
_NO_VALUE: object
_resolve_refs: Callable[..., Any]

def _intrinsic_references(value: Any) -> Iterator[tuple[str, str | None]]: ...
