"""Checkpoints in S3 while calls fail."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from account import Account, UnreliableEndpoint, credentials
from in_process import Trainer
from instance import Instance
from report import Interruption, Report

from resumable.storage import S3Storage


@pytest.fixture
def endpoint(account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnreliableEndpoint]:
    endpoint = UnreliableEndpoint(account.port)
    for name, value in (credentials() | {"AWS_ENDPOINT_URL": endpoint.url}).items():
        monkeypatch.setenv(name, value)
    yield endpoint
    endpoint.stop()


@pytest.fixture
def bucket(account: Account, endpoint: UnreliableEndpoint, request: pytest.FixtureRequest) -> Any:
    """The bucket of the test, accessed without the proxy."""
    name = request.node.name.replace("_", "-")[:40]
    resource: Any = boto3.resource("s3", endpoint_url=account.url)
    return resource.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})


def test_two_processes_killed(
    bucket: Any, endpoint: UnreliableEndpoint, report: Report, tmp_path: Path, free_port: int
) -> None:
    chance = random.Random(7)
    config = tmp_path / "config.yaml"
    config.write_text("steps: 300\nlog_every_steps: 1\ntoy: {pause_seconds: 0.01}\n")
    arguments = ("--checkpoint-frequency", "40", "--config", str(config))
    alone = Instance("--checkpoint-dir", str(tmp_path / "alone"), *arguments, port=free_port)
    assert alone.run() == 0, alone.text

    instance = Instance("--checkpoint-dir", f"s3://{bucket.name}/run/", *arguments, port=free_port)
    instance.start()
    begin = instance.wait_for_begin(0)
    rows = []
    for kind in ("SIGKILL of all", "SIGTERM", "SIGKILL of all"):
        instance.wait_for_step(begin.step + chance.randint(45, 70), begin.line)
        if kind == "SIGTERM":
            instance.signal(signal.SIGTERM)
        else:
            instance.kill()
        assert instance.wait() == (75 if kind == "SIGTERM" else -9), instance.text
        instance.start()
        begin = instance.wait_for_begin(begin.line + 1)
        rows.append(Interruption(kind, begin.last_step, begin.step))
    assert instance.wait() == 0, instance.text
    equal = instance.weights == alone.weights
    report.add(f"S3, {endpoint.failed} of {endpoint.calls} calls failed, 40 steps at risk", rows, equal)
    assert equal and endpoint.failed > 10
    assert all(row.lost <= (0 if row.kind == "SIGTERM" else 40) for row in rows), rows


def test_damaged_objects(
    account: Account, bucket: Any, trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", account.url)
    alone = trainer.run(tmp_path / "alone").weights
    url = f"s3://{bucket.name}/run"
    assert trainer.run(url, stop_after=70).code == 75
    manifests = sorted(each.key for each in bucket.objects.all() if each.key.endswith("manifest.json"))
    assert len(manifests) == 3
    newest, second = (key.rsplit("/", 1)[0] for key in manifests[:0:-1])
    shard = bucket.Object(f"{newest}/__0_0.distcp")
    content = bytearray(shard.get()["Body"].read())
    content[500] ^= 4
    shard.put(Body=bytes(content))
    bucket.Object(f"{second}/.metadata").delete()
    outcome = trainer.run(url, resume="true")
    assert outcome.code == 0 and outcome.weights == alone
    assert "__0_0.distcp has another digest than it was written with" in outcome.log
    assert ".metadata is missing" in outcome.log


def test_large_objects_in_parts(bucket: Any) -> None:
    storage = S3Storage(f"s3://{bucket.name}/large")
    content = random.Random(0).randbytes(20 << 20)
    with storage.write("object") as upload:
        upload.write(content[: 9 << 20])
        upload.write(memoryview(content)[9 << 20 :])
    assert storage.names() == {"object": len(content)}
    assert storage.read("object").read() == content
    storage.delete(["object", "never there"])
    assert storage.names() == {}
    with pytest.raises(FileNotFoundError):
        storage.get("object")
    with pytest.raises(FileNotFoundError):
        storage.read("object")
