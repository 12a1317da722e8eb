import os
import subprocess
import sys
import time

import pytest

from datadiet.errors import OptionError, TrainerError
from datadiet.loop.training.keeper import descendants
from datadiet.loop.training.process import KEPT, run


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split()[2] == "Z"
    except FileNotFoundError:
        return True


def test_what_it_says_on_both_streams_is_in_the_log(tmp_path):
    run(script("import sys; print('one', flush=True); print('two', file=sys.stderr)"), tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text() == "one\ntwo\n"


def test_a_failure_is_told_with_its_code_and_last_lines(tmp_path):
    with pytest.raises(TrainerError, match=r"failed with exit code 3; the last it said:\n  no such layer"):
        run(script("import sys; print('no such layer'); sys.exit(3)"), tmp_path / "log.txt")


def test_a_silent_failure_is_told_too(tmp_path):
    with pytest.raises(TrainerError, match="exit code 1, and said nothing"):
        run(script("raise SystemExit(1)"), tmp_path / "log.txt")


def test_a_crash_names_the_signal(tmp_path):
    with pytest.raises(TrainerError, match="stopped by signal 9"):
        run(script("import os; os.kill(os.getpid(), 9)"), tmp_path / "log.txt")


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(OptionError, match="'no-such-program' cannot be run"):
        run(["no-such-program"], tmp_path / "log.txt")


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at processes in /proc")
def test_one_that_hangs_is_stopped_with_all_that_it_started(tmp_path):
    text = "import subprocess, sys, time\n"
    text += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    text += "print(child.pid, flush=True); time.sleep(60)"
    began = time.monotonic()
    with pytest.raises(TrainerError, match="longer than 2 seconds"):
        run(script(text), tmp_path / "log.txt", timeout=2)
    assert time.monotonic() - began < 20
    deadline = time.monotonic() + 5
    child = int((tmp_path / "log.txt").read_text())
    while not gone(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gone(child)


AWAY = """
import os, pathlib, signal, sys, time
{ignored}
if not os.fork():
    os.setsid()
    if not os.fork():
        pathlib.Path({pid!r}).write_text(str(os.getpid()))
        time.sleep(60)
    os._exit(0)
os.wait()
while not os.path.exists({pid!r}):
    time.sleep(0.01)
"""
"""Leaves a process in a session of its own whose parent is gone, as daemons are."""
linux = pytest.mark.skipif(not KEPT, reason="a keeper is of Linux")


def away(file, *, ignored: bool = False) -> str:
    return AWAY.format(pid=str(file), ignored="signal.signal(signal.SIGTERM, signal.SIG_IGN)" if ignored else "")


@linux
@pytest.mark.parametrize("ignored", [False, True], ids=["asked", "deaf"])
def test_what_began_a_session_of_its_own_is_stopped_too(tmp_path, ignored):
    with pytest.raises(TrainerError, match="longer than 1 seconds"):
        run(
            script(away(tmp_path / "pid", ignored=ignored) + "time.sleep(60)"),
            tmp_path / "log.txt",
            timeout=1,
        )
    assert gone(int((tmp_path / "pid").read_text()))


@linux
def test_what_a_command_leaves_running_ends_with_it(tmp_path):
    began = time.monotonic()
    run(script(away(tmp_path / "pid")), tmp_path / "log.txt")
    assert gone(int((tmp_path / "pid").read_text()))
    assert time.monotonic() - began < 20


@linux
def test_it_ends_with_the_run_even_where_that_is_killed_outright(tmp_path):
    text = "from pathlib import Path; from datadiet.loop.training.process import run\n"
    text += f"run({script(away(tmp_path / 'pid') + 'time.sleep(60)')!r}, Path({str(tmp_path / 'log.txt')!r}))"
    process = subprocess.Popen(script(text))
    deadline = time.monotonic() + 30
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait()
    while not gone(int((tmp_path / "pid").read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@linux
def test_processes_of_others_are_left_alone(tmp_path):
    other = subprocess.Popen(script("import time; time.sleep(60)"))
    try:
        with pytest.raises(TrainerError):
            run(script("import time; time.sleep(60)"), tmp_path / "log.txt", timeout=0.5)
        assert other.poll() is None
        assert other.pid in descendants(os.getpid())
    finally:
        other.kill()
        other.wait()


def test_without_a_keeper_its_group_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("datadiet.loop.training.process.KEPT", False)
    test_one_that_hangs_is_stopped_with_all_that_it_started(tmp_path)
    with pytest.raises(OptionError, match="cannot be run"):
        run(["no-such-program"], tmp_path / "log.txt")


def test_nothing_is_run_by_a_shell(tmp_path):
    run([*script("import sys; print(sys.argv[1])"), "$(echo no) ; * | x"], tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text() == "$(echo no) ; * | x\n"
