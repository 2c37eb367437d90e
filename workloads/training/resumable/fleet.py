"""Finds the machine on which the processes of a job meet: the oldest of the Auto Scaling group."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PORT = 29500
"""Port of the rendezvous, open between training machines."""
WAIT_SECONDS = 600
"""How long a machine waits for itself, or an older one, to be in service."""


@dataclass(frozen=True)
class Rendezvous:
    """Where to meet."""

    host: str
    port: int
    is_host: bool | None
    """Whether this machine is the host; None: it is if the host is an address of it."""
    own_address: str | None
    """Address of this machine for the others; None: found by its host name."""

    @property
    def endpoint(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, order=True)
class _Member:
    launched: float
    id: str
    address: str


class Fleet:
    """The Auto Scaling group of this machine, as EC2 describes it now.

    :param instance_id: `ML_INSTANCE_ID`.
    :param client: makes a boto3 client of a service; the region comes from the environment.
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
        """The oldest machine in service, by launch time and then by id. A machine in no group is alone.

        An interrupted machine is not in service any more, and a new one not yet; this one waits for the
        latter.
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
    """Where to meet, for `auto` or HOST:PORT.

    `auto` without `ML_INSTANCE_ID`, which is not on a machine of the platform, is this machine alone.
    """
    if wanted != "auto":
        host, _, port = wanted.rpartition(":")
        return Rendezvous(host, int(port), None, None)
    instance_id = environment.get("ML_INSTANCE_ID")
    if not instance_id:
        return Rendezvous("127.0.0.1", PORT, True, "127.0.0.1")
    return Fleet(instance_id).rendezvous()
