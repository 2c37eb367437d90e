from typing import Any

SERVICE_PATTERNS: dict[str, dict[str, Any]]
