"""An instance of a fleet: its boot, its jobs, and its end."""

from collections import deque
from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from .computer import Computer
from .job import FINISHED, Job, JobError, fetch
from .libraries import State
from .log import Log, utc_time
from .process import Process
from .service import RESUME_ME, Service, Status
from .settings import VARIABLES

_SHUTDOWN_SECONDS = 15
"""Part of the time before an interruption that is not for the job."""
_SHORTEST_STOP_SECONDS = 3
_LAST_CALL_SECONDS = "5"
"""Time that a job waits for more than its smallest number of instances; 30 on a real fleet, whose instances boot at
different times."""


class Instance:
    """An instance of a fleet in the local account. `tick` is called every second.

    :param settings: those of its user data.
    """

    def __init__(self, instance_id: str, settings: Mapping[str, str], computer: Computer) -> None:
        self._id, self._settings, self._computer = instance_id, settings, computer
        self._folder = computer.folder / instance_id
        stream = f"{settings['ML_KIND']}/{settings['ML_NAME']}/{instance_id}"
        self._boot_log, self._log = (
            Log(computer.account, settings["ML_LOG_GROUP"], f"{stream}/{log}") for log in ("boot", "training")
        )
        self._documents: deque[Mapping[str, str]] = deque()
        self._job: Job | None = None
        self._service = Service(self._launch, self._report)
        self._booted = False
        self._installation_lines = len(computer.libraries.lines)
        self._said_installing = False
        self._before = ""
        self._told = False

    def receive(self, parameters: Mapping[str, str]) -> None:
        """Takes the parameters of the job document, which Systems Manager runs on this instance."""
        self._documents.append(parameters)

    def interrupt(self, reason: str) -> None:
        """Stops the job in time for a checkpoint, then puts an event on the bus, once. As
        lib/training/boot/files/watch-interruptions.sh does.

        :param reason: `scale-in`.
        """
        if not self._before:
            self._before = "training" if self._service.active else "idle"
            self._log.say(f"{reason}: {self._before}; {self._stop_seconds:.0f} s to stop")
            self._service.stop(self._stop_seconds)
        if self._service.active or self._told:
            return
        job = self._job.id if self._job else ""
        detail = {"instance-id": self._id, "reason": reason, "outcome": self._outcome, "job": job}
        self._computer.account.put_event("ml-platform.training", "Training Stopped", detail)
        self._told = True
        self._log.say(f"told the account: {reason}, {self._outcome}")

    def tick(self) -> None:
        """Does what is due, and sends the logs."""
        self._service.tick()
        while self._documents and self._run_document(self._documents[0]):
            self._documents.popleft()
        self._boot_log.send()
        self._log.send()

    def lose_power(self) -> None:
        """Ends everything at once: EC2 has terminated the instance."""
        self._service.kill()
        self._boot_log.send()
        self._log.send()

    @property
    def _bucket(self) -> str:
        """The artifacts bucket, which has the code and the state of jobs."""
        return self._settings["ML_ARTIFACTS_BUCKET"]

    @property
    def _stop_seconds(self) -> float:
        return max(float(self._settings["ML_CHECKPOINT_SECONDS"]) - _SHUTDOWN_SECONDS, _SHORTEST_STOP_SECONDS)

    @property
    def _outcome(self) -> str:
        status = self._service.status
        if self._before == "idle" or (status and status.state == FINISHED):
            return "idle"
        return "checkpointed" if status and status.exit_code == RESUME_ME else "killed"

    def _run_document(self, parameters: Mapping[str, str]) -> bool:
        """Returns False if it has to wait."""
        name = parameters["job"]
        if parameters["action"] == "stop":
            if self._job and self._job.id == name:
                self._service.stop(self._stop_seconds)
            return True
        if self._before:
            self._boot_log.say("this instance is about to end: not started")
            return True
        try:
            if not self._boot():
                return False
            found = fetch(
                parameters, self._settings["ML_ARTIFACTS_BUCKET"], self._folder / "jobs", self._computer.account
            )
        except (JobError, ClientError, BotoCoreError, OSError) as error:
            self._cannot_start(name, str(error))
            return True
        if isinstance(found, str):
            self._boot_log.say(found)
            return True
        return self._switch(found)

    def _boot(self) -> bool:
        """Prepares the instance for jobs. Returns False while that takes.

        :raises JobError: if the libraries cannot be installed.
        """
        if self._booted:
            return True
        libraries = self._computer.libraries
        state = libraries.prepare()
        new_lines = libraries.lines[self._installation_lines :]
        if new_lines and not self._said_installing:
            # Into the log of the job as well, for users who follow it.
            self._log.say(new_lines[0])
            self._said_installing = True
        for line in new_lines:
            self._boot_log.say(line)
        self._installation_lines = len(libraries.lines)
        if state is State.FAILED:
            raise JobError(libraries.problem)
        if state is State.INSTALLING:
            return False
        for name in ("data", "home", "jobs", "scratch", "tmp"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._boot_log.say(f"instance ready ({self._settings['ML_NAME']}, CPU of this computer)")
        self._booted = True
        return True

    def _switch(self, job: Job) -> bool:
        """Starts a job, after the checkpoint of another one. Returns False until then."""
        if self._service.active:
            if self._job == job and not self._service.stopping:
                return True
            self._service.stop(self._stop_seconds)
            return False
        self._job = job
        self._service.start()
        return True

    def _launch(self) -> Process:
        """As lib/boot/files/run-job.sh does."""
        assert self._job
        job = self._job
        self._log.say(f"job {job.id} on {self._id}")
        command = [
            self._computer.libraries.interpreter,
            *("launch.py", "--job", job.id, "--nodes", f"{job.min_nodes}:{job.max_nodes}", "--processes", "1"),
            *("--rendezvous", self._computer.rendezvous(job.id), "--last-call-seconds", _LAST_CALL_SECONDS),
            *("train.py", *job.arguments),
        ]
        try:
            return Process(command, folder=job.code, environment=self._environment(), line=self._log.add)
        except OSError as error:
            self._log.say(f"cannot start {command[0]}: {error}")
            raise

    def _environment(self) -> dict[str, str]:
        place = self._folder
        return {
            **self._computer.environment(),
            **{name: self._settings[name] for name in VARIABLES},
            "ML_INSTANCE_ID": self._id,
            "ML_DATA_MOUNT": str(place / "data"),
            "ML_SCRATCH": str(place / "scratch"),
            "HOME": str(place / "home"),
            "TMPDIR": str(place / "tmp"),
        }

    def _report(self, status: Status) -> None:
        assert self._job
        if status.exit_code is not None:
            self._log.say(f"job {self._job.id}: {status.state}, exit code {status.exit_code}")
        self._put_status(self._job.id, status)

    def _cannot_start(self, job: str, reason: str) -> None:
        for log in (self._boot_log, self._log):
            log.say(f"FAILED: {reason}")
        self._put_status(job, Status("failed"))

    def _put_status(self, job: str, status: Status) -> None:
        """As lib/training/boot/files/job-status-in-s3.sh does."""
        value = {"state": status.state, "exitCode": status.exit_code, "time": utc_time()}
        keys = [f"status/{self._id}.json", *([FINISHED] if status.state == FINISHED else [])]
        try:
            for key in keys:
                self._computer.account.put_json(self._bucket, f"jobs/{job}/{key}", value)
        except (BotoCoreError, ClientError) as error:
            # The job matters more than its status.
            self._log.say(f"cannot write the status: {error}")
