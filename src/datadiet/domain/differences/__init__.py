"""What one domain, or one set of data, covers and another does not."""

from datadiet.domain.differences.comparing import difference
from datadiet.domain.differences.result import Difference, Row

__all__ = ["Difference", "Row", "difference"]
