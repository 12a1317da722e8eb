"""Runs a function over items: here, or in local worker processes. One worker is the oracle for any number of them.

Each call runs with BLAS and OpenMP at one thread, here as in a worker, so that the rounding of a matrix product cannot
depend on the number of workers.
"""

import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

from datadiet.errors import DatadietError, OptionError

__all__ = ["map", "stream"]

Item = TypeVar("Item")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with how many items are done, and how many there are."""

_AHEAD = 3
"""Items per worker that are under way or waiting to be taken: enough to hide a slow one, few enough for memory."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def map(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Result]:
    """Return `function(item)` for every item, in the order of the items.

    Args:
        function: must not depend on the order of calls. Workers receive it pickled; closures are allowed.
        items: picklable where there is more than one worker.
        workers: 1 runs in this process; more run in as many processes.
        progress: called after every item, in order.

    Raises:
        Exception: what `function` raised first, in the order of the items, with a note that names the item.
        DatadietError: a worker died, which is most often a lack of memory.
    """
    results = []
    for result in stream(function, items, workers=workers):
        results.append(result)
        if progress is not None:
            progress(len(results), len(items))
    return results


def stream(function: Callable[[Item], Result], items: Iterable[Item], *, workers: int = 1) -> Generator[Result]:
    """Yield what `map` returns, one result after the other, working a few items ahead of who takes them.

    Memory is bounded: a slow taker holds the workers up. Closing the iterator, or an interrupt, stops them.
    """
    if workers < 1:
        raise OptionError(f"workers is {workers}", expected="an integer of 1 or more")
    return _here(function, items) if workers == 1 else _in_processes(function, items, workers)


def _here(function: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result]:
    threads = ThreadpoolController()
    for item in items:
        with threads.limit(limits=1):
            outcome = _call(function, item)
        yield _result(outcome, item)


def _in_processes(function: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Generator[Result]:
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    environment = dict.fromkeys(_THREADS, "1")
    executor = get_reusable_executor(
        max_workers=workers, timeout=60, env=environment, initializer=_leave_interrupts_to_the_parent
    )
    source = iter(items)
    waiting = deque((item, executor.submit(_call, function, item)) for item in islice(source, _AHEAD * workers))
    try:
        while waiting:
            item, future = waiting.popleft()
            outcome = future.result()
            waiting.extend((later, executor.submit(_call, function, later)) for later in islice(source, 1))
            yield _result(outcome, item)
    except TerminatedWorkerError as error:
        raise DatadietError(
            "a worker process died", expected="enough memory for every worker", todo="try again with fewer workers"
        ) from error
    except KeyboardInterrupt:
        executor.shutdown(wait=True, kill_workers=True)
        raise
    finally:
        for _, future in waiting:
            future.cancel()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class _Failure:
    """An exception on its way back from a worker."""

    error: Exception


def _call(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except Exception as error:
        return _Failure(_portable(error))


def _portable(error: Exception) -> Exception:
    """Return an error that survives pickling; one that does not would take the whole pool down with it."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return DatadietError(f"{type(error).__name__}: {error}")
    return error


def _result(outcome: Any, item: Any) -> Any:
    if isinstance(outcome, _Failure):
        outcome.error.add_note(f"while working on {item!r:.300}")
        raise outcome.error
    return outcome
