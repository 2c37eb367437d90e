"""Jobs on the instances of the local account: from the association to the status, the logs and the events."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fleet
import pytest
from botocore.exceptions import ClientError
from job_fleet import USER_DATA, Place

from account import client
from instances import service
from instances.account import Account
from instances.instance import Instance
from instances.settings import VARIABLES, read_settings

_ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(service, "RESTART_SECONDS", 0)
    place = Place(tmp_path)
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


def test_a_job_runs_to_its_end_as_on_a_real_instance(place: Place, tmp_path: Path) -> None:
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
    place: Place, put_events: list[dict[str, Any]]
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


def test_an_instance_without_a_job_reports_that_it_is_idle(place: Place, put_events: list[dict[str, Any]]) -> None:
    fleet.scale(0)
    place.until(lambda: put_events != [])
    assert [(each["outcome"], each["job"]) for each in put_events] == [("idle", "")]


def test_a_terminated_instance_ends_at_once(place: Place) -> None:
    [instance] = fleet.members()
    place.start()
    place.until(lambda: "--job" in place.log(instance))
    client("ec2").terminate_instances(InstanceIds=[instance])
    client("autoscaling").delete_lifecycle_hook(AutoScalingGroupName="fleet", LifecycleHookName="drain")
    place.until(lambda: instance not in fleet.members())
    place.watch.tick()
    assert place.status(instance) == ("running", None)
    assert "checkpoint" not in place.log(instance)


def test_stop_waits_for_a_checkpoint_and_a_new_start_continues(place: Place) -> None:
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


def test_another_job_starts_after_the_checkpoint_of_the_first(place: Place) -> None:
    [instance] = fleet.members()
    place.start("job-1")
    place.until(lambda: "--job" in place.log(instance))
    place.start("job-2")
    place.until(lambda: place.status(instance, "job-2") == ("running", None))
    assert place.status(instance, "job-1") == ("interrupted", 75)


def test_a_job_that_fails_three_times_has_failed(place: Place) -> None:
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
    place: Place, code: dict[str, str], reason: str, tmp_path: Path
) -> None:
    [instance] = fleet.members()
    place.start(**code)
    place.until(lambda: place.status(instance) == ("failed", None))
    assert f"FAILED: {reason}" in place.log(instance)
    assert list(tmp_path.rglob("outside")) == []


def test_libraries_that_cannot_be_installed_end_the_job_with_the_reason(place: Place) -> None:
    place.script.write_text("#!/bin/sh\necho Python 3.11 to 3.13 is needed >&2\nexit 1\n")
    [instance] = fleet.members()
    place.start()
    place.until(lambda: place.status(instance) == ("failed", None))
    reason = "FAILED: the libraries of jobs cannot be installed: Python 3.11 to 3.13 is needed."
    assert place.log(instance).splitlines()[-1].endswith(reason)
    assert place.log(instance, "boot").splitlines()[-1].endswith(reason)


def test_an_installation_can_be_tried_again(place: Place) -> None:
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
    quoted = USER_DATA.replace("ML_CLUSTER_NAME='x'", r"ML_CLUSTER_NAME='it'\''s'")
    assert (read_settings(quoted) or {})["ML_CLUSTER_NAME"] == "it's"


def test_jobs_have_the_variables_of_a_real_instance() -> None:
    script = (_ROOT / "lib" / "training" / "boot" / "user-environment.sh").read_text()
    [loop] = re.findall(r"for variable in (.*?); do", script, re.DOTALL)
    written = set(re.findall(r"write_variable (\w+)", script))
    assert set(re.findall(r"ML_\w+", loop)) == set(VARIABLES)
    # Those that depend on the instance.
    assert written == {"ML_INSTANCE_ID", "ML_SCRATCH", "AWS_DEFAULT_REGION"}


def test_a_status_that_cannot_be_written_does_not_keep_the_job_from_running(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject")

    monkeypatch.setattr(Account, "put_json", refused)
    [instance] = fleet.members()
    place.start()
    place.until(lambda: "--job" in place.log(instance))
    assert "cannot write the status: " in place.log(instance)


def test_a_failing_instance_does_not_keep_others_from_their_work(
    place: Place, put_events: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
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
