"""Synthetic data, made: twins of environments, systems and items, looked at by a renderer, labelled as they are drawn."""
