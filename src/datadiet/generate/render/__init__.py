"""Renderers: what looks at a `Scene` and returns the picture with its labels."""

from datadiet.generate.render.sprites import SpritesRenderer

__all__ = ["SpritesRenderer"]
