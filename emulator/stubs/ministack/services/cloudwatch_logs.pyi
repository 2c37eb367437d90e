from collections.abc import MutableMapping
from typing import Any

_log_groups: MutableMapping[str, dict[str, Any]]
