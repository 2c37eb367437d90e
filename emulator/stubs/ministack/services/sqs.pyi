from collections.abc import MutableMapping
from typing import Any

_queues: MutableMapping[str, dict[str, Any]]
