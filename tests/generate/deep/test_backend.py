import sys

import pytest

from datadiet.errors import MissingExtra, OptionError
from datadiet.generate.deep.backend import torch_here


def _fails_inside(torch):
    with torch_here():
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.get_num_threads() == 1
        raise ZeroDivisionError


def test_torch_is_left_as_it_was():
    torch = pytest.importorskip("torch")
    state, threads = torch.random.get_rng_state(), torch.get_num_threads()
    with pytest.raises(ZeroDivisionError):
        _fails_inside(torch)
    assert not torch.are_deterministic_algorithms_enabled()
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.random.get_rng_state(), state)
    with pytest.raises(OptionError, match="cannot use the device 'nowhere'"), torch_here("nowhere"):
        pass


def test_where_torch_is_missing_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match="deep"), torch_here():
        pass
