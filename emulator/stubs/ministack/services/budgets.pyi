from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]
_Reply = tuple[int, dict[str, str], bytes | str]

_DISPATCH: dict[str, Callable[[_Record], _Reply]]
