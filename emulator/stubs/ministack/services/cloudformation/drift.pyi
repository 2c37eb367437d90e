from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]

supports_drift: Callable[[str], bool]
detect_resource_drift: Callable[[_Record, str, _Record, str], _Record]
record_resource_drift: Callable[[_Record, _Record], None]

def _coerce_like(expected: Any, actual: Any) -> Any: ...
def _differences(expected: Any, actual: Any, path: str) -> list[_Record]: ...
def _same(expected: Any, actual: Any) -> bool: ...
