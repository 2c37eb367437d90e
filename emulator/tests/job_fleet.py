"""A fleet, and the program that runs jobs on its instances, with a short program in place of launch.py."""

import base64
import io
import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import fleet
from test_keeper import wait_until

from account import client
from instances.account import Account
from instances.computer import Computer
from instances.libraries import Libraries
from instances.settings import VARIABLES
from instances.watch import Watch

_BUCKET, _GROUP = "artifacts", "/ml/training/stack"
_HEADER = {
    **dict.fromkeys(VARIABLES, "x"),
    "ML_KIND": "fleet",
    "ML_NAME": "default",
    "ML_ARTIFACTS_BUCKET": _BUCKET,
    "ML_LOG_GROUP": _GROUP,
    "ML_CHECKPOINT_SECONDS": "60",
}
USER_DATA = "#!/bin/bash\n" + "".join(f"{name}='{value}'\n" for name, value in _HEADER.items()) + "set -euo pipefail\n"

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


class Place:
    """A fleet with its bucket, and the program that runs jobs on its instances."""

    def __init__(self, folder: Path) -> None:
        self.end = folder / "end"
        script = folder / "environment.sh"
        script.write_text(f"#!/bin/sh\necho installing PyTorch >&2\necho {sys.executable}\n")
        script.chmod(0o755)
        self.script = script
        profile = {"Arn": "arn:aws:iam::111122223333:instance-profile/training"}
        data = {"UserData": base64.b64encode(USER_DATA.encode()).decode(), "IamInstanceProfile": profile}
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
