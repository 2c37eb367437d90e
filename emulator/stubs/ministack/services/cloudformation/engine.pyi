from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]

_evaluate_conditions: Callable[[_Record, _Record], dict[str, bool]]
