"""Given pictures as covers: read safely in every form, upright, in sRGB, in shape, stripped."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from epubify.cover import draw_cover, fitting, picture
from epubify.cover.fitting import MOST_ENLARGED, fitted
from epubify.cover.picture import MOST_PIXELS, encode, media_type_of
from epubify.errors import InputError, MissingInput, UnreadableInput, UsageError
from epubify.model import Book, Contributor, Cover, Metadata
from epubify.options import Options
from epubify.report import Report

BOOK = Book(Metadata(title="Perfect", contributors=(Contributor("Nina"),)), ())
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 160, 0)


def made(path: Path, report: Report | None = None, **options: object) -> Cover:
    """Return the cover that is made of a picture."""
    asked = Options(cover=path, **options)  # type: ignore[arg-type]
    cover = draw_cover(BOOK, asked, report or Report())
    assert cover is not None
    return cover


def opened(cover: Cover) -> Image.Image:
    image = Image.open(BytesIO(cover.data))
    image.load()
    assert image.mode == "RGB"
    assert image.size == (cover.width, cover.height)
    return image


def saved(folder: Path, image: Image.Image, name: str, **how: object) -> Path:
    path = folder / name
    if path.suffix == ".png":
        how = {"compress_level": 1, **how}  # most of the time goes into small files
    image.save(path, **how)  # type: ignore[arg-type]
    return path


@cache
def halves(size: tuple[int, int] = (900, 1400)) -> Image.Image:
    """Return a picture whose upper half is red and whose lower half is blue."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0], size[1] // 2))
    return image


def quarters(size: tuple[int, int] = (600, 900)) -> Image.Image:
    """Return a picture with red top left, green top right, blue below."""
    image = halves(size).copy()
    image.paste(GREEN, (size[0] // 2, 0, size[0], size[1] // 2))
    return image


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def close(one: tuple[int, ...], other: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def two_colours(image: Image.Image) -> bool:
    width, height = image.size
    top, bottom = pixel(image, width // 2, height // 10), pixel(image, width // 2, height * 9 // 10)
    return close(top, RED, 24) and close(bottom, BLUE, 24)


# ------------------------------------------------------------------- forms and colours


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", "PNG"),
        ("a.jpg", "JPEG"),
        ("a.webp", "JPEG"),
        ("a.gif", "JPEG"),
        ("a.tiff", "JPEG"),
        ("a.bmp", "JPEG"),
    ],
)
def test_pictures_of_every_format(tmp_path: Path, name: str, kind: str) -> None:
    report = Report()
    cover = made(saved(tmp_path, halves(), name), report)
    image = opened(cover)
    assert (image.format, image.size) == (kind, (900, 1400))
    assert cover.media_type == f"image/{kind.lower()}"
    assert cover.alt == "Cover of Perfect by Nina"
    assert two_colours(image)
    assert not report.findings


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    path = saved(tmp_path, halves(), "a.png").rename(tmp_path / "a.jpg")
    assert opened(made(path)).format == "PNG"


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("P", "a.png"),
        ("P", "a.gif"),
        ("RGBA", "a.png"),
        ("RGBA", "a.webp"),
        ("CMYK", "a.jpg"),
        ("CMYK", "a.tiff"),
        ("RGB", "a.tiff"),
        ("YCbCr", "a.jpg"),
        ("LAB", "a.tiff"),
    ],
)
def test_colours_survive_every_mode(tmp_path: Path, mode: str, name: str) -> None:
    if mode == "LAB":
        to_lab = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        )
        image = ImageCms.applyTransform(halves(), to_lab)
        assert image is not None
    else:
        image = halves().convert(mode)
    assert two_colours(opened(made(saved(tmp_path, image, name))))


@pytest.mark.parametrize(("mode", "grey"), [("I;16", 128), ("I", 128), ("L", 128), ("F", 127)])
def test_grey_in_any_depth_keeps_its_tone(tmp_path: Path, mode: str, grey: int) -> None:
    value = {"I;16": 0x8000, "I": 0x8000, "L": 128, "F": 0.5}[mode]
    path = saved(tmp_path, Image.new(mode, (700, 900), value), "a.tiff")
    assert close(pixel(opened(made(path)), 9, 9), (grey,) * 3, 2)


