"""Runs a command and ends all that it started, whatever session that is in. A program of its own, of Linux.

`python keeper.py FD PARENT PROGRAM ARGUMENT …` starts a program and waits for it. Processes whose parents are gone are
handed to the keeper (`PR_SET_CHILD_SUBREAPER`), so that nothing gets away by a session of its own or by outliving who
started it. When the program ends, when the keeper is asked to end (SIGTERM), and when PARENT, the process that started
the keeper, is gone, all of it is asked to end and, after a while, ended. The keeper then ends as the program did. FD
gets why the program cannot be run, or nothing.

It uses the standard library alone, so that it starts in no time.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

__all__ = ["GRACE", "LAST", "descendants"]

GRACE = 3.0
"""Seconds between being asked to stop and being stopped."""
LAST = 5.0
"""Seconds for which it is stopped again and again: it may start others meanwhile."""
_DEATH, _SUBREAPER = 1, 36
"""Of prctl."""


class _Asked(BaseException):
    """The keeper is asked to end."""


def descendants(pid: int) -> list[int]:
    """Return the living processes that a process started, and those that they started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            words = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if entry.name.isdigit() and words[0] not in "ZX":
                children.setdefault(int(words[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        own = children.pop(waiting.pop(), [])
        found += own
        waiting += own
    return found


def _main(told: int, command: list[str], parent: int) -> int:
    """Run the command, and return how it ended: below 0 by a signal."""
    signal.signal(signal.SIGTERM, _asked)
    _prctl(_SUBREAPER, 1)
    _prctl(_DEATH, signal.SIGTERM)
    try:
        if os.getppid() != parent:
            raise _Asked
        try:
            process = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_keeper)
        except OSError as error:
            os.write(told, (error.strerror or str(error)).encode())
            return 1
        finally:
            os.close(told)
        return _waited(process.pid)
    except _Asked:
        return -signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end_all()


def _asked(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _Asked


def _end_with_keeper() -> None:
    """Of the program itself: to be ended, should somebody end the keeper without asking."""
    _prctl(_DEATH, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _waited(pid: int) -> int:
    while True:
        found, status = os.wait()
        if found == pid:
            return os.waitstatus_to_exitcode(status)


def _end_all() -> None:
    """Ask all that is left to end, and end what has not after a while."""
    left = _told(signal.SIGTERM)
    asked = time.monotonic()
    while left and time.monotonic() - asked < GRACE:
        time.sleep(0.02)
        left = _alive()
    while left and time.monotonic() - asked < GRACE + LAST:
        left = _told(signal.SIGKILL)
        time.sleep(0.02)


def _told(number: int) -> list[int]:
    """Send a signal to all that is left, and return what that was."""
    left = _alive()
    for pid in left:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
    return left


def _alive() -> list[int]:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return descendants(os.getpid())


def _end_as(code: int) -> None:
    """End as the command did."""
    if code < 0:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    _end_as(_main(int(sys.argv[1]), sys.argv[3:], int(sys.argv[2])))
