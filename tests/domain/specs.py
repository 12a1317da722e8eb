"""The domain of the paper's case study, as the tests use it."""

from pathlib import Path

from datadiet.domain.domain import Domain
from datadiet.domain.loading import parse_domain

SUITCASES = """\
domain: suitcase-defects
task: detection
static: {camera: line_cam_A, background: belt}
variables:
  light_lux:   {range: [200, 2000], scale: log, bins: 6}
  surface:     {levels: [gloss, matte]}
  view:        {levels: [front, back, top]}
  defect:      {levels: [none, dent, zipper], field: {none: .98, dent: .015, zipper: .005}}
  defect_area: {range: [0.0005, 0.05], when: "defect <> 'none'"}
constraints: ["not (defect = 'zipper' and view = 'back')"]
exclude:     [{where: "view = 'top'", max_share: 0}]
edge_cases:
  glare: {where: "light_lux > 1500 and surface = 'gloss'", share: {min: .08}, min_count: 40}
guarantees:
  - {where: "defect = 'zipper'", share: {min: .05, max: .10}, basis: metadata}
  - {where: "defect = 'dent'", share: {min: .05}, basis: audit, confidence: .95}
coverage: {t: 2, over: [light_lux, defect, view], min_each: 2}
"""


def suitcases(*changes: str, folder: Path | None = None) -> Domain:
    """Return the domain, with parts of its text replaced: old, new, old, new."""
    text = SUITCASES
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return parse_domain(text, name="s.yaml", folder=folder)
