from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_capacity_providers: _Store
_clusters: _Store
_services: _Store
_task_defs: _Store
_tags: MutableMapping[str, list[dict[str, str]]]

def _create_capacity_provider(data: _Record) -> _Reply: ...
def _delete_capacity_provider(data: _Record) -> _Reply: ...
def _put_cluster_capacity_providers(data: _Record) -> _Reply: ...
def _resolve_cluster_name(ref: str) -> str: ...
