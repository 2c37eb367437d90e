"""Watches the account: instances that come and go, and jobs for them."""

import shutil
from contextlib import suppress
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from .attempt import attempt
from .computer import Computer
from .instance import Instance
from .settings import read_settings


class Watch:
    """The instances of all fleets of the account. `tick` is called every second."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer
        self._instances: dict[str, Instance] = {}
        self._others: set[str] = set()
        self._executions: set[str] = set()

    def tick(self) -> None:
        """Compares the account with the last call, and lets every instance do what is due."""
        members = self._computer.account.members()
        for gone in self._instances.keys() - members.keys():
            self._end(gone)
        for instance_id, state in members.items():
            if instance_id not in self._instances and not self._join(instance_id):
                continue
            if state.startswith("Terminating"):
                attempt(partial(self._instances[instance_id].interrupt, "scale-in"))
        for execution in self._computer.account.executions(self._executions):
            self._executions.add(execution.id)
            for instance_id in execution.instances:
                if instance_id in self._instances:
                    self._instances[instance_id].receive(execution.parameters)
        for instance in self._instances.values():
            attempt(instance.tick)

    def stop(self) -> None:
        """Ends the processes of all instances."""
        for instance_id in list(self._instances):
            self._end(instance_id)
        self._computer.libraries.stop()

    def _join(self, instance_id: str) -> bool:
        if instance_id in self._others:
            return False
        settings = read_settings(self._computer.account.user_data(instance_id))
        if settings is None:
            # Of another part of the platform, such as the capacity of ECS.
            self._others.add(instance_id)
            return False
        self._instances[instance_id] = Instance(instance_id, settings, self._computer)
        return True

    def _end(self, instance_id: str) -> None:
        instance = self._instances.pop(instance_id)
        # The account may have ended before the instance.
        with suppress(BotoCoreError, ClientError):
            instance.lose_power()
        shutil.rmtree(self._computer.folder / instance_id, ignore_errors=True)
