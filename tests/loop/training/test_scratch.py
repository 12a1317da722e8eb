"""Folders for a while, and runs that are stopped from outside while they have one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from datadiet.loop.training import scratch as source
from datadiet.loop.training.scratch import OWNER, ended, scratch
from tests.loop.training.scenes import colours

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and locks of Unix")
HOLD = f"import runpy, sys, time; from pathlib import Path; scratch = runpy.run_path({source.__file__!r})['scratch']\n"
HOLD += "with scratch(Path(sys.argv[1]), 'given') as folder: (folder / 'data').write_text('x'); time.sleep(60)"
SLEEPER = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
pathlib.Path(sys.argv[3]).write_text(str(child.pid))
time.sleep(60)
"""


def until(true, seconds=40.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except FileNotFoundError:
        return True


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(".datadiet-*"))


def _heard() -> None:
    """Undo what `nohup` asks for, should the tests run under it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def holder(tmp_path):
    """A process that has a folder, which is there."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], preexec_fn=_heard)
    until(lambda: list(tmp_path.glob(".datadiet-given-*/data")))
    yield process
    process.kill()
    process.wait()


def test_a_folder_is_there_while_it_lasts(tmp_path):
    with scratch(tmp_path, "given") as folder:
        (folder / "data").mkdir()
        assert left(tmp_path) == [folder.name]
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_that_asks_to_end_leaves_no_folder(tmp_path, holder, name):
    holder.send_signal(getattr(signal, name))
    assert holder.wait(20) != 0
    assert left(tmp_path) == []


def test_a_folder_of_a_process_that_was_killed_goes_with_the_next_and_one_of_a_living_process_stays(tmp_path, holder):
    with scratch(tmp_path, "given") as folder:
        assert len(left(tmp_path)) == 2
    holder.kill()
    holder.wait()
    assert len(left(tmp_path)) == 1
    with scratch(tmp_path, "given") as folder:
        assert left(tmp_path) == [folder.name]


@pytest.mark.parametrize(
    ("owner", "why"),
    [
        (None, "no mark: somebody else's, or one that is just being made"),
        ("not json", "no mark of ours"),
        ("[]", "no mark of ours"),
        ({"kind": "something else"}, "another program's"),
        ({"computer": "another one"}, "of another computer, whose locks may not be seen here"),
    ],
)
def test_whatever_is_not_certainly_ours_and_left_stays(tmp_path, owner, why):
    with scratch(tmp_path, "given") as folder:
        own = json.loads((folder / OWNER).read_text())
    other = tmp_path / ".datadiet-given-other"
    other.mkdir()
    if owner is not None:
        (other / OWNER).write_text(owner if isinstance(owner, str) else json.dumps(own | owner))
    with scratch(tmp_path, "given"):
        pass
    assert left(tmp_path) == [other.name], why
    (other / OWNER).write_text(json.dumps(own))
    with scratch(tmp_path, "confirm"):
        assert other.is_dir()  # another kind of folder
    with scratch(tmp_path, "given"):
        assert not other.exists()


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "mine").mkdir()
    with scratch(tmp_path, "given") as folder:
        (tmp_path / "mine" / OWNER).write_bytes((folder / OWNER).read_bytes())
    (tmp_path / ".datadiet-given-link").symlink_to(tmp_path / "mine")
    with scratch(tmp_path, "given"):
        pass
    assert (tmp_path / "mine" / OWNER).is_file()


def test_whoever_attends_to_a_signal_already_goes_on_doing_so():
    seen = []
    before = signal.signal(signal.SIGTERM, lambda *_: seen.append("theirs"))
    try:
        with ended():
            os.kill(os.getpid(), signal.SIGTERM)
        assert seen == ["theirs"]
    finally:
        signal.signal(signal.SIGTERM, before)
    assert before is signal.SIG_DFL
    with ended(), ended():
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at processes in /proc")
@pytest.mark.parametrize(
    "run",
    [
        "from datadiet.cli import run\nsys.exit(run(['train', 'train', '--with', command, '--out', 'models/m']))",
        "from datadiet.loop.confirming import confirm\n"
        "confirm('train', without=['red/red-000.png'], test='real', trainer=command + ' {test}', out='models')",
    ],
    ids=["train", "confirm"],
)
def test_sigterm_ends_the_command_that_trains_with_all_that_it_started_and_leaves_no_data(tmp_path, run):
    colours(tmp_path / "train", 3, seed=0)
    colours(tmp_path / "real", 2, seed=1)
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    (tmp_path / "tmp").mkdir()
    start = f"import sys; command = '{sys.executable} sleeper.py {{data}} {{out}} child'\n"
    place = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    process = subprocess.Popen([sys.executable, "-c", start + run], cwd=tmp_path, env=place, stderr=subprocess.DEVNULL)
    try:
        until(lambda: (tmp_path / "child").is_file() and (tmp_path / "child").read_text())
        assert list((tmp_path / "models").rglob(".datadiet-given-*"))
        process.terminate()
        assert process.wait(20) != 0
    finally:
        process.kill()
        process.wait()
    until(lambda: gone(int((tmp_path / "child").read_text())), 5)
    assert not list(tmp_path.rglob(".datadiet-*"))
