from collections.abc import Callable, MutableMapping
from typing import Any

_Reply = tuple[int, dict[str, str], bytes | str]

_put_events: Callable[..., _Reply]
_dispatch_to_lambda: Callable[[str, str], None]
_rules: MutableMapping[str, dict[str, Any]]
_tags: MutableMapping[str, dict[str, str]]
_targets: MutableMapping[str, list[dict[str, Any]]]