def png16(red: int, green: int, blue: int, side: int = 640) -> bytes:
    """Return a PNG with 16 bits a channel, which Pillow cannot write."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 16, 2, 0, 0, 0)
    row = b"\0" + struct.pack(">HHH", red, green, blue) * side
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * side)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_sixteen_bits_a_channel(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    path.write_bytes(png16(0xFFFF, 0x8000, 0x0000))
    assert close(pixel(opened(made(path)), 5, 5), (255, 128, 0), 2)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_what_is_transparent_becomes_white(tmp_path: Path, mode: str) -> None:
    clear = Image.new("RGBA", (700, 900), (10, 20, 30, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 700, 100))
    name = "a.tiff" if mode == "PA" else "a.png"
    image = clear.quantize(4) if mode == "P" else clear.convert(mode if mode != "PA" else "LA")
    result = opened(made(saved(tmp_path, image, name)))
    assert close(pixel(result, 300, 800), (255, 255, 255), 3)
    assert close(pixel(result, 300, 50), (0, 0, 0), 3)


def test_half_transparent_is_mixed_with_white(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("RGBA", (700, 900), (0, 0, 0, 128)), "a.png")
    assert close(pixel(opened(made(path)), 5, 5), (127, 127, 127), 2)


def swapped_profile() -> bytes:
    """Return sRGB's profile with the primaries of red and blue changed over."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"!XYZ").replace(b"bXYZ", b"rXYZ").replace(b"!XYZ", b"bXYZ")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tiff"])
def test_profiles_are_turned_into_srgb_before_they_go(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, Image.new("RGB", (700, 900), RED), name, icc_profile=swapped_profile())
    cover = made(path)
    assert close(pixel(opened(cover), 300, 300), BLUE)
    assert "icc_profile" not in opened(cover).info


@pytest.mark.parametrize(
    "profile", [b"no profile", swapped_profile()[:200]], ids=["no profile", "cut"]
)
def test_damaged_profiles_count_as_none(tmp_path: Path, profile: bytes) -> None:
    path = saved(tmp_path, Image.new("RGB", (700, 900), RED), "a.png", icc_profile=profile)
    assert close(pixel(opened(made(path)), 300, 300), RED)


def test_profiles_of_another_mode_count_as_none(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("L", (700, 900), 128), "a.png", icc_profile=swapped_profile())
    assert close(pixel(opened(made(path)), 300, 300), (128,) * 3)


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path, name: str) -> None:
    later = [Image.new("RGB", (700, 900), BLUE), Image.new("RGB", (700, 900), GREEN)]
    first = Image.new("RGB", (700, 900), RED)
    path = saved(tmp_path, first, name, save_all=True, append_images=later)
    assert close(pixel(opened(made(path)), 300, 300), RED)


# ---------------------------------------------------------------- upright and stripped

TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that writes this orientation has laid an upright picture (Exif 2.32, 0x0112)."""


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
@pytest.mark.parametrize("orientation", TURNS)
def test_photographs_are_turned_upright(tmp_path: Path, orientation: int, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = TURNS[orientation]
    laid = quarters() if turn is None else quarters().transpose(turn)
    image = opened(made(saved(tmp_path, laid, name, exif=exif)))
    assert image.size == (600, 900)
    corners = [pixel(image, 60, 60), pixel(image, 540, 60), pixel(image, 300, 840)]
    assert all(map(close, corners, [RED, GREEN, BLUE]))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_nothing_but_pixels_is_kept(tmp_path: Path, name: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    how: dict[str, object] = {"exif": exif, "icc_profile": swapped_profile()}
    if name == "a.jpg":
        how["comment"] = b"A comment"
    cover = made(saved(tmp_path, halves(), name, **how))
    image = opened(cover)
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(image.info)
    assert b"A camera" not in cover.data
    assert b"A comment" not in cover.data


# ------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.tiff", "a.bmp"])
@pytest.mark.parametrize("share", [0.02, 0.5])
def test_truncated_pictures_are_refused(tmp_path: Path, name: str, share: float) -> None:
    noise = Image.effect_noise((700, 900), 80).convert("RGB")
    path = saved(tmp_path, noise, name)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match=r"not a picture that can be read; give a JPEG or PNG"):
        made(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\0\0\0\0\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    ],
)
def test_what_is_no_picture_is_an_input_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"cover\.jpg: not a picture .*; give a JPEG or PNG"):
        made(path)


@given(name=st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"]), data=st.data())
def test_damaged_pictures_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    out = BytesIO()
    halves((40, 60)).save(out, name)
    damaged = bytearray(out.getvalue())
    for _ in range(4):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a"
    path.write_bytes(bytes(damaged))
    try:
        cover = made(path)
    except InputError as error:
        assert "picture" in str(error)
    else:
        opened(cover)


def test_pictures_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"no\.jpg: no such picture"):
        made(tmp_path / "no.jpg")
    with pytest.raises(UnreadableInput):
        made(tmp_path)


@pytest.mark.parametrize("side", [11_500, 20_000])
def test_decompression_bombs_are_refused(tmp_path: Path, side: int) -> None:
    path = saved(tmp_path, Image.new("1", (side, side)), "bomb.png")
    with pytest.raises(InputError, match="too many pixels"):
        made(path)


def test_a_header_that_promises_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gif"
    path.write_bytes(b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0" * 20)
    with pytest.raises(InputError):
        made(path)


# ----------------------------------------------------------------------- shape and size


def test_large_pictures_are_scaled_down_and_small_ones_left(tmp_path: Path) -> None:
    large = made(saved(tmp_path, halves((3000, 4800)), "a.jpg"))
    assert 0.98 * MOST_PIXELS < large.width * large.height <= MOST_PIXELS
    assert abs(large.width / large.height - 3000 / 4800) < 0.001
    report = Report()
    small = made(saved(tmp_path, halves((300, 480)), "b.jpg"), report)
    assert (small.width, small.height) == (300, 480)
    assert [finding.code for finding in report.findings] == ["P104"]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tiff"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_huge_pictures_are_read_at_a_fraction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mode: str
) -> None:
    """What is huge is a matter of proportion: at a quarter of all measures none takes a second."""
    most = MOST_PIXELS // 16
    for module in (fitting, picture):
        monkeypatch.setattr(module, "MOST_PIXELS", most)
        monkeypatch.setattr(module, "USUAL", (400, 640))
    if (name, mode) == ("a.jpg", "RGBA"):
        mode = "CMYK"
    assert_read_at_a_fraction(saved(tmp_path, halves((1800, 1600)).convert(mode), name), most)


def test_a_photograph_is_read_at_a_fraction(tmp_path: Path) -> None:
    assert_read_at_a_fraction(saved(tmp_path, halves((7200, 6400)), "a.jpg"), MOST_PIXELS)


def assert_read_at_a_fraction(path: Path, most: int) -> None:
    with Image.open(path) as image:
        width, height = image.size
        coloured = image.mode != "L"
    assert picture._enough((width, height)) == (width // 2, height // 2)
    cover = made(path)
    assert 0.98 * most < cover.width * cover.height <= most
    assert abs(cover.width / cover.height - width / height) < 0.004
    assert not coloured or two_colours(opened(cover))


@pytest.mark.parametrize(
    ("size", "asked", "fit", "result"),
    [
        ((900, 1400), None, "crop", (1600, 2560)),
        ((900, 1400), None, "pad", (1600, 2560)),
        ((900, 1400), (1264, 1680), "crop", (1264, 1680)),
        ((2000, 1000), (1264, 1680), "pad", (1264, 1680)),
        ((2000, 1000), (1264, 1680), "keep", (1264, 632)),
        ((900, 1400), (1264, 1680), "keep", (900, 1400)),
        ((900, 1400), (5000, 5000), "crop", (2366, 2366)),
        ((100, 160), (1600, 2560), "crop", (400, 640)),
        ((100, 160), (1600, 2560), "pad", (400, 640)),
    ],
)
def test_the_size_asked_for_is_reached(
    tmp_path: Path,
    size: tuple[int, int],
    asked: tuple[int, int] | None,
    fit: str,
    result: tuple[int, int],
) -> None:
    cover = made(saved(tmp_path, halves(size), "a.png"), cover_fit=fit, cover_size=asked)
    assert (cover.width, cover.height) == result


def test_cropping_takes_the_middle() -> None:
    wide = Image.new("RGB", (1000, 500), RED)
    wide.paste(GREEN, (400, 0, 600, 500))
    cut = fitted(wide, "crop", (200, 500))
    assert cut.size == (200, 500)
    assert all(close(pixel(cut, x, y), GREEN) for x in (6, 100, 193) for y in (2, 250, 497))
    high = fitted(wide.transpose(Image.Transpose.ROTATE_90), "crop", (500, 200))
    assert all(close(pixel(high, x, y), GREEN) for x in (2, 250, 497) for y in (6, 100, 193))


def test_padding_takes_the_colour_of_each_edge() -> None:
    image = Image.new("RGB", (400, 400), "white")
    image.paste(RED, (0, 0, 30, 400))
    image.paste(BLUE, (370, 0, 400, 400))
    image.paste((0, 0, 0), (0, 100, 30, 140))  # an ornament that touches the edge
    wide = fitted(image, "pad", (800, 400))
    assert close(pixel(wide, 20, 120), RED)
    assert close(pixel(wide, 780, 200), BLUE)
    assert close(pixel(wide, 400, 200), (255, 255, 255))
    high = fitted(image, "pad", (400, 800))
    assert close(pixel(high, 200, 20), (255, 255, 255))
    assert close(pixel(high, 390, 400), BLUE)


SIDES = st.one_of(st.integers(1, 60), st.integers(1, 3000))


@given(
    size=st.tuples(SIDES, SIDES),
    asked=st.none() | st.tuples(st.integers(300, 5000), st.integers(300, 5000)),
    fit=st.sampled_from(["keep", "crop", "pad"]),
)
def test_any_picture_fits_any_cover(
    size: tuple[int, int], asked: tuple[int, int] | None, fit: str
) -> None:
    result = fitted(Image.new("RGB", size, GREEN), fit, asked)
    width, height = result.size
    assert min(width, height) >= 1
    assert width * height <= MOST_PIXELS
    assert result.getpixel((width // 2, height // 2)) == GREEN
    assert result.getcolors(4) == [(width * height, GREEN)]
    if fit == "keep":
        assert width <= min(size[0], (asked or size)[0])
        assert height <= min(size[1], (asked or size)[1])
    else:
        shape = asked or (1600, 2560)
        rounded = 1 if min(width, height) == 1 else 0.51  # what would be less than a pixel is one
        assert abs(width - height * shape[0] / shape[1]) <= rounded * (1 + shape[0] / shape[1]) + 1
        assert min(width / size[0], height / size[1]) <= MOST_ENLARGED + 1


@pytest.mark.parametrize("fit", ["keep", "crop", "pad"])
@pytest.mark.parametrize("size", [(1, 1), (1, 9000), (9000, 1), (3, 30_000)])
def test_odd_shapes_are_taken_as_they_are(tmp_path: Path, size: tuple[int, int], fit: str) -> None:
    report = Report()
    cover = made(saved(tmp_path, Image.new("RGB", size, RED), "a.png"), report, cover_fit=fit)
    image = opened(cover)
    assert close(pixel(image, image.width // 2, image.height // 2), RED)
    assert [finding.code for finding in report.findings] == ["P104"]


# ----------------------------------------------------------------------------- writing


def test_media_types_go_by_file_name() -> None:
    assert media_type_of(Path("a.PNG")) == "image/png"
    with pytest.raises(UsageError, match=r"a\.bmp.*\.jpg"):
        media_type_of(Path("a.bmp"))


def test_encoding_needs_no_rgb() -> None:
    assert Image.open(BytesIO(encode(Image.new("L", (20, 30))))).mode == "RGB"
