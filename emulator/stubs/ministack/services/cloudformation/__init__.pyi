from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Store = MutableMapping[str, _Record]

_exports: _Store
_change_sets: _Store
_stack_events: MutableMapping[str, list[_Record]]
_stacks: _Store
