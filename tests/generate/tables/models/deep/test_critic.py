import numpy as np
import pytest

from datadiet.generate.tables.models.deep.critic import Shown, penalty
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.generate.tables.models.deep.networks import initial
from tests.generate.tables.models.laws import rows

torch = pytest.importorskip("torch")


def test_the_penalty_is_that_of_slopes_taken_by_differences():
    generator = torch.Generator().manual_seed(0)
    weights = {name: 3 * value.double() for name, value in initial((4, 8, 1), 1, generator).items()}
    real, made, mix = (torch.rand(shape, generator=generator).double() for shape in ((6, 4), (6, 4), (6, 1)))

    def critic(x):
        def bend(h):
            return h / (1 + np.exp(-h))

        w = {name: value.numpy() for name, value in weights.items()}
        hidden = bend(x @ w["first.weight"].T + w["first.bias"])
        hidden = hidden + bend(hidden @ w["block0.weight"].T + w["block0.bias"])
        return (hidden @ w["last.weight"].T + w["last.bias"] + x @ w["skip.weight"].T)[:, 0]

    at = (1 - mix.numpy()) * real.numpy() + mix.numpy() * made.numpy()
    slopes = np.column_stack([(critic(at + 1e-5 * e) - critic(at - 1e-5 * e)) / 2e-5 for e in np.eye(4)])
    wanted = ((np.linalg.norm(slopes, axis=1) - 1) ** 2).mean()
    assert penalty(weights, real, made, mix, torch).item() == pytest.approx(wanted, rel=1e-6)
    assert wanted > 0.01


def test_the_penalty_has_slopes_of_its_own():
    generator = torch.Generator().manual_seed(1)
    weights = {name: value.requires_grad_() for name, value in initial((4, 8, 1), 1, generator).items()}
    x = torch.rand((6, 4), generator=generator)
    penalty(weights, x, x + 1, torch.rand((6, 1), generator=generator), torch).backward()
    assert weights["first.weight"].grad.abs().max() > 0


@pytest.fixture(scope="module")
def encoding():
    return Encoding.of(rows(400, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(0))


def test_a_number_looks_the_same_whatever_its_mode(encoding):
    """The last inputs of the critic are numbers in units of their columns."""
    values = rows(200, np.random.default_rng(1)).values
    chosen = encoding.each("responsibilities", values)
    hard = np.zeros_like(chosen)
    for where in encoding.slices:
        hard[np.arange(200), where.start + chosen[:, where].argmax(axis=1)] = 1
    seen = Shown(torch, encoding, "cpu").rows(
        torch.tensor(hard, dtype=torch.float32), torch.tensor(encoding.each("places", values), dtype=torch.float32)
    )
    assert seen.shape == (200, encoding.width + 2 * 2)
    for at, column in enumerate(values[:, :2].T):
        assert np.corrcoef(seen[:, encoding.width + 2 + at].numpy(), column)[0, 1] == pytest.approx(1, abs=1e-5)
        assert float(seen[:, encoding.width + 2 + at].std()) == pytest.approx(1, abs=0.4)


def test_one_alternative_of_each_column_wins_as_often_as_its_odds(encoding):
    shown = Shown(torch, encoding, "cpu")
    generator = torch.Generator().manual_seed(2)
    logits = torch.randn((1, encoding.width), generator=generator).repeat(20_000, 1).requires_grad_()
    gumbel = -torch.log(-torch.log(torch.rand(logits.shape, generator=generator).clamp(1e-9)))
    chosen = shown.chosen(logits, gumbel, 0.5)
    assert set(chosen.detach().numpy().round(5).ravel().tolist()) == {0.0, 1.0}
    for where in encoding.slices:
        odds = logits[0, where].detach().softmax(0).numpy()
        assert chosen[:, where].detach().numpy().mean(axis=0) == pytest.approx(odds, abs=0.02)
        assert shown.log_shares(logits)[0, where].exp().detach().numpy() == pytest.approx(odds, abs=1e-5)
    chosen[:, 0].sum().backward()
    assert logits.grad[:, encoding.slices[0]].abs().max() > 0
