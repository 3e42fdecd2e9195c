import base64
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from generation import picture
from generation.providers.base import PermanentError


def _scene(width=1184, height=864):
    """A picture with soft light, edges and paper grain, as hard to compress as an illustration."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 90 + 80 * np.sin(x / 170) * np.cos(y / 130)
    hills = 60 * (y > height * 0.6 + 40 * np.sin(x / 60))
    grain = np.random.default_rng(4).normal(0, 6, (height, width))
    colours = np.stack([light + grain, light * 0.7 + hills + grain, 160 - light * 0.4 + grain], axis=-1)
    return Image.fromarray(colours.clip(0, 255).astype(np.uint8))


def _bytes(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def _placeholder(finished):
    kind, data = finished.placeholder.split(",")
    assert kind == "data:image/webp;base64"
    return _opened(base64.b64decode(data))


def _png_that_claims(width, height):
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + _bytes(_scene(8, 8))[33:]


def _refusal(data):
    with pytest.raises(PermanentError) as refused:
        picture.finish(data)
    assert refused.value.code == "bad_image"
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_what_the_vendor_made_is_kept_byte_for_byte_and_known_by_its_bytes(kind, content_type):
    data = _bytes(_scene(300, 200), kind)
    finished = picture.finish(data)
    assert finished.original == data
    assert finished.content_type == content_type


def test_the_full_picture_keeps_its_size_and_smaller_ones_keep_its_proportions():
    finished = picture.finish(_bytes(_scene(), "JPEG", quality=92))
    assert _opened(finished.full).size == (finished.width, finished.height) == (1184, 864)
    assert {width: _opened(data).size for width, data in finished.widths.items()} == {480: (480, 350), 800: (800, 584)}
    assert {_opened(data).format for data in (finished.full, *finished.widths.values())} == {"WEBP"}


def test_a_phone_loads_well_under_150_kilobytes():
    finished = picture.finish(_bytes(_scene()))
    assert len(finished.widths[480]) < 60_000
    assert len(finished.widths[800]) < 130_000


def test_the_small_picture_still_looks_like_the_large_one():
    scene = _scene()
    finished = picture.finish(_bytes(scene))
    expected = np.asarray(scene.resize((800, 584), Image.Resampling.LANCZOS), float)
    error = np.mean((np.asarray(_opened(finished.widths[800]).convert("RGB"), float) - expected) ** 2)
    assert 10 * np.log10(255**2 / error) > 30


def test_a_picture_smaller_than_a_phone_is_not_blown_up():
    assert picture.finish(_bytes(_scene(480, 300))).widths == {}


def test_a_very_large_picture_is_made_smaller_but_kept_whole():
    finished = picture.finish(_bytes(_scene(3000, 1500), "JPEG"))
    assert (finished.width, finished.height) == (2048, 1024)
    assert set(finished.widths) == {480, 800, 1200}


def test_a_long_thin_strip_is_still_a_picture():
    finished = picture.finish(_bytes(Image.new("RGB", (60, 20_000), "red")))
    assert (finished.width, finished.height) == (6, 2048)


def test_a_photograph_taken_sideways_is_shown_upright():
    scene = Image.new("RGB", (400, 300), "blue")
    scene.paste("red", (0, 0, 100, 300))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left edge of the pixels is the top of the picture
    upright = _opened(picture.finish(_bytes(scene, "JPEG", exif=exif)).full)
    assert upright.size == (300, 400)
    red, _, blue = upright.getpixel((150, 30))
    assert red > 200
    assert blue < 60


def test_nothing_shown_tells_who_made_it_where_or_how():
    exif = Image.Exif()
    exif[0x010E] = "made at home, 12 Garden Street"
    finished = picture.finish(_bytes(_scene(600, 400), "JPEG", exif=exif))
    for data in (finished.full, *finished.widths.values()):
        assert b"Garden" not in data
        assert not _opened(data).getexif()


def test_the_placeholder_is_tiny_and_has_the_picture_s_light_and_dark():
    scene = Image.new("RGB", (1184, 864), "white")
    scene.paste("black", (0, 432, 1184, 864))
    finished = picture.finish(_bytes(scene))
    assert len(finished.placeholder) <= 700
    tiny = _placeholder(finished).convert("L")
    assert tiny.getpixel((tiny.width // 2, 1)) > 200
    assert tiny.getpixel((tiny.width // 2, tiny.height - 2)) < 55


def test_even_a_busy_picture_has_a_placeholder_of_at_most_700_characters():
    noise = np.random.default_rng(1).integers(0, 255, (24, 24, 3)).astype(np.uint8)
    assert len(picture.finish(_bytes(Image.fromarray(noise).resize((960, 960)))).placeholder) <= 700


def test_the_colour_is_the_one_that_fills_most_of_the_picture():
    scene = Image.new("RGB", (800, 600), "#2040a0")
    scene.paste("#ffdd00", (300, 200, 500, 400))
    red, green, blue = bytes.fromhex(picture.finish(_bytes(scene)).colour[1:])
    assert abs(red - 0x20) + abs(green - 0x40) + abs(blue - 0xA0) < 12


def test_what_was_see_through_becomes_white_paper():
    glass = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    assert min(_opened(picture.finish(_bytes(glass)).full).getpixel((100, 50))) > 250


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA"])
def test_grey_palette_and_see_through_pictures_are_shown_as_colour_pictures_are(mode):
    finished = picture.finish(_bytes(_scene(900, 600).convert(mode)))
    assert _opened(finished.full).size == (900, 600)
    assert _opened(finished.full).mode == "RGB"


def test_a_sixteen_bit_grey_picture_keeps_its_tones():
    middle = Image.fromarray(np.full((200, 300), 0x8000, np.uint16))
    assert abs(_opened(picture.finish(_bytes(middle)).full).getpixel((100, 100))[0] - 128) < 4


def test_a_picture_with_a_colour_profile_is_shown_in_the_colours_it_was_made_in():
    lab = ImageCms.createProfile("LAB")
    grey = Image.new("RGB", (200, 200), (150, 150, 150))
    strange = picture.finish(_bytes(grey, icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()))
    assert _opened(strange.full).getpixel((100, 100))[0] in range(147, 154)  # of no use for RGB: left alone
    swapped = ImageCms.ImageCmsProfile(io.BytesIO(_profile_with_red_and_green_swapped())).tobytes()
    red = picture.finish(_bytes(Image.new("RGB", (200, 200), (0, 255, 0)), icc_profile=swapped))
    assert _opened(red.full).getpixel((100, 100))[0] > 240


def _profile_with_red_and_green_swapped():
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for old, new in ((b"rXYZ", b"tmp!"), (b"gXYZ", b"rXYZ"), (b"tmp!", b"gXYZ")):
        profile = profile.replace(old, new, 1)
    return bytes(profile.replace("sRGB".encode("utf-16-be"), "odd!".encode("utf-16-be")))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_picture_are_refused(kind):
    assert "PNG, JPEG or WebP" in _refusal(_bytes(_scene(64, 64), kind))


@pytest.mark.parametrize(
    "data",
    [b"", b'{"error": {"message": "quota"}}', b"<html><body>502 Bad Gateway</body></html>", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_picture_is_refused_in_words_a_person_understands(data):
    assert _refusal(data) == "What came as picture is not a whole PNG, JPEG or WebP."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_off_on_its_way_is_refused(kind):
    data = _bytes(_scene(), kind)
    _refusal(data[: len(data) // 2])


def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    assert "50 million pixels" in _refusal(_png_that_claims(9_000, 9_000))
    _refusal(_png_that_claims(60_000, 60_000))


def test_an_enormous_file_is_refused():
    assert "40 MB" in _refusal(b"\x89PNG\r\n\x1a\n" + bytes(40_000_000))
