"""State of this package that no service of the emulator keeps. It is saved and loaded with that of the services."""

import sys
from types import ModuleType

from ministack import app
from ministack.core.responses import AccountRegionScopedDict

_NAME = "local_account"
_stores: dict[str, AccountRegionScopedDict] = {}


def store(name: str) -> AccountRegionScopedDict:
    """An empty store, by account and region."""
    return _stores.setdefault(name, AccountRegionScopedDict())


def install() -> None:
    """Makes the emulator save and load the stores: it asks each of its service modules."""
    module = ModuleType(f"ministack.services.{_NAME}")
    module.get_state = lambda: dict(_stores)  # type: ignore[attr-defined]
    module.load_persisted_state = _load  # type: ignore[attr-defined]
    module.reset = lambda: [each.clear() for each in _stores.values()]  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    app._state_map[_NAME] = _NAME


def _load(saved: dict[str, AccountRegionScopedDict]) -> None:
    for name, content in saved.items():
        store(name).clear()
        store(name).update(content)
