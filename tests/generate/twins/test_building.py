import numpy as np
import pytest
from PIL import Image

from datadiet.errors import DataError, TwinError
from datadiet.generate.twins.loading import parse_twin
from datadiet.generate.twins.twin import flatten
from tests.generate.twins.specs import dots


def rng(seed=0):
    return np.random.default_rng(seed)


def one(item, more="", folder=None):
    """A twin with one item in the middle of a picture of 20 x 10 pixels."""
    return parse_twin(
        f"twin: t\nsystems: [{{name: s, behaviour: place, x: 10, y: 5}}]\nrender: {{size: [20, 10]}}\n"
        f"items: [{{name: a, {item}}}]\n{more}",
        folder=folder,
    )


def built(twin, seed=0, **options):
    return twin.build(twin.sample(rng(seed), **options))


def arrays(scene):
    found = [scene.background, scene.light]
    for sprite in scene.sprites:
        found += [sprite.cutout.rgb, sprite.cutout.alpha]
    return found


def test_building_twice_gives_identical_arrays():
    twin = dots()
    parameters = twin.sample(rng())
    first, again = twin.build(parameters), twin.build(parameters)
    assert len(first.sprites) == len(parameters["items"])
    for a, b in zip(arrays(first), arrays(again), strict=True):
        assert a.tobytes() == b.tobytes()
    assert [sprite.pose for sprite in first.sprites] == [sprite.pose for sprite in again.sprites]


def test_a_twin_that_was_read_again_builds_the_same():
    parameters = dots().sample(rng())
    for a, b in zip(arrays(dots().build(parameters)), arrays(dots().build(parameters)), strict=True):
        assert a.tobytes() == b.tobytes()


def test_textures_differ_between_instances_and_images_and_come_from_the_stored_seeds():
    twin = parse_twin(
        "twin: t\nenvironment: {backdrop: 'tests.generate.twins.specs:stripes'}\n"
        "systems: [{name: s, behaviour: scatter, items: {a: 2}}]\n"
        "items: [{name: a, visual: 'tests.generate.twins.specs:speckle'}]\n"
    )
    parameters = twin.sample(rng())
    scene, other = twin.build(parameters), built(twin, 1)
    assert not np.array_equal(scene.sprites[0].cutout.rgb, scene.sprites[1].cutout.rgb)
    assert not np.array_equal(scene.background, other.background)
    parameters["items"][1]["seed"] = parameters["items"][0]["seed"]
    again = twin.build(parameters)
    assert np.array_equal(again.sprites[0].cutout.rgb, again.sprites[1].cutout.rgb)


def test_parameters_go_where_they_belong():
    twin = one(
        "class: thing, blend: multiply, shadow: {dx: 1, dy: 2, blur: 3, strength: .4}, visual: disc, keypoints: "
        "{top: [.5, 0]}, vary: {radius: 3, red: .25, angle: 30, zoom: 2, stretch: 1.5, shear: .1, flip: true, "
        "elastic: 2, elastic_wavelength: 9}",
        "environment: {vary: {red: 1, green: .5, blue: 0}}\nlight: {power: 2}\ncamera: {jpeg: 80}",
    )
    scene = built(twin)
    assert scene.size == (20, 10)
    assert scene.background[3, 3].tolist() == [1, 0.5, 0]
    assert scene.light.tolist() == np.full((10, 20), 2.0).tolist()
    assert scene.sensor == {"jpeg": 80}
    (sprite,) = scene.sprites
    assert (sprite.item, sprite.label, sprite.blend) == ("a", "thing", "multiply")
    pose, shadow = sprite.pose, sprite.shadow
    assert (pose.x, pose.y, pose.angle, pose.zoom, pose.stretch) == (10, 5, 30, 2, 1.5)
    assert (pose.shear, pose.flip, pose.elastic.amplitude, pose.elastic.wavelength) == (0.1, True, 2, 9)
    assert (shadow.dx, shadow.dy, shadow.blur, shadow.strength) == (1, 2, 3, 0.4)
    assert sprite.cutout.rgb[4, 4].tolist() == [0.25, 0.5, 0.5]
    assert sprite.cutout.alpha.sum() == pytest.approx(np.pi * 9, rel=0.05)
    assert sprite.cutout.keypoints == {"top": (4, 0)}
    assert sprite.parameters["radius"] == 3
    assert scene.parameters == flatten(twin.sample(rng()))


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        ("nan", "goes from nan"),
        ("bright", "goes from"),
        ("shape", r"its rgb, is float32 \(6, 6, 3\)"),
        ("bytes", "is uint8"),
        ("nothing", "returned a NoneType"),
    ],
)
def test_a_visual_that_returns_no_picture_is_named(spoilt, found):
    twin = one(f"visual: 'tests.generate.twins.specs:speckle', vary: {{spoilt: {spoilt}}}")
    with pytest.raises(TwinError, match=f"the visual 'tests.generate.twins.specs:speckle' of a.*{found}"):
        built(twin)


