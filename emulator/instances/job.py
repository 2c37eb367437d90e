"""The job that the job document starts on an instance."""

import base64
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .account import Account

FINISHED = "finished"
_ENDS = (FINISHED, "stopped")
"""Objects that mark a job that no instance may start again."""
_PROGRAMS = ("launch.py", "train.py")


class JobError(Exception):
    """A job that cannot start; the message is the reason."""


@dataclass(frozen=True)
class Job:
    """A job, ready to run.

    `specification` changes with code or arguments, which make it another job for the instance.
    """

    id: str
    min_nodes: str
    max_nodes: str
    arguments: tuple[str, ...]
    code: Path
    specification: str


def fetch(parameters: Mapping[str, str], bucket: str, folder: Path, account: Account) -> Job | str:
    """Downloads a job, as lib/training/job/fetch-job.sh does.

    :param parameters: those of the job document, see lib/training/job/job-document.ts.
    :param bucket: the artifacts bucket, which has the state of jobs.
    :param folder: contains a folder for each job.
    :return: the job, or a sentence if it has ended already.
    :raises JobError: if it cannot start.
    """
    job = parameters["job"]
    for end in _ENDS:
        if account.etag(bucket, f"jobs/{job}/{end}"):
            return f"job {job} has {end}"
    found = re.fullmatch(r"s3://([^/]+)/(.+)", parameters["code"])
    etag = account.etag(found[1], found[2]) if found else None
    if not found or etag is None:
        raise JobError(f"no {parameters['code']}")
    arguments = _arguments(parameters["arguments"])
    nodes = parameters["minNodes"], parameters["maxNodes"]
    key = " ".join([job, parameters["code"], etag, *nodes, parameters["arguments"]])
    specification = hashlib.sha256(key.encode()).hexdigest()[:16]
    place = folder / specification
    if not place.exists():
        new = folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        (new / "code").mkdir(parents=True)
        account.download(found[1], found[2], new / "code.tar.gz")
        _unpack(new / "code.tar.gz", new / "code", parameters["code"])
        new.rename(place)
    return Job(job, *nodes, arguments, place / "code", specification)


def _arguments(text: str) -> tuple[str, ...]:
    try:
        arguments = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        arguments = None
    if type(arguments) is not list or not all(type(each) is str and "\0" not in each for each in arguments):
        raise JobError("the arguments are no base64 of a JSON list of strings")
    return tuple(arguments)


def _unpack(archive: Path, folder: Path, code: str) -> None:
    if not hasattr(tarfile, "data_filter"):
        raise JobError("this Python cannot unpack archives safely; update it to 3.10.12, 3.11.4, 3.12 or later")
    try:
        with tarfile.open(archive) as tar:
            # Refuses files and links outside of the folder.
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise JobError(f"cannot unpack {code}: {error}") from error
    os.remove(archive)
    for name in _PROGRAMS:
        if not (folder / name).is_file():
            raise JobError(f"no {name} in {code}")
