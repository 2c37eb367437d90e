"""The calls of instances to the account."""

import base64
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

Client: TypeAlias = Any
"""A boto3 client, which has no types."""

_JOB_ASSOCIATIONS = "ml-training-"
"""First part of the names of associations that start jobs (cli/train/job-association.ts)."""
_REGISTRATION = "/local-account/instances"
"""Parameter that exists while this program runs; `npm run train` looks for it."""
_RETENTION_DAYS = 30
"""As the CloudWatch agent of a real instance sets it (lib/training/boot/ship-logs.sh)."""
_EVENTS_IN_A_CALL = 1000


@dataclass(frozen=True)
class Execution:
    """A run of the job document on some instances."""

    id: str
    instances: tuple[str, ...]
    parameters: Mapping[str, str]


class Account:
    """The account of the instances.

    :param client: creates a boto3 client of a service.
    """

    def __init__(self, client: Callable[[str], Client]) -> None:
        self._auto_scaling, self._ec2, self._ssm = client("autoscaling"), client("ec2"), client("ssm")
        self._s3, self._logs, self._events = client("s3"), client("logs"), client("events")

    def register(self) -> None:
        """Records that jobs run on the instances of this account."""
        self._ssm.put_parameter(Name=_REGISTRATION, Type="String", Value="running", Overwrite=True)

    def unregister(self) -> None:
        self._ssm.delete_parameter(Name=_REGISTRATION)

    def members(self) -> dict[str, str]:
        """The lifecycle state of every instance of an Auto Scaling group, by instance id."""
        pages = self._auto_scaling.get_paginator("describe_auto_scaling_instances").paginate()
        found = [each for page in pages for each in page["AutoScalingInstances"]]
        return {each["InstanceId"]: each["LifecycleState"] for each in found}

    def user_data(self, instance: str) -> str:
        """The user data of an instance; empty if it has none."""
        found = self._ec2.describe_instance_attribute(InstanceId=instance, Attribute="userData")
        return base64.b64decode(found.get("UserData", {}).get("Value", "")).decode(errors="replace")

    def executions(self, known: Iterable[str]) -> list[Execution]:
        """Runs of the job document by associations, except the known ones, oldest first."""
        pages = self._ssm.get_paginator("list_associations").paginate()
        associations = [each for page in pages for each in page["Associations"]]
        return [
            execution
            for association in associations
            if association.get("AssociationName", "").startswith(_JOB_ASSOCIATIONS)
            for execution in self._executions_of(association["AssociationId"], set(known))
        ]

    def _executions_of(self, association: str, known: set[str]) -> list[Execution]:
        try:
            described = self._ssm.describe_association(AssociationId=association)["AssociationDescription"]
            runs = self._ssm.describe_association_executions(AssociationId=association)["AssociationExecutions"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "AssociationDoesNotExist":
                return []
            raise
        parameters = {name: values[0] for name, values in described["Parameters"].items()}
        return [
            Execution(run["ExecutionId"], self._targets(association, run["ExecutionId"]), parameters)
            for run in reversed(runs)
            # An earlier version had other parameters, which nothing describes any more.
            if run["ExecutionId"] not in known and run["AssociationVersion"] == described["AssociationVersion"]
        ]

    def _targets(self, association: str, execution: str) -> tuple[str, ...]:
        found = self._ssm.describe_association_execution_targets(AssociationId=association, ExecutionId=execution)
        return tuple(each["ResourceId"] for each in found["AssociationExecutionTargets"])

    def etag(self, bucket: str, key: str) -> str | None:
        """The ETag of an object; None if there is no such object."""
        try:
            return str(self._s3.head_object(Bucket=bucket, Key=key)["ETag"])
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return None
            raise

    def download(self, bucket: str, key: str, path: Path) -> None:
        with path.open("wb") as file:
            shutil.copyfileobj(self._s3.get_object(Bucket=bucket, Key=key)["Body"], file)

    def put_json(self, bucket: str, key: str, value: object) -> None:
        self._s3.put_object(
            Bucket=bucket, Key=key, Body=json.dumps(value, separators=(",", ":")), ContentType="application/json"
        )

    def put_event(self, source: str, kind: str, detail: object) -> None:
        """Puts an event on the default event bus."""
        self._events.put_events(Entries=[{"Source": source, "DetailType": kind, "Detail": json.dumps(detail)}])

    def put_lines(self, group: str, stream: str, lines: list[tuple[int, str]]) -> None:
        """Appends lines, with their times in milliseconds since 1970, to a log stream, which is created if need be."""
        for start in range(0, len(lines), _EVENTS_IN_A_CALL):
            events = [{"timestamp": at, "message": text} for at, text in lines[start : start + _EVENTS_IN_A_CALL]]
            try:
                self._logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ResourceNotFoundException":
                    raise
                self._create_stream(group, stream)
                self._logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)

    def _create_stream(self, group: str, stream: str) -> None:
        try:
            self._logs.create_log_group(logGroupName=group)
            self._logs.put_retention_policy(logGroupName=group, retentionInDays=_RETENTION_DAYS)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
                raise
        self._logs.create_log_stream(logGroupName=group, logStreamName=stream)
