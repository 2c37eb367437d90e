from collections.abc import MutableMapping
from typing import Any

_Record = dict[str, Any]
_Store = MutableMapping[str, _Record]

_functions: _Store

def _execution_record_for_config(func: _Record, config: _Record) -> _Record: ...
def _get_func_record_for_ref(function_ref: str) -> tuple[_Record | None, _Record | None, str]: ...
def _vpc_config_with_id(request_config: _Record | None) -> _Record: ...
def invoke_async_with_retry(func: _Record, event: _Record) -> None: ...

_layers: _Store
