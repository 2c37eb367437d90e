"""Jobs on the instances of the local account: from the association to the status, the logs and the events."""

import base64
import io
import json
import re
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError
from test_keeper import wait_until

from account import client
from instances import service
from instances.account import Account
from instances.computer import Computer
from instances.instance import Instance
from instances.libraries import Libraries
from instances.settings import VARIABLES, read_settings
from instances.watch import Watch

_ROOT = Path(__file__).parent.parent.parent
_BUCKET, _GROUP = "artifacts", "/ml/training/stack"
_HEADER = {
    **dict.fromkeys(VARIABLES, "x"),
    "ML_KIND": "fleet",
    "ML_NAME": "default",
    "ML_ARTIFACTS_BUCKET": _BUCKET,
    "ML_LOG_GROUP": _GROUP,
    "ML_CHECKPOINT_SECONDS": "60",
}
_USER_DATA = "#!/bin/bash\n" + "".join(f"{name}='{value}'\n" for name, value in _HEADER.items()) + "set -euo pipefail\n"

# In place of launch.py: says how it was started, and waits for SIGTERM or a file of the test.
_LAUNCH = """
import os, pathlib, signal, sys, time
def stop(*_):
    print("checkpoint", flush=True)
    sys.exit(75)
signal.signal(signal.SIGTERM, stop)
print(" ".join(sys.argv[1:]), flush=True)
print(os.environ["ML_INSTANCE_ID"], os.environ["ML_NAME"], os.environ["HOME"], flush=True)
while not (end := pathlib.Path(sys.argv[-1])).exists():
    time.sleep(0.01)
sys.exit(int(end.read_text()))
"""


class _Place:
    """A fleet with its bucket, and the program that runs jobs on its instances."""

    def __init__(self, folder: Path) -> None:
        self.end = folder / "end"
        script = folder / "environment.sh"
        script.write_text(f"#!/bin/sh\necho installing PyTorch >&2\necho {sys.executable}\n")
        script.chmod(0o755)
        self.script = script
        profile = {"Arn": "arn:aws:iam::111122223333:instance-profile/training"}
        data = {"UserData": base64.b64encode(_USER_DATA.encode()).decode(), "IamInstanceProfile": profile}
        parameters = {
            name: {"type": "String", "default": "x"}
            for name in ("action", "job", "code", "minNodes", "maxNodes", "arguments")
        }
        step = {"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": ["true"]}}
        content = {"schemaVersion": "2.2", "parameters": parameters, "mainSteps": [step]}
        stack = fleet.deploy(
            {
                **fleet.group(data, MaxSize="4"),
                **fleet.hook(),
                "Job": {"Type": "AWS::SSM::Document", "Properties": {"DocumentType": "Command", "Content": content}},
            }
        )
        self.document = stack.id_of("Job")
        client("s3").create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        computer = Computer(Account(client), Libraries(script, folder), folder / "instances")
        self.watch = Watch(computer)

    def start(self, job: str = "job-1", action: str = "start", **code: str) -> str:
        """Uploads the code of a job, and returns the id of its association."""
        files = {"launch.py": _LAUNCH, "train.py": "", **code}
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            for name, text in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text.encode()))
        client("s3").put_object(Bucket=_BUCKET, Key=f"jobs/{job}/code.tar.gz", Body=archive.getvalue())
        described = client("ssm").create_association(
            Name=self.document,
            AssociationName=f"ml-training-{job}",
            Targets=[{"Key": "tag:aws:autoscaling:groupName", "Values": ["fleet"]}],
            Parameters=self._parameters(job, action),
        )
        return str(described["AssociationDescription"]["AssociationId"])

    def _parameters(self, job: str, action: str) -> dict[str, list[str]]:
        arguments = base64.b64encode(json.dumps(["it's $HOME", str(self.end)]).encode()).decode()
        code = f"s3://{_BUCKET}/jobs/{job}/code.tar.gz"
        values = {"action": action, "job": job, "code": code, "minNodes": "1", "maxNodes": "2", "arguments": arguments}
        return {name: [value] for name, value in values.items()}

    def stop(self, association: str, job: str = "job-1") -> None:
        client("ssm").update_association(
            AssociationId=association, Name=self.document, Parameters=self._parameters(job, "stop")
        )

    def until(self, condition: Callable[[], bool]) -> None:
        """Lets the program run until then."""

        def ticked() -> bool:
            self.watch.tick()
            return condition()

        wait_until(ticked)

    def status(self, instance: str, job: str = "job-1") -> tuple[str, int | None] | None:
        found = self.object(f"jobs/{job}/status/{instance}.json")
        if found is None:
            return None
        status = json.loads(found)
        return status["state"], status["exitCode"]

    def object(self, key: str) -> bytes | None:
        listed = client("s3").list_objects_v2(Bucket=_BUCKET, Prefix=key).get("Contents", [])
        if not listed:
            return None
        body: bytes = client("s3").get_object(Bucket=_BUCKET, Key=key)["Body"].read()
        return body

    def log(self, instance: str, name: str = "training") -> str:
        if not client("logs").describe_log_groups(logGroupNamePrefix=_GROUP)["logGroups"]:
            return ""
        stream = f"fleet/default/{instance}/{name}"
        streams = client("logs").describe_log_streams(logGroupName=_GROUP)["logStreams"]
        if stream not in [each["logStreamName"] for each in streams]:
            return ""
        events = client("logs").get_log_events(logGroupName=_GROUP, logStreamName=stream, startFromHead=True)["events"]
        return "\n".join(each["message"] for each in events)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Place]:
    monkeypatch.setattr(service, "RESTART_SECONDS", 0)
    place = _Place(tmp_path)
    fleet.scale(1)
    yield place
    place.watch.stop()


