"""Finds the rendezvous host of a job: the oldest instance of the Auto Scaling group."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PORT = 29500
"""Port of the rendezvous, open between training instances."""
WAIT_SECONDS = 600
"""Time that an instance waits until it, or an older one, is in service."""


@dataclass(frozen=True)
class Rendezvous:
    """The host and port of the rendezvous."""

    host: str
    port: int
    is_host: bool | None
    """Whether this instance is the host; None: if `host` is one of its addresses."""
    own_address: str | None
    """Address of this instance for the others; None: that of its host name."""

    @property
    def endpoint(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, order=True)
class _Member:
    launched: float
    id: str
    address: str


class Fleet:
    """The Auto Scaling group of this instance in its current state.

    :param instance_id: `ML_INSTANCE_ID`.
    :param client: creates a boto3 client of a service; the region is that of the environment.
    """

    def __init__(self, instance_id: str, client: Any = None) -> None:
        if client is None:
            import boto3
            from botocore.config import Config

            retries = Config(retries={"mode": "standard", "total_max_attempts": 10})

            def client(service: str) -> Any:
                return boto3.client(service, config=retries)

        self._instance_id = instance_id
        self._auto_scaling, self._ec2 = client("autoscaling"), client("ec2")

    def rendezvous(self, wait_seconds: float = WAIT_SECONDS, pause_seconds: float = 5) -> Rendezvous:
        """The oldest instance in service, by launch time, then by id. An instance without a group is alone.

        An interrupted instance is no longer in service, and a new one is not yet; this one waits for the new
        one.
        """
        deadline = time.monotonic() + wait_seconds
        while (group := self._group()) is not None:
            if in_service := self._in_service(group):
                return self._at(min(self._members(in_service)))
            if time.monotonic() >= deadline:
                break
            time.sleep(pause_seconds)
        return self._at(self._members([self._instance_id])[0])

    def _at(self, host: _Member) -> Rendezvous:
        is_host = host.id == self._instance_id
        own = host if is_host else self._members([self._instance_id])[0]
        return Rendezvous(host.address, PORT, is_host, own.address)

    def _group(self) -> str | None:
        found = self._auto_scaling.describe_auto_scaling_instances(InstanceIds=[self._instance_id])
        instances = found["AutoScalingInstances"]
        return instances[0]["AutoScalingGroupName"] if instances else None

    def _in_service(self, group: str) -> list[str]:
        found = self._auto_scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group])
        return [
            instance["InstanceId"]
            for each in found["AutoScalingGroups"]
            for instance in each["Instances"]
            if instance["LifecycleState"] == "InService"
        ]

    def _members(self, ids: list[str]) -> list[_Member]:
        pages = self._ec2.get_paginator("describe_instances").paginate(InstanceIds=ids)
        return [
            _Member(instance["LaunchTime"].timestamp(), instance["InstanceId"], instance["PrivateIpAddress"])
            for page in pages
            for reservation in page["Reservations"]
            for instance in reservation["Instances"]
        ]


def find_rendezvous(wanted: str, environment: Mapping[str, str] = os.environ) -> Rendezvous:
    """The rendezvous for `auto` or HOST:PORT.

    For `auto` without `ML_INSTANCE_ID`, as on computers outside the platform, it is this computer alone.
    """
    if wanted != "auto":
        host, _, port = wanted.rpartition(":")
        return Rendezvous(host, int(port), None, None)
    instance_id = environment.get("ML_INSTANCE_ID")
    if not instance_id:
        return Rendezvous("127.0.0.1", PORT, True, "127.0.0.1")
    return Fleet(instance_id).rendezvous()
