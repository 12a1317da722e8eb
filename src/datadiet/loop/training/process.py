"""A command that runs with its output in a file, and is stopped, with all that it started, when its time is over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from datadiet.errors import OptionError, TrainerError

__all__ = ["run", "tail"]

GRACE = 3.0
"""Seconds between being asked to stop and being stopped."""
PAUSE = 0.5
LINES, WIDTH = 8, 300


def run(
    command: Sequence[str], log: Path, *, timeout: float | None = None, told: Callable[[float], None] = lambda _: None
) -> None:
    """Run a command without a shell to its end.

    Args:
        command: program and arguments.
        log: the file that gets what it says, on both streams.
        timeout: seconds after which it and all processes of its group are stopped.
        told: called twice a second with the seconds that have passed.

    Raises:
        OptionError: there is no such program.
        TrainerError: it failed, or took too long; with the last lines that it said.
    """
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise OptionError(
                f"'{command[0]}' cannot be run ({error.strerror})",
                expected="a program that is there",
                todo="check its name, or give its whole path",
            ) from error
        try:
            _wait(process, timeout, told)
        finally:
            _stop(process)
    if process.returncode:
        how = f"was stopped by signal {-process.returncode}" if process.returncode < 0 else "failed"
        code = "" if process.returncode < 0 else f" with exit code {process.returncode}"
        raise TrainerError(f"the trainer {how}{code}{tail(log)}", expected="exit code 0", todo=f"see {log}")


def _wait(process: "subprocess.Popen[bytes]", timeout: float | None, told: Callable[[float], None]) -> None:
    began = time.monotonic()
    while True:
        passed = time.monotonic() - began
        left = PAUSE if timeout is None else min(PAUSE, timeout - passed)
        try:
            process.wait(max(left, 0.01))
            return
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - began
            told(passed)
            if timeout is not None and passed >= timeout:
                _stop(process)
                raise TrainerError(
                    f"the trainer was stopped: it took longer than {timeout:g} seconds",
                    expected="an end before that",
                    todo="give it more time with --timeout, or less to do",
                ) from None


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the whole group: also what it left running when it ended by itself."""
    if sys.platform == "win32":
        process.kill()
        process.wait()
        return
    _signal(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def tail(log: Path) -> str:
    """Return the last lines of a log as the end of a sentence; nothing where it is empty."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        text = file.read().decode("utf-8", "replace")
    lines = [line.strip()[:WIDTH] for line in text.splitlines() if line.strip()][-LINES:]
    return "; the last it said:\n  " + "\n  ".join(lines) + "\n" if lines else ", and said nothing"
