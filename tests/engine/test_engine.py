import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from datadiet import engine
from datadiet.errors import DatadietError, MissingExtra, OptionError


def product(seed: int) -> bytes:
    matrix = np.random.default_rng(seed).standard_normal((160, 160)).astype(np.float32)
    return (matrix @ matrix).tobytes()


def blas_threads(_: int) -> int:
    np.ones((2, 2)) @ np.ones((2, 2))
    return max(pool["num_threads"] for pool in threadpool_info())


def fail_at_three(item: int) -> int:
    if item >= 3:
        raise ValueError(f"item {item} is too large")
    return item


class Stubborn(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def fail_unpicklably(item: int) -> int:
    raise Stubborn(item, item)


def die(item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    assert engine.map(lambda item: item * item, range(20), workers=workers) == [item * item for item in range(20)]


def test_a_matrix_product_is_the_same_to_the_last_bit_for_any_number_of_workers() -> None:
    alone = [product(seed) for seed in range(6)]
    assert engine.map(product, range(6), workers=1) == alone
    assert engine.map(product, range(6), workers=2) == alone


@pytest.mark.parametrize("workers", [1, 2])
def test_each_call_runs_with_one_thread(workers: int) -> None:
    assert engine.map(blas_threads, range(2), workers=workers) == [1, 1]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_error_in_item_order_is_raised_with_its_item(workers: int) -> None:
    with pytest.raises(ValueError, match="item 3 is too large") as caught:
        engine.map(fail_at_three, range(8), workers=workers)
    assert any("while working on 3" in note for note in caught.value.__notes__)


def test_an_error_that_cannot_be_pickled_still_says_what_happened() -> None:
    with pytest.raises(DatadietError, match="Stubborn: 1 and 1"):
        engine.map(fail_unpicklably, [1], workers=2)


def test_errors_of_datadiet_come_back_from_workers() -> None:
    def missing(item: int) -> int:
        raise MissingExtra("torch", "timm")

    with pytest.raises(DatadietError, match="torch is not installed"):
        engine.map(missing, [1], workers=2)


def test_a_worker_that_dies_is_reported_and_the_next_call_works() -> None:
    with pytest.raises(DatadietError, match="fewer workers"):
        engine.map(die, range(3), workers=2)
    assert engine.map(abs, [-1, -2], workers=2) == [1, 2]


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_counts_every_item(workers: int) -> None:
    seen: list[tuple[int, int]] = []
    engine.map(abs, [-1, -2, -3], workers=workers, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_stream_takes_only_a_few_items_ahead_of_its_reader() -> None:
    taken: list[int] = []

    def items() -> object:
        for item in range(1000):
            taken.append(item)
            yield item

    results = engine.stream(abs, items(), workers=2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert len(taken) < 20
    results.close()


def test_no_items_give_no_results() -> None:
    assert engine.map(abs, [], workers=1) == engine.map(abs, [], workers=2) == []


def test_fewer_than_one_worker_is_refused() -> None:
    with pytest.raises(OptionError, match="workers is 0"):
        engine.map(abs, [1], workers=0)


INTERRUPTED = """
import os, sys, time
from datadiet import engine
def slow(item):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(30)
try:
    engine.map(slow, range(8), workers=2)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal to a process group")
def test_an_interrupt_stops_the_workers() -> None:
    script = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert script.stdout is not None
    pids = [int(script.stdout.readline()) for _ in range(2)]
    os.killpg(script.pid, signal.SIGINT)
    rest, _ = script.communicate(timeout=20)
    assert "interrupted" in rest
    assert script.returncode == 0
    deadline = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
