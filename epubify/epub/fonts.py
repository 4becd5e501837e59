"""Fonts inside a book: found, cut down to the characters of the book, and declared in CSS.

Only here is fontTools used, and it is loaded only for a book that embeds fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.epub.font_bounds import bound_packed, bound_tables
from epubify.errors import UsageError
from epubify.model import Book
from epubify.model.limits import limits_held
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Report
from epubify.text.blocks import story_texts
from epubify.text.lazy_pattern import lazy
from epubify.text.nearest import did_you_mean

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONT_SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")
FOLDER = "fonts"
"""Where fonts stand in a book, counted from the package document."""

_REGULAR, _BOLD = 400, 700
"""Weights that style sheets ask for."""
_BOLD_FROM = 600
"""Weight from which a font is the bold one (semibold). With more, families whose bold is 600 have
none; with less, a medium weight stands for bold."""
ALWAYS_KEPT = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0\u00ad\u2010‘’“”–—…"
"""Characters that are kept in any case: what reading systems add themselves is among them."""
_MOST_SHOWN = 10
"""Characters without a glyph that a finding names; more make it unreadable."""
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)
"""Entries of the name table that are kept: names and version, copyright and licence."""

_LICENCE, _RESTRICTED, _NO_SUBSETTING, _BITMAPS_ONLY = 0x000F, 0x0002, 0x0100, 0x0200
"""Of OS/2.fsType, OpenType 1.9: the first four bits, the least restrictive of which holds; what
they say where a font may not be embedded; that it may not be cut down, or only its pictures may."""

_NO_NAME = lazy(r"[^\w -]+")
_NO_FILE_NAME = lazy(r"[^a-z0-9]+")
_MODULE = lazy(r"[A-Za-z_]\w*", re.ASCII)


class FontFace(Record):
    """One face of a font, as it is put into a book."""

    source: Path
    family: str
    weight: int
    """As CSS counts: 400 is regular, 700 bold."""
    italic: bool
    generic: str
    """The CSS family to fall back on: ``serif``, ``sans-serif`` or ``monospace``."""
    ending: str
    """``ttf`` or ``otf``."""
    axes: tuple[tuple[str, float], ...] = ()
    """The place in a variable font that the face is taken from."""
    whole: bool = False
    """True where the licence allows to embed the font, but not to cut it down."""

    @property
    def name(self) -> str:
        """The file in the book, counted from the package document.

        >>> FontFace(Path("a.otf"), "EB Garamond", 700, True, "serif", "otf").name
        'fonts/eb-garamond-700-italic.otf'
        """
        family = _NO_FILE_NAME.sub("-", self.family.lower()).strip("-") or "font"
        return f"{FOLDER}/{family}-{self.weight}{'-italic' * self.italic}.{self.ending}"


class FontFile(Record):
    """A finished font, ready to be packed."""

    name: str
    media_type: str
    data: bytes


def declaration(faces: Sequence[FontFace]) -> str:
    """Return the style sheet that declares faces and sets the text in their families.

    The families are set on ``body`` alone, in the order given, without ``!important``: a type
    face that the reader chooses stands over them.

    >>> print(declaration([FontFace(Path("a.ttf"), "Tide", 400, False, "serif", "ttf")]))
    @font-face {
      font-family: "Tide";
      font-style: normal;
      font-weight: 400;
      src: url(../fonts/tide-400.ttf);
    }
    <BLANKLINE>
    body {
      font-family: "Tide", serif;
    }
    <BLANKLINE>
    """
    if not faces:
        return ""
    families = [f'"{family}"' for family in dict.fromkeys(face.family for face in faces)]
    rules = [
        f'@font-face {{\n  font-family: "{face.family}";\n'
        f"  font-style: {'italic' if face.italic else 'normal'};\n"
        f"  font-weight: {face.weight};\n  src: url(../{face.name});\n}}\n"
        for face in faces
    ]
    families.append(faces[0].generic)
    return "\n".join([*rules, f"body {{\n  font-family: {', '.join(families)};\n}}\n"])


def tell_lacking(book: Book, options: Options, report: Report) -> None:
    """Report characters of the stories that none of the embedded fonts has (P140).

    Spaces and signs that are not seen do not count. The stories are walked through once, and
    only for a book that embeds fonts.
    """
    if not options.fonts:
        return
    found: set[str] = set()
    for story in book.stories:
        found.update(*story_texts(story))
    for face in find_faces(options.fonts):
        with _opened(face.source) as font:
            found.difference_update(map(chr, font.getBestCmap()))
    lacking = sorted(char for char in found if unicodedata.category(char)[0] in "LMNPS")
    if lacking:
        shown = " ".join(lacking[:_MOST_SHOWN]) + " …" * (len(lacking) > _MOST_SHOWN)
        report.find(
            "P140",
            f"the embedded fonts lack {_counted(lacking)} of the text: {shown}",
        )


def _counted(characters: Sequence[str]) -> str:
    return f"{len(characters)} character{'s' * (len(characters) != 1)}"


# ------------------------------------------------------------------------------- finding


def find_faces(fonts: Sequence[str | Path]) -> tuple[FontFace, ...]:
    """Return the faces of font files and of packages that hold fonts.

    A file gives its face. Of a package, which may hold dozens, each family gives a regular
    and a bold face, upright and italic, as far as there are. A variable font, which many
    reading systems do not know, gives a regular and a bold face that are not variable.

    Raises UsageError for a package that is not installed or has no fonts, for a file that is
    no font, and for a font whose licence (OS/2 ``fsType``) does not allow embedding.
    """
    faces: dict[str, FontFace] = {}
    for one in fonts:
        found = _faces_of_file(one) if isinstance(one, Path) else _faces_of_package(one)
        for face in found:
            faces.setdefault(face.name, face)
    return tuple(faces.values())


def _faces_of_package(name: str) -> list[FontFace]:
    faces = [face for file in _package_files(name) for face in _faces_of_file(file)]
    groups: dict[tuple[str, bool, bool], list[FontFace]] = {}
    for face in faces:
        bold = face.weight >= _BOLD_FROM
        groups.setdefault((face.family, face.italic, bold), []).append(face)
    return [_nearest(group, _BOLD if bold else _REGULAR) for (*_, bold), group in groups.items()]


def _nearest(faces: Iterable[FontFace], weight: int) -> FontFace:
    return min(faces, key=lambda face: abs(face.weight - weight))


def _package_files(name: str) -> list[Path]:
    """Return the font files of a package, by its import name or that of its distribution.

    ``eb-garamond`` finds ``fontpkg-eb-garamond``.
    """
    from importlib import metadata

    installed = False
    for candidate in (name, f"fontpkg-{name}"):
        for files in (_files_of_module(candidate), _files_of_distribution(candidate)):
            fonts = sorted(file for file in files or () if file.suffix.lower() in FONT_SUFFIXES)
            if fonts:
                return fonts
            installed |= files is not None
    problem = "holds no fonts" if installed else "is not installed"
    known = sorted(str(one.name) for one in metadata.distributions() if one.name)
    near = did_you_mean(name, [one for one in known if one.startswith("fontpkg-")])
    advice = near or "give a package that holds fonts, such as fontpkg-eb-garamond, or a font file"
    raise UsageError("option font", None, f"the package “{name}” {problem}", advice)


def _files_of_module(name: str) -> list[Path] | None:
    from importlib import util

    module = name.replace("-", "_").replace(".", "_")
    spec = util.find_spec(module) if _MODULE.fullmatch(module) else None
    if spec is None:
        return None
    folders = spec.submodule_search_locations or ()
    return [file for folder in folders for file in Path(folder).rglob("*.*") if file.is_file()]


def _files_of_distribution(name: str) -> list[Path] | None:
    from importlib import metadata

    try:
        files = metadata.files(name)
    except (metadata.PackageNotFoundError, ValueError):
        return None
    return [Path(str(file.locate())) for file in files or ()]


def _faces_of_file(file: Path) -> list[FontFace]:
    """Return the face of a font file, those of a variable one at two weights at most."""
    with _opened(file) as font:
        licence = int(getattr(font.get("OS/2"), "fsType", 0))
        if licence & _LICENCE == _RESTRICTED or licence & _BITMAPS_ONLY:
            problem = f"its licence does not allow embedding (OS/2 fsType {licence:#06x})"
            advice = "ask its maker, or take a font under the SIL Open Font License"
            raise UsageError(str(file), None, problem, advice)
        if licence & _NO_SUBSETTING:
            return [_face(file, font, whole=True)]
        return [_face(file, font, axes) for axes in _places(font)]


def _places(font: TTFont) -> list[tuple[tuple[str, float], ...]]:
    """Return the places in a variable font to take faces from; one empty place otherwise."""
    axes = font["fvar"].axes if "fvar" in font else []
    places: list[tuple[tuple[str, float], ...]] = [()]
    for axis in axes:
        values = [float(axis.defaultValue)]
        if axis.axisTag == "wght":
            wanted = (_REGULAR, _BOLD)
            values = sorted({min(max(w, axis.minValue), axis.maxValue) for w in wanted})
        places = [(*place, (axis.axisTag, value)) for place in places for value in values]
    return places


def _face(
    file: Path, font: TTFont, axes: tuple[tuple[str, float], ...] = (), *, whole: bool = False
) -> FontFace:
    names, os2 = font["name"], font.get("OS/2")
    family = names.getBestFamilyName() or file.stem
    weight = dict(axes).get("wght", getattr(os2, "usWeightClass", _REGULAR))
    italic = bool(font["head"].macStyle & 0b10) or bool(getattr(os2, "fsSelection", 0) & 1)
    return FontFace(
        source=file,
        family=_NO_NAME.sub("", family).strip() or "Embedded",
        weight=min(900, max(100, round(weight / 100) * 100)),
        italic=italic,
        generic=_generic(font),
        ending="otf" if font.sfntVersion == "OTTO" else "ttf",
        axes=axes,
        whole=whole,
    )


def _generic(font: TTFont) -> str:
    """Return the generic family that is nearest, as PANOSE tells it, else ``serif``."""
    if font["post"].isFixedPitch:
        return "monospace"
    panose = getattr(font.get("OS/2"), "panose", None)
    sans = panose is not None and panose.bFamilyType == 2 and 11 <= panose.bSerifStyle <= 15
    return "sans-serif" if sans else "serif"


# ------------------------------------------------------------------------------- cutting


def cut_down(face: FontFace, characters: Collection[str]) -> bytes:
    """Return a face as a TrueType or OpenType file that can draw only these characters.

    Kerning, ligatures and the shapes that joined scripts need stay; so do copyright and
    licence. Characters that the face does not have are passed over. The same face and
    characters give the same bytes.
    """
    from fontTools import subset
    from fontTools.varLib import instancer

    with _opened(face.source) as font:
        if not face.whole:
            options = subset.Options()
            options.name_IDs = list(_NAMES)
            options.notdef_outline = True
            options.drop_tables += ["FFTM"]
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=sorted(map(ord, characters)))
            subsetter.subset(font)
            if face.axes:
                instancer.instantiateVariableFont(font, dict(face.axes), inplace=True)
        # As a bare font, which every reading system takes; the book is compressed anyway.
        font.flavor = None
        out = BytesIO()
        font.save(out)
    return out.getvalue()


@contextmanager
def _opened(file: Path) -> Iterator[TTFont]:
    """Yield a font; raises UsageError for a file that is not one, whatever is wrong with it."""
    import struct
    import zlib

    from fontTools.ttLib import TTFont, TTLibError

    try:
        with file.open("rb") as opened:
            data = opened.read(limits_held().entry + 1)
        bound_packed(data)
        with TTFont(BytesIO(data), lazy=True, recalcTimestamp=False) as font:
            bound_tables(font)
            if not font.getBestCmap():
                raise UsageError(str(file), None, "a font without characters", _TAKE_ANOTHER)
            yield font
    except ImportError as error:
        advice = "install the Python package brotli, or give it as .ttf or .otf"
        raise UsageError(str(file), None, "WOFF2 cannot be read here", advice) from error
    except OSError as error:
        raise UsageError(str(file), None, f"unreadable: {error.strerror or error}") from error
    except (TTLibError, struct.error, zlib.error, KeyError, ValueError, AssertionError) as error:
        raise UsageError(str(file), None, "not a font, or a broken one", _TAKE_ANOTHER) from error


_TAKE_ANOTHER = "give a TrueType or OpenType file (.ttf, .otf, .woff)"
