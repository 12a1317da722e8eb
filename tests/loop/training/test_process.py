import os
import sys
import time

import pytest

from datadiet.errors import OptionError, TrainerError
from datadiet.loop.training.process import run


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


def test_nothing_is_run_by_a_shell(tmp_path):
    run([*script("import sys; print(sys.argv[1])"), "$(echo no) ; * | x"], tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text() == "$(echo no) ; * | x\n"
