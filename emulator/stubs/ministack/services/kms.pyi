from collections.abc import MutableMapping
from typing import Any

_aliases: MutableMapping[str, str]

def _alias_arn(name: str) -> str: ...

_keys: MutableMapping[str, dict[str, Any]]
