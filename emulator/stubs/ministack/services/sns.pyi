from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Store = MutableMapping[str, _Record]

_topics: _Store
