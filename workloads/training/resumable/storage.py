"""Storage of checkpoints in a folder or below a prefix of an S3 bucket."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlparse


class Storage(Protocol):
    """Named objects below a root. Names have `/` as separator. An object exists completely or not at all."""

    url: str

    def names(self, prefix: str = "") -> dict[str, int]:
        """Sizes in bytes of the objects whose names start with the prefix, by name."""

    def get(self, name: str) -> bytes:
        """Content of an object. Raises FileNotFoundError."""

    def put(self, name: str, content: bytes) -> None:
        """Atomically replaces an object: after a crash it has the old or the new content."""

    def delete(self, names: list[str]) -> None:
        """Removes objects; missing ones are ignored."""

    def write(self, name: str) -> Upload:
        """A stream for a new object, which is complete once the stream is closed without an error."""

    def read(self, name: str) -> IO[bytes]:
        """A seekable stream of an object."""


class Upload:
    """A file that records the size and SHA-256 of the written content."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes | memoryview) -> int:
        self._digest.update(data)
        self.bytes += memoryview(data).nbytes
        self._file.write(data)
        return memoryview(data).nbytes

    def tell(self) -> int:
        return self.bytes

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def close(self) -> None:
        """Synchronizes the written content to the disk."""
        if not self._file.closed:
            self._file.flush()
            self._keep()
            self._file.close()

    def _keep(self) -> None:
        os.fsync(self._file.fileno())

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            self.close()
        else:
            self._file.close()


class LocalStorage:
    """A folder of a file system, such as `/data/checkpoints` on the data volume of a workstation."""

    def __init__(self, root: str | Path) -> None:
        self._root = Path(root).expanduser().absolute()
        self.url = str(self._root)
        self._root.mkdir(parents=True, exist_ok=True)

    def names(self, prefix: str = "") -> dict[str, int]:
        found = {}
        for folder, _, files in os.walk(self._root):
            for file in files:
                path = Path(folder, file)
                name = path.relative_to(self._root).as_posix()
                # A file may have been replaced or removed meanwhile.
                with contextlib.suppress(FileNotFoundError):
                    if name.startswith(prefix):
                        found[name] = path.stat().st_size
        return found

    def get(self, name: str) -> bytes:
        return (self._root / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)

    def delete(self, names: list[str]) -> None:
        for name in names:
            (self._root / name).unlink(missing_ok=True)
        for folder in {(self._root / name).parent for name in names} - {self._root}:
            if folder.is_dir() and not any(folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)

    def write(self, name: str) -> Upload:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return Upload(path.open("wb"))

    def read(self, name: str) -> IO[bytes]:
        return (self._root / name).open("rb")


def _sync_folder(folder: Path) -> None:
    """Synchronizes a folder, so that a rename in it survives a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class S3Storage:
    """A prefix of a bucket. Files are first written to a local folder, so that a failed part can be sent
    again.

    boto3 sends large files in parallel parts with checksums, and retries up to ten times with increasing
    pauses, so that a checkpoint survives 503 Slow Down. `AWS_ENDPOINT_URL_S3` sets another endpoint.
    """

    def __init__(self, url: str) -> None:
        # Imported here, so that training with a folder does not need the SDK.
        import boto3
        from botocore.config import Config

        parsed = urlparse(url)
        self._bucket = parsed.netloc
        self._prefix = parsed.path.strip("/") + "/" if parsed.path.strip("/") else ""
        self.url = f"s3://{self._bucket}/{self._prefix}"
        retries = {"mode": "standard", "total_max_attempts": int(os.environ.get("AWS_MAX_ATTEMPTS", "10"))}
        self._client = boto3.client("s3", config=Config(retries=retries, connect_timeout=10, read_timeout=60))

    def names(self, prefix: str = "") -> dict[str, int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        return {
            item["Key"][len(self._prefix) :]: item["Size"]
            for page in pages
            for item in page.get("Contents", [])
        }

    def get(self, name: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
        except self._client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(f"{self.url}{name}") from error

    def put(self, name: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def delete(self, names: list[str]) -> None:
        for start in range(0, len(names), 1000):
            keys = [{"Key": self._prefix + name} for name in names[start : start + 1000]]
            self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})

    def write(self, name: str) -> Upload:
        return _S3Upload(self._client, self._bucket, self._prefix + name)

    def read(self, name: str) -> IO[bytes]:
        file = _scratch_file()
        try:
            self._client.download_fileobj(self._bucket, self._prefix + name, file)
        except self._client.exceptions.ClientError as error:
            file.close()
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                raise FileNotFoundError(f"{self.url}{name}") from error
            raise
        file.seek(0)
        return file


class _S3Upload(Upload):
    def __init__(self, client: object, bucket: str, key: str) -> None:
        super().__init__(_scratch_file())
        self._client, self._bucket, self._key = client, bucket, key

    def _keep(self) -> None:
        self._file.seek(0)
        self._client.upload_fileobj(_KeptOpen(self._file), self._bucket, self._key)  # type: ignore[attr-defined]


class _KeptOpen:
    """A stream that ignores close(), because boto3 closes streams that it has sent."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """Ignored."""


def _scratch_file() -> IO[bytes]:
    # /tmp is in memory on Amazon Linux 2023.
    scratch = os.environ.get("ML_SCRATCH") or os.environ.get("TMPDIR") or "/var/tmp"
    return tempfile.TemporaryFile(dir=scratch)


def open_storage(location: str) -> Storage:
    """The storage of a `--checkpoint-dir`: `s3://bucket/prefix`, or a path."""
    return S3Storage(location) if location.startswith("s3://") else LocalStorage(location)
