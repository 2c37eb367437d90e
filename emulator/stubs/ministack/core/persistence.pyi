from typing import Any

PERSIST_STATE: bool
STATE_DIR: str

def load_state(service: str) -> dict[str, Any] | None: ...
def save_state(service: str, data: dict[str, Any]) -> None: ...
