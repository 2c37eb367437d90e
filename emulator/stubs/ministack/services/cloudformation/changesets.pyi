from collections.abc import Callable
from typing import Any

_Record = dict[str, Any]

_diff_resources: Callable[..., list[_Record]]
_resolve_props_for_diff: Callable[..., _Record]
