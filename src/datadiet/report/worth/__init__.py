"""The section of the report on value."""
