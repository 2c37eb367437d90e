"""torch.distributed.checkpoint on a Storage. Digests are computed on write, and checked against the manifest
on read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from torch.distributed.checkpoint.api import CheckpointException
from torch.distributed.checkpoint.filesystem import FileSystemBase, FileSystemReader, FileSystemWriter

from resumable.manifest import UnusableCheckpoint, WrittenFile
from resumable.storage import Storage

_CHUNK_BYTES = 8 << 20


class _CheckpointFileSystem(FileSystemBase):
    """Files of one checkpoint folder, with the interface of torch."""

    def __init__(self, storage: Storage, expected: dict[str, WrittenFile] | None = None) -> None:
        self._storage = storage
        self._expected = expected
        self.written: dict[str, WrittenFile] = {}

    @contextmanager
    def create_stream(self, path: str | os.PathLike[str], mode: str) -> Iterator[Any]:
        name = str(path)
        if mode == "wb":
            with self._storage.write(name) as upload:
                yield upload
                upload.close()
            self.written[_base(name)] = WrittenFile(upload.bytes, upload.sha256)
        else:
            with self._open(name) as file:
                yield file

    def _open(self, name: str) -> IO[bytes]:
        try:
            file = self._storage.read(name)
        except FileNotFoundError as error:
            raise UnusableCheckpoint(f"{_base(name)} is missing") from error
        wanted = (self._expected or {}).get(_base(name))
        if wanted is None or _sha256(file) != wanted.sha256:
            file.close()
            raise UnusableCheckpoint(f"{_base(name)} has another digest than it was written with")
        file.seek(0)
        return file

    def concat_path(self, path: str | os.PathLike[str], suffix: str) -> str:
        return f"{path}/{suffix}"

    def init_path(self, path: str | os.PathLike[str]) -> str:
        return str(path)

    def mkdir(self, path: str | os.PathLike[str]) -> None:
        """Not needed: Storage creates folders with their files."""

    def exists(self, path: str | os.PathLike[str]) -> bool:
        # Every save uses a new folder.
        return False

    def rm_file(self, path: str | os.PathLike[str]) -> None:
        self._storage.delete([str(path)])

    def rename(self, path: str | os.PathLike[str], new_path: str | os.PathLike[str]) -> None:
        """Copies `.metadata.tmp`, which is small, because S3 does not support renaming."""
        content = self._storage.get(str(path))
        self._storage.put(str(new_path), content)
        self._storage.delete([str(path)])
        self.written[_base(str(new_path))] = self.written.pop(_base(str(path)))

    @classmethod
    def validate_checkpoint_id(cls, checkpoint_id: str | os.PathLike[str]) -> bool:
        return True


class CheckpointWriter(FileSystemWriter):
    """Writes one file per rank, and the metadata on the first rank. `written` has the files of this rank."""

    def __init__(self, storage: Storage, folder: str) -> None:
        # Files are synchronized when they are closed, see Upload.
        super().__init__(folder, sync_files=False)
        self.fs: Any = _CheckpointFileSystem(storage)
        self.path = folder

    @property
    def written(self) -> dict[str, WrittenFile]:
        return self.fs.written


class CheckpointReader(FileSystemReader):
    """Reads the files of a manifest. A rank reads and checks only the files that it needs."""

    def __init__(self, storage: Storage, folder: str, files: dict[str, WrittenFile]) -> None:
        super().__init__(folder)
        self.fs: Any = _CheckpointFileSystem(storage, files)
        self.path = folder


def reason(error: BaseException) -> str:
    """Reason of a failed read or write: the first failure of all ranks, without its stack trace."""
    if not isinstance(error, CheckpointException):
        return str(error) or type(error).__name__
    rank, failure = min(error.failures.items())
    return f"{failure[0]} (rank {rank})"


def _base(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
