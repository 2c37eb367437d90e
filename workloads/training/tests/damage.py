"""Damage to a checkpoint after it was written."""

from __future__ import annotations

import random
from pathlib import Path

KINDS = ("truncated", "deleted", "bit flipped", "manifest truncated", "manifest deleted", "folder deleted")


def newest(checkpoints: Path) -> Path | None:
    """The newest complete checkpoint, if any."""
    return max((path.parent for path in checkpoints.glob("step-*/manifest.json")), key=_order, default=None)


def _order(folder: Path) -> tuple[int, int]:
    parts = folder.name.split("-")
    return int(parts[3]), int(parts[1])


def damage(folder: Path, kind: str, chance: random.Random) -> str:
    """Damages a checkpoint, and describes how."""
    pieces = sorted(path for path in folder.iterdir() if path.name != "manifest.json")
    path = folder / "manifest.json" if kind.startswith("manifest") else chance.choice(pieces)
    content = bytearray(path.read_bytes())
    if kind.endswith("truncated"):
        path.write_bytes(content[: chance.randrange(len(content))])
    elif kind == "bit flipped":
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    elif kind == "folder deleted":
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()
        return f"{folder.name} deleted"
    else:
        path.unlink()
    return f"{folder.name}/{path.name} {kind.removeprefix('manifest ')}"