@pytest.fixture
def put_events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The events that instances put on the bus."""
    events: list[dict[str, Any]] = []
    monkeypatch.setattr(
        Account, "put_event", lambda _, source, kind, detail: events.append({"is": (source, kind), **detail})
    )
    return events


def test_a_job_runs_to_its_end_as_on_a_real_instance(place: _Place, tmp_path: Path) -> None:
    [instance] = fleet.members()
    place.start()
    place.until(lambda: instance in place.log(instance).replace(f"on {instance}", ""))
    installing, *lines = place.log(instance).splitlines()
    assert installing.endswith(" installing PyTorch")
    assert re.fullmatch(r"\S+Z job job-1 on " + instance, lines[0])
    assert re.fullmatch(
        r"--job job-1 --nodes 1:2 --processes 1 --rendezvous 127\.0\.0\.1:\d+ --last-call-seconds 5 "
        rf"train\.py it's \$HOME {place.end}",
        lines[1],
    )
    assert lines[2] == f"{instance} default {tmp_path}/instances/{instance}/home"
    assert place.status(instance) == ("running", None)
    boot = [line.split(" ", 1)[1] for line in place.log(instance, "boot").splitlines()]
    assert boot == ["installing PyTorch", "instance ready (default, CPU of this computer)"]

    place.end.write_text("0")
    place.until(lambda: place.status(instance) == ("finished", 0))
    assert place.object("jobs/job-1/finished") is not None
    # A new instance must not begin again.
    fleet.scale(2)
    second = fleet.members()[1]
    place.until(lambda: "job job-1 has finished" in place.log(second, "boot"))
    assert place.status(second) is None


def test_an_interrupted_job_writes_a_checkpoint_and_continues_on_the_replacement(
    place: _Place, put_events: list[dict[str, Any]]
) -> None:
    [first] = fleet.members()
    place.start()
    place.until(lambda: "--job" in place.log(first))
    client("autoscaling").terminate_instance_in_auto_scaling_group(
        InstanceId=first, ShouldDecrementDesiredCapacity=False
    )
    place.until(lambda: len(put_events) == 1)
    assert place.status(first) == ("interrupted", 75)
    assert "checkpoint" in place.log(first)
    assert put_events == [
        {
            "is": ("ml-platform.training", "Training Stopped"),
            "instance-id": first,
            "reason": "scale-in",
            "outcome": "checkpointed",
            "job": "job-1",
        }
    ]
    [second] = [each for each in fleet.members() if each != first]
    place.until(lambda: place.status(second) == ("running", None))
    place.watch.tick()
    assert len(put_events) == 1


def test_an_instance_without_a_job_reports_that_it_is_idle(place: _Place, put_events: list[dict[str, Any]]) -> None:
    fleet.scale(0)
    place.until(lambda: put_events != [])
    assert [(each["outcome"], each["job"]) for each in put_events] == [("idle", "")]


def test_a_terminated_instance_ends_at_once(place: _Place) -> None:
    [instance] = fleet.members()
    place.start()
    place.until(lambda: "--job" in place.log(instance))
    client("ec2").terminate_instances(InstanceIds=[instance])
    client("autoscaling").delete_lifecycle_hook(AutoScalingGroupName="fleet", LifecycleHookName="drain")
    place.until(lambda: instance not in fleet.members())
    place.watch.tick()
    assert place.status(instance) == ("running", None)
    assert "checkpoint" not in place.log(instance)


def test_stop_waits_for_a_checkpoint_and_a_new_start_continues(place: _Place) -> None:
    [instance] = fleet.members()
    association = place.start()
    place.until(lambda: "--job" in place.log(instance))
    place.stop(association)
    place.until(lambda: place.status(instance) == ("interrupted", 75))
    for _ in range(3):
        place.watch.tick()
    assert place.status(instance) == ("interrupted", 75)
    client("ssm").delete_association(AssociationId=association)
    place.start()
    place.until(lambda: place.status(instance) == ("running", None))


def test_another_job_starts_after_the_checkpoint_of_the_first(place: _Place) -> None:
    [instance] = fleet.members()
    place.start("job-1")
    place.until(lambda: "--job" in place.log(instance))
    place.start("job-2")
    place.until(lambda: place.status(instance, "job-2") == ("running", None))
    assert place.status(instance, "job-1") == ("interrupted", 75)


def test_a_job_that_fails_three_times_has_failed(place: _Place) -> None:
    [instance] = fleet.members()
    place.end.write_text("3")
    place.start()
    place.until(lambda: place.status(instance) == ("failed", 3))
    assert place.log(instance).count("exit code 3") == 3


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ({"../outside": "x"}, "cannot unpack s3://artifacts/jobs/job-1/code.tar.gz: "),
        ({"train.py/x": "x", "train.py": ""}, "cannot unpack"),
    ],
)
def test_code_that_cannot_be_unpacked_safely_does_not_start(
    place: _Place, code: dict[str, str], reason: str, tmp_path: Path
) -> None:
    [instance] = fleet.members()
    place.start(**code)
    place.until(lambda: place.status(instance) == ("failed", None))
    assert f"FAILED: {reason}" in place.log(instance)
    assert list(tmp_path.rglob("outside")) == []


def test_libraries_that_cannot_be_installed_end_the_job_with_the_reason(place: _Place) -> None:
    place.script.write_text("#!/bin/sh\necho Python 3.11 to 3.13 is needed >&2\nexit 1\n")
    [instance] = fleet.members()
    place.start()
    place.until(lambda: place.status(instance) == ("failed", None))
    reason = "FAILED: the libraries of jobs cannot be installed: Python 3.11 to 3.13 is needed."
    assert place.log(instance).splitlines()[-1].endswith(reason)
    assert place.log(instance, "boot").splitlines()[-1].endswith(reason)


def test_an_installation_can_be_tried_again(place: _Place) -> None:
    script = place.script.read_text()
    place.script.write_text("#!/bin/sh\necho 'ERROR: No matching distribution found' >&2\nexit 1\n")
    [instance] = fleet.members()
    association = place.start("job-1")
    place.until(lambda: place.status(instance) == ("failed", None))
    assert "check that it reaches its package index" in place.log(instance)
    client("ssm").delete_association(AssociationId=association)
    place.script.write_text(script)
    place.start("job-2")
    place.until(lambda: place.status(instance, "job-2") == ("running", None))


def test_settings_are_those_in_the_header_of_the_boot_script() -> None:
    assert read_settings("#!/bin/bash\necho ECS_CLUSTER=inference >>/etc/ecs/ecs.config\n") is None
    quoted = _USER_DATA.replace("ML_CLUSTER_NAME='x'", r"ML_CLUSTER_NAME='it'\''s'")
    assert (read_settings(quoted) or {})["ML_CLUSTER_NAME"] == "it's"


def test_jobs_have_the_variables_of_a_real_instance() -> None:
    script = (_ROOT / "lib" / "training" / "boot" / "user-environment.sh").read_text()
    [loop] = re.findall(r"for variable in (.*?); do", script, re.DOTALL)
    written = set(re.findall(r"write_variable (\w+)", script))
    assert set(re.findall(r"ML_\w+", loop)) == set(VARIABLES)
    # Those that depend on the instance.
    assert written == {"ML_INSTANCE_ID", "ML_SCRATCH", "AWS_DEFAULT_REGION"}


def test_a_status_that_cannot_be_written_does_not_keep_the_job_from_running(
    place: _Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject")

    monkeypatch.setattr(Account, "put_json", refused)
    [instance] = fleet.members()
    place.start()
    place.until(lambda: "--job" in place.log(instance))
    assert "cannot write the status: " in place.log(instance)


def test_a_failing_instance_does_not_keep_others_from_their_work(
    place: _Place, put_events: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet.scale(2)
    first, second = fleet.members()
    ticked = Instance.tick

    def tick(self: Instance) -> None:
        if self._id == first:
            raise ValueError("broken")
        ticked(self)

    monkeypatch.setattr(Instance, "tick", tick)
    place.start()
    place.until(lambda: place.status(second) == ("running", None))
    assert "ValueError: broken" in capsys.readouterr().err


def test_the_account_knows_that_jobs_run() -> None:
    account = Account(client)
    account.register()
    account.register()
    assert client("ssm").get_parameter(Name="/local-account/instances")["Parameter"]["Value"] == "running"
    account.unregister()
    assert client("ssm").describe_parameters()["Parameters"] == []
