#!/usr/bin/env python3
"""Runs a training script in several processes, together with the other instances of the fleet.

    launch.py --job ID --nodes MIN:MAX [--processes gpu|N] [--rendezvous auto|HOST:PORT] train.py ARGS...

Exit codes: 0 finished, 75 resume me, 2 wrong options, anything else failed.
On SIGTERM all instances write a checkpoint together, then exit with 75. On SIGUSR1 they write a checkpoint.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import sys
import tempfile
import threading
import time
from types import FrameType
from typing import Any

RETRY_SECONDS = 5
RESUME_ME = 75
"""As in resumable.signals, which is imported later, so that a missing module is reported as well."""
FAILED = 1
"""Also for a broken installation, which is tried again: a boot may repair it."""

log = logging.getLogger("launch")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="launch.py", allow_abbrev=False, description=__doc__.split("\n")[0])
    parser.add_argument("--job", required=True, type=_job, help="id of the job, the same on all instances")
    parser.add_argument("--nodes", required=True, type=_nodes, help="number of instances, MIN:MAX or N")
    parser.add_argument(
        "--processes", default="gpu", type=_processes, help="on this instance: gpu (one per GPU) or N"
    )
    parser.add_argument("--rendezvous", default="auto", type=_rendezvous, help="auto, or HOST:PORT")
    parser.add_argument(
        "--join-seconds",
        default=3600,
        type=_seconds,
        help="seconds to wait for MIN instances, then exit with 75 (3600)",
    )
    parser.add_argument(
        "--last-call-seconds",
        default=30,
        type=_seconds,
        help="seconds to wait for more than MIN instances (30)",
    )
    parser.add_argument("script", help="training script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its arguments")
    return parser.parse_args(arguments)


def _job(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not 1 to 63 of a-z, 0-9 and -, beginning with a letter or a digit"
        )
    return text


def _nodes(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)(?::(\d+))?", text)
    least, most = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= least <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not MIN:MAX with 1 <= MIN <= MAX")
    return least, most


def _processes(text: str) -> str:
    if text != "gpu" and not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither gpu nor a number from 1")
    return text


def _rendezvous(text: str) -> str:
    if text != "auto" and not re.fullmatch(r".+:\d{1,5}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither auto nor HOST:PORT")
    return text


def _seconds(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 1")
    return int(text)


class Launcher:
    """Runs the agent on a thread; the main thread handles signals."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._checkpoint_seconds = float(os.environ.get("ML_CHECKPOINT_SECONDS", "120"))
        self._agent: Any = None
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._exit_code = FAILED

    def run(self) -> int:
        """The exit code. Whatever ends the agent's thread ends this as well."""
        signal.signal(signal.SIGTERM, self._forward)
        signal.signal(signal.SIGINT, self._forward)
        signal.signal(signal.SIGUSR1, self._forward)
        thread = threading.Thread(target=self._supervise, name="agent", daemon=True)
        thread.start()
        while not self._ended.wait(0.1) and thread.is_alive():
            # No workers, and none will start: the agent has returned, or waits for instances.
            if self._stop.is_set() and not self._has_workers() and not self._ended.wait(1):
                return RESUME_ME
        return self._exit_code

    def _forward(self, number: int, _: FrameType | None) -> None:
        number = signal.SIGTERM if number == signal.SIGINT else number
        if number == signal.SIGTERM and not self._stop.is_set():
            self._stop.set()
            # Workers that hang must not run beyond the notice of the interruption.
            deadline = threading.Timer(self._checkpoint_seconds, self._send, [signal.SIGKILL])
            deadline.daemon = True
            deadline.start()
        if self._agent:
            self._agent.stopping = self._stop.is_set()
        self._send(number)

    def _send(self, number: int) -> bool:
        return bool(self._agent and self._agent.signal_workers(number))

    def _has_workers(self) -> bool:
        return self._send(0)

    def _supervise(self) -> None:
        try:
            self._exit_code = self._supervised()
        # Every end, also SystemExit of a library: the main thread waits for it.
        except BaseException as error:
            log.exception("the launcher failed: %s", reason(error))
        finally:
            self._ended.set()

    def _supervised(self) -> int:
        try:
            from torch.distributed.elastic.rendezvous.api import RendezvousError

            import resumable.agent
            import resumable.fleet  # noqa: F401
        except BaseException as error:
            log.error("cannot load torch and resumable: %s", reason(error))
            return FAILED
        try:
            with tempfile.TemporaryDirectory(prefix="launch-") as folder:
                return self._run_agent(folder)
        except RendezvousError as error:
            # The host is lost, or there were too few instances; a retry may use another host.
            log.warning("rendezvous failed: %s", error)
            return RESUME_ME

    def _run_agent(self, folder: str) -> int:
        from torch.distributed.elastic.agent.server.api import WorkerSpec
        from torch.distributed.elastic.multiprocessing import DefaultLogsSpecs

        from resumable.agent import ResumingAgent, resumable

        # It only reports failed workers, which this launcher reports as well.
        logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)
        options = self._options
        # Like torchrun: with threads for every core in each process, all of them would be slower.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        handler, own_address = self._meet()
        spec = WorkerSpec(
            role="train",
            local_world_size=local_processes(options.processes),
            rdzv_handler=handler,
            entrypoint=sys.executable,
            args=("-u", options.script, *options.arguments),
            max_restarts=1,
            monitor_interval=0.2,
            local_addr=own_address,
        )
        agent = ResumingAgent(spec, DefaultLogsSpecs(log_dir=folder), self._checkpoint_seconds)
        agent.stopping = self._stop.is_set()
        self._agent = agent
        result = agent.run()
        if result is None:
            log.info("the other instances have finished this job")
            return RESUME_ME
        if not result.is_failed():
            # Only a finished job closes the rendezvous permanently.
            handler.shutdown()
            return 0
        for rank, failure in sorted(result.failures.items()):
            log.info("rank %d exited with %d", rank, failure.exitcode)
        if resumable(result, self._stop.is_set()):
            return RESUME_ME
        # With wrong options, every start would fail.
        return 2 if all(failure.exitcode == 2 for failure in result.failures.values()) else 1

    def _meet(self) -> tuple[Any, str | None]:
        """Connects to the host of the rendezvous, which may still boot, or be replaced while this one
        waits."""
        import torch.distributed.elastic.rendezvous.registry as registry
        from torch.distributed.elastic.rendezvous import RendezvousParameters
        from torch.distributed.elastic.rendezvous.api import RendezvousConnectionError

        from resumable.fleet import find_rendezvous

        # A shared store would keep the address of the old host when another instance becomes the host.
        os.environ["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = "1"
        options = self._options
        deadline = time.monotonic() + options.join_seconds
        while True:
            place = find_rendezvous(options.rendezvous)
            log.info("job %s: rendezvous at %s", options.job, place.endpoint)
            settings: dict[str, Any] = (
                {} if place.is_host is None else {"is_host": str(place.is_host).lower()}
            )
            parameters = RendezvousParameters(
                backend="c10d",
                endpoint=place.endpoint,
                run_id=options.job,
                min_nodes=options.nodes[0],
                max_nodes=options.nodes[1],
                local_addr=place.own_address,
                join_timeout=options.join_seconds,
                last_call_timeout=options.last_call_seconds,
                read_timeout=30,
                **settings,
            )
            try:
                return registry.get_rendezvous_handler(parameters), place.own_address
            except RendezvousConnectionError as error:
                if time.monotonic() >= deadline:
                    raise
                log.info("cannot connect to %s yet (%s)", place.endpoint, error)
                time.sleep(RETRY_SECONDS)


def local_processes(wanted: str) -> int:
    """Number of processes on this instance: one per GPU, or one without a GPU."""
    if wanted != "gpu":
        return int(wanted)
    import torch

    return max(1, torch.cuda.device_count())


def reason(error: BaseException) -> str:
    """The type and text of an error in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def main() -> None:
    options = parse(sys.argv[1:])
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s launch %(message)s", datefmt="%Y-%m-%dT%H:%M:%S%z"
    )
    try:
        code = Launcher(options).run()
    except BaseException as error:
        log.exception("the launcher failed: %s", reason(error))
        code = FAILED
    logging.shutdown()
    sys.stdout.flush()
    # A thread of torch may still wait for a lost instance.
    os._exit(code)


if __name__ == "__main__":
    main()
