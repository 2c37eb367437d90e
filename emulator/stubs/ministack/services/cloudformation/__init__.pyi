from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Store = MutableMapping[str, _Record]

_exports: _Store
_change_sets: _Store
_stacks: _Store
