"""What the tests of the twins that ship have in common."""

from collections.abc import Callable

import numpy as np
import pytest

from datadiet.generate.gallery import blood_smear, dust, receipt, red_cells, white_cells
from datadiet.generate.twins.visuals import DrawItem

ITEMS: dict[str, DrawItem] = {
    draw.__name__: draw
    for draw in (
        red_cells.red_cell,
        blood_smear.platelet,
        blood_smear.debris,
        dust.dust,
        white_cells.white_cell,
        receipt.paper,
        receipt.logo,
        receipt.date,
        receipt.line_item,
        receipt.total,
        receipt.barcode,
    )
}


@pytest.fixture
def seeded() -> Callable[[int], np.random.Generator]:
    return lambda seed: np.random.default_rng(seed)
