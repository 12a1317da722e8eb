"""The camera between a scene and its picture: a chain of stages, each left out while its settings are neutral."""

from datadiet.generate.sensor.chain import apply_sensor
from datadiet.generate.sensor.lens import distort, distort_mask, distort_points
from datadiet.generate.sensor.settings import SETTINGS, Setting, check_settings

__all__ = ["SETTINGS", "Setting", "apply_sensor", "check_settings", "distort", "distort_mask", "distort_points"]
