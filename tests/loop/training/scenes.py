"""Small scenes of discs and squares whose boxes are known, and folders of plain colours."""

import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SHAPES = ("disc", "square")


def scenes(folder: Path, n: int, *, seed: int, numbers: int = 1, categories: tuple[int, int] = (1, 2)) -> Path:
    """Draw n scenes of two to four objects as COCO; images are numbered from `numbers` on."""
    rng = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    images, boxes = [], []
    for at in range(n):
        name = f"scene-{at:03}.png"
        image = Image.fromarray(rng.normal(150, 6, (64, 96, 3)).clip(0, 255).astype(np.uint8))
        for _ in range(int(rng.integers(2, 5))):
            x, y, size, kind = rng.integers(0, 72), rng.integers(0, 40), rng.integers(14, 24), int(rng.integers(2))
            x, y, size = int(x), int(y), int(size)
            draw = ImageDraw.Draw(image)
            shape = draw.ellipse if kind == 0 else draw.rectangle
            shape([x, y, x + size, y + size], fill=((190, 50, 60), (40, 60, 170))[kind])
            box = [x, y, size, size]
            boxes.append({"id": len(boxes) + 1, "image_id": numbers + at, "category_id": categories[kind], "bbox": box})
        image.save(folder / "images" / name)
        images.append({"id": numbers + at, "file_name": name, "width": 96, "height": 64})
    names = [{"id": id, "name": name} for id, name in zip(categories, SHAPES, strict=True)]
    content = {"images": images, "annotations": boxes, "categories": names}
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def colours(folder: Path, n: int, *, seed: int, classes: tuple[str, ...] = ("red", "blue")) -> Path:
    """Draw n noisy pictures of each class, in a folder for each: one colour, lighter or darker."""
    rng = np.random.default_rng(seed)
    tones = {"red": (180, 60, 60), "blue": (60, 60, 180), "green": (60, 170, 60)}
    for name in classes:
        (folder / name).mkdir(parents=True)
        for at in range(n):
            pixels = np.array(tones[name]) + rng.normal(0, 25) + rng.normal(0, 30, (24, 24, 3))
            Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / name / f"{name}-{at:03}.png")
    return folder
