"""Torch, as all networks use it: deterministic, on one thread, and left as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from threadpoolctl import threadpool_limits

from datadiet.errors import MissingExtra, OptionError

__all__ = ["torch_here"]


@contextmanager
def torch_here(device: str = "cpu") -> Iterator[Any]:
    """Yield torch with deterministic algorithms, it and numpy on one thread, and leave all as it was.

    On a CPU the same seed gives the same weights. On a GPU some sums are taken in any order.

    Raises:
        MissingExtra: torch is not installed.
        OptionError: there is no such device.
    """
    try:
        import torch
    except ModuleNotFoundError as error:
        raise MissingExtra("torch", "deep") from error
    _check_device(torch, device)
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    warn = torch.is_deterministic_algorithms_warn_only_enabled()
    try:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True, warn_only=device != "cpu")
        with threadpool_limits(1), torch.enable_grad():
            yield torch
    finally:
        torch.use_deterministic_algorithms(strict, warn_only=warn)
        torch.set_num_threads(threads)


def _check_device(torch: Any, device: str) -> None:
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise OptionError(
            f"torch cannot use the device '{device}' ({str(error).splitlines()[0]})", expected="cpu, or cuda with a GPU"
        ) from error
