from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]

_resolve_stack_outputs: Callable[..., tuple[list[_Record], _Record]]
