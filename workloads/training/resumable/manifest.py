"""The manifest of a checkpoint, written last, with the size and the digest of each file."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field

from resumable.storage import Storage

MANIFEST = "manifest.json"
_FOLDER = re.compile(r"^step-(\d+)-run-(\d+)-[0-9a-f]+$")


class UnusableCheckpoint(Exception):
    """A checkpoint that differs from what was written; the message is the reason."""


@dataclass(frozen=True)
class WrittenFile:
    """Size in bytes, and SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A checkpoint as it was written."""

    step: int
    """Steps of training that it contains."""
    attempt: str
    """Id of the attempt that wrote it."""
    world_size: int
    created: float
    """Seconds since 1970."""
    data: dict[str, object]
    """Settings that determine the order of samples, see `Config.order`."""
    files: dict[str, WrittenFile] = field(default_factory=dict)

    def encode(self) -> bytes:
        """JSON with its own digest, so that a changed manifest is detected as well."""
        content = asdict(self)
        return json.dumps({**content, "sha256": _digest(content)}, indent=1).encode()

    @staticmethod
    def decode(text: bytes) -> Manifest:
        """Raises UnusableCheckpoint."""
        try:
            content = json.loads(text)
            digest = content.pop("sha256")
            intact = digest == _digest(content)
            files = {name: WrittenFile(**entry) for name, entry in content.pop("files").items()}
            manifest = Manifest(**content, files=files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnusableCheckpoint(f"{MANIFEST} cannot be read ({error})") from error
        if not intact:
            raise UnusableCheckpoint(f"{MANIFEST} has another digest than it was written with")
        return manifest


def _digest(content: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, order=True)
class Folder:
    """Folder of a checkpoint. A later attempt outranks an earlier one, because it resumed from a good
    checkpoint."""

    run: int
    step: int
    name: str

    @staticmethod
    def create(step: int, run: int, attempt: str) -> Folder:
        # With the id, an abandoned attempt that still writes cannot overwrite files of the next one.
        return Folder(run, step, f"step-{step:08d}-run-{run:04d}-{attempt[:8]}")


def folders(names: dict[str, int]) -> list[Folder]:
    """Folders of checkpoints, complete or not, the best first."""
    found = {name.split("/", 1)[0] for name in names if "/" in name}
    matches = ((name, _FOLDER.match(name)) for name in found)
    return sorted((Folder(int(m[2]), int(m[1]), name) for name, m in matches if m), reverse=True)


def read_manifest(storage: Storage, folder: Folder, names: dict[str, int]) -> Manifest:
    """The manifest of a checkpoint, after a check that all files exist with the right size. Raises
    UnusableCheckpoint."""
    try:
        manifest = Manifest.decode(storage.get(f"{folder.name}/{MANIFEST}"))
    except FileNotFoundError as error:
        raise UnusableCheckpoint(f"{MANIFEST} is missing") from error
    for file, written in manifest.files.items():
        size = names.get(f"{folder.name}/{file}")
        if size is None:
            raise UnusableCheckpoint(f"{file} is missing")
        if size != written.bytes:
            raise UnusableCheckpoint(f"{file} has {size} bytes instead of {written.bytes}")
    return manifest
