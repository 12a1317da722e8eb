"""A command that runs with its output in a file, and is stopped, with all that it started, when its time is over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from datadiet.errors import OptionError, TrainerError
from datadiet.loop.training import keeper

__all__ = ["run", "tail"]

KEPT = sys.platform == "linux" and bool(sys.executable) and not getattr(sys, "frozen", False)
"""Whether commands run under a keeper, for which Linux and a Python to run are needed."""
PAUSE = 0.5
LINES, WIDTH = 8, 300


def run(
    command: Sequence[str], log: Path, *, timeout: float | None = None, told: Callable[[float], None] = lambda _: None
) -> None:
    """Run a command without a shell to its end.

    Args:
        command: program and arguments.
        log: the file that gets what it says, on both streams.
        timeout: seconds after which it is stopped with all that it started; where there is no keeper (`KEPT`), with all
            processes of its group.
        told: called twice a second with the seconds that have passed.

    Raises:
        OptionError: there is no such program.
        TrainerError: it failed, or took too long; with the last lines that it said.
    """
    with log.open("wb") as output:
        process = _kept(command, output) if KEPT else _started(command, output)
        try:
            _wait(process, timeout, told)
        finally:
            _stop(process)
    if process.returncode:
        how = f"was stopped by signal {-process.returncode}" if process.returncode < 0 else "failed"
        code = "" if process.returncode < 0 else f" with exit code {process.returncode}"
        raise TrainerError(f"the trainer {how}{code}{tail(log)}", expected="exit code 0", todo=f"see {log}")


def _kept(command: Sequence[str], output: IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start a command under a keeper, which ends with it whatever it started (see `keeper`)."""
    told, telling = os.pipe()
    try:
        words = [sys.executable, "-I", "-S", keeper.__file__, str(telling), str(os.getpid()), *command]
        process = _started(words, output, pass_fds=(telling,))
    finally:
        os.close(telling)
    try:
        with os.fdopen(told, "rb") as file:
            reason = file.read().decode()
    except BaseException:
        _stop(process)
        raise
    if reason:
        process.wait()
        raise _not_run(command[0], reason)
    return process


def _started(command: Sequence[str], output: IO[bytes], pass_fds: Sequence[int] = ()) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
            pass_fds=pass_fds,
        )
    except OSError as error:
        raise _not_run(command[0], error.strerror or str(error)) from error


def _not_run(program: str, reason: str) -> OptionError:
    return OptionError(
        f"'{program}' cannot be run ({reason})",
        expected="a program that is there",
        todo="check its name, or give its whole path",
    )


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
    """End it with what it left running when it ended by itself: all of it under a keeper, else its group."""
    if sys.platform == "win32":
        process.kill()
        process.wait()
        return
    if KEPT and process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(keeper.GRACE + (keeper.LAST + 1 if KEPT else 0))
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