def test_a_visual_that_fails_is_named_with_its_error():
    with pytest.raises(TwinError, match=r"the visual 'disc' of a failed \(ValueError: "):
        built(one("visual: disc, vary: {red: wide}"))


def picture(path, size=(8, 4)):
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    pixels[:, :, 0] = 200
    pixels[1:, 1:, 3] = 255
    Image.fromarray(pixels).save(path)


def test_a_picture_is_cut_out_by_its_transparency(tmp_path):
    picture(tmp_path / "a.png")
    (sprite,) = built(one("visual: {cutout: a.png}, vary: {zoom: 2}", folder=tmp_path)).sprites
    assert sprite.cutout.alpha.sum() == 7 * 3
    assert sprite.cutout.rgb[0, 0].tolist() == pytest.approx([200 / 255, 0, 0])
    assert sprite.cutout.anchor == (4, 2)
    assert not sprite.cutout.rgb.flags.writeable  # the next scene gets the same array


def test_of_a_folder_each_instance_takes_one_and_a_given_name_wins(tmp_path):
    (tmp_path / "cells").mkdir()
    for name, size in (("a.png", (8, 4)), ("b.png", (6, 6))):
        picture(tmp_path / "cells" / name, size)
    (tmp_path / "cells" / "notes.txt").write_text("no picture")
    twin = one("visual: {cutout: cells}", folder=tmp_path)
    shapes = {built(twin, seed).sprites[0].cutout.alpha.shape for seed in range(20)}
    assert shapes == {(4, 8), (6, 6)}
    assert built(twin, given={"a.cutout": "b.png"}).sprites[0].parameters["cutout"] == "b.png"
    assert {built(twin, seed, width=0).sprites[0].parameters["cutout"] for seed in range(9)} == {"a.png"}


def test_a_texture_fills_the_picture_and_is_zoomed_and_moved(tmp_path):
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 100, 0).repeat(3, 2)
    Image.fromarray(ramp).save(tmp_path / "ramp.png")

    def ground(vary):
        return built(
            one("visual: disc", f"environment: {{backdrop: {{texture: ramp.png}}, vary: {vary}}}", folder=tmp_path)
        ).background

    whole, left, right, flipped = (ground(v) for v in ("{}", "{zoom: 4, x: 0}", "{zoom: 4, x: 1}", "{flip: true}"))
    assert whole.shape == (10, 20, 3)
    assert whole[5, :, 0] * 255 == pytest.approx(np.arange(20) * 10 + 4.5, abs=1.5)
    assert left[5, :, 0].mean() * 255 == pytest.approx(24.5, abs=1)
    assert right[5, :, 0].mean() * 255 == pytest.approx(174.5, abs=1)
    assert np.array_equal(flipped, whole[:, ::-1])


def test_pictures_that_cannot_be_used_are_named(tmp_path):
    Image.new("RGBA", (4, 4)).save(tmp_path / "clear.png")
    with pytest.raises(DataError, match="wholly transparent"):
        built(one("visual: {cutout: clear.png}", folder=tmp_path))
    picture(tmp_path / "cut.png", (400, 400))
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:-30])
    with pytest.raises(DataError, match=r"cut.png"):
        built(one("visual: {cutout: cut.png}", folder=tmp_path))
    (tmp_path / "none").mkdir()
    with pytest.raises(TwinError, match="holds 0 pictures"):
        one("visual: {cutout: none}", folder=tmp_path)
    twin = one("visual: {cutout: clear.png}", folder=tmp_path)
    (tmp_path / "clear.png").unlink()
    with pytest.raises(DataError, match=r"clear.png"):
        built(twin)
