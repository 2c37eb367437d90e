from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Store = MutableMapping[str, _Record]

_tables: _Store
_ttl_settings: _Store
_pitr_settings: MutableMapping[str, bool]

def _sse_description_from_spec(spec: _Record | None) -> _Record | None: ...

_tags: MutableMapping[str, list[dict[str, str]]]
