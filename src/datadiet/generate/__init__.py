"""Synthetic data, made: twins of environments, systems and items, seen by a renderer and labelled as they are drawn."""
