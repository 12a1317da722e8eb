"""What one domain, or one set of data, covers and another does not."""

from datadiet.domain.difference.comparing import difference
from datadiet.domain.difference.result import Difference, Row

__all__ = ["Difference", "Row", "difference"]
