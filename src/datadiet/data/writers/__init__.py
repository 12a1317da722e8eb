"""Formats that a kept set can be written in."""
