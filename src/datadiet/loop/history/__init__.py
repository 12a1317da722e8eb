"""What two versions of data are worth beside real data, and beside the domain that they are for."""

from datadiet.loop.history.worth import Measured, Worth, worth

__all__ = ["Measured", "Worth", "worth"]
