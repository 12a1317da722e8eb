"""Scripts that commands run."""

import sys

TEMPLATE = f"{sys.executable} {{script}} --data {{{{data}}}} --test {{{{test}}}} --out {{{{out}}}} --seed {{{{seed}}}}"
START = """
import argparse, json, os, pathlib, sys
parser = argparse.ArgumentParser()
for name in ("data", "test", "out", "seed"):
    parser.add_argument(f"--{name}")
a = parser.parse_args()
data, test, out = (pathlib.Path(each or ".") for each in (a.data, a.test, a.out))
"""
BOXES = """
truth = json.loads((data / "annotations.json").read_text())
blank = json.loads((test / "annotations.json").read_text())
(out / "seen.json").write_text(json.dumps({"truth": truth, "blank": blank}))
found = [{"image_id": i["id"], "category_id": truth["annotations"][0]["category_id"], "bbox": [1, 2, 3, 4], "score": .5}
         for i in blank["images"]]
(out / "results.json").write_text(json.dumps(found))
"""
