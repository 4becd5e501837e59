"""Builds the site: the README and the documents as pages that are browsed and searched.

Usage: python docs/make_site.py FOLDER

It needs ``pip install -e ".[docs]"`` and no network, and so do its pages: fonts are those of the
reader, scripts and pictures lie beside them. A link to a file that is no page, such as one of the
code, becomes its bare words. A page or a part of one that a link does not find fails the build.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
PAGES = {"README.md": "index.md", "CHANGELOG.md": "changes.md"}
"""What lies beside the documents and is a page too."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Start": ("index", "forms", "gallery"),
    "Use": ("cli", "inspect", "sidecar", "studio", "batch", "collections", "catalog", "api"),
    "Look": ("covers", "themes", "templates", "devices"),
    "Understand": (
        *("how-it-works", "principles", "headings", "layout", "rules", "findings"),
        *("design-notes", "glossary"),
    ),
    "Project": ("contributing", "robustness", "security", "performance", "changes"),
}
"""The pages in the order of the menu; what is not named here stands in the last group."""
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
LIST = re.compile(r"^(?! |[-*] |\d+\. |\||$)(.+)\n(?=(?:[-*]|\d+\.) )", re.M)
"""A line with a list below it: between the two the site wants an empty line."""


def main() -> int:
    """Build the site and tell what its links do not find."""
    target = Path(sys.argv[1])
    with TemporaryDirectory() as folder:
        sources = Path(folder, "pages")
        write_sources(sources)
        build(sources, target)
    faults = list(faults_of(target))
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(list(target.rglob('*.html')))} pages in {target}, {len(faults)} faults")
    return int(bool(faults))


# ----------------------------------------------------------------------------- the sources


def write_sources(folder: Path) -> None:
    """Write the documents as the site wants them."""
    shutil.copytree(ROOT / "docs" / "images", folder / "images")
    for path in documents():
        text = as_page(path.read_text(encoding="utf-8"), path.parent.relative_to(ROOT).as_posix())
        (folder / page_of(path.relative_to(ROOT).as_posix())).write_text(text, encoding="utf-8")


def documents() -> list[Path]:
    """Return all that becomes a page."""
    return [*(ROOT / name for name in PAGES), *sorted((ROOT / "docs").glob("*.md"))]


def page_of(path: str) -> str:
    """Return the name of the page of a document, nothing where a file is none.

    >>> page_of("README.md"), page_of("docs/cli.md"), page_of("epubify/errors.py")
    ('index.md', 'cli.md', '')
    """
    if path in PAGES:
        return PAGES[path]
    name = path.removeprefix("docs/")
    return name if name != path and name.endswith(".md") and "/" not in name else ""


def as_page(text: str, folder: str) -> str:
    """Return a document with links as the site has them, and lists where it sees them.

    >>> as_page("[a](docs/cli.md#b) [c](epubify/errors.py) ![d](docs/images/e.png)", ".")
    '[a](cli.md#b) c ![d](images/e.png)'
    """
    parts, start = [], 0
    for code in FENCE.finditer(text):
        parts += [prose(text[start : code.start()], folder), code[0]]
        start = code.end()
    return "".join([*parts, prose(text[start:], folder)])


def prose(text: str, folder: str) -> str:
    """Return what is no example with links as the site has them."""
    return LIST.sub(r"\1\n\n", LINK.sub(lambda link: linked(link, folder), text))


def linked(link: re.Match[str], folder: str) -> str:
    """Return a link as the site has it; of one that leads to no page its words alone."""
    picture, words, target = link.groups()
    words = LINK.sub(lambda inner: linked(inner, folder), words)
    if "://" in target or target.startswith("#"):
        return f"{picture}[{words}]({target})"
    path, _, part = target.partition("#")
    path = posixpath.normpath(posixpath.join(folder, path))
    if path.startswith("docs/images/"):
        return f"{picture}[{words}]({path.removeprefix('docs/')})"
    page = page_of(path)
    return f"[{words}]({page}{'#' * bool(part)}{part})" if page else words


# ------------------------------------------------------------------------------- the build


def menu(names: Iterable[str]) -> list[dict[str, list[str]]]:
    """Return the pages in their groups.

    >>> menu(["index", "cli", "other"])
    [{'Start': ['index.md']}, {'Use': ['cli.md']}, {'Project': ['other.md']}]
    """
    there = list(names)
    groups = {group: [name for name in some if name in there] for group, some in GROUPS.items()}
    grouped = {name for some in groups.values() for name in some}
    groups[list(GROUPS)[-1]] += [name for name in there if name not in grouped]
    return [{group: [f"{name}.md" for name in some]} for group, some in groups.items() if some]


def build(sources: Path, target: Path) -> None:
    """Let MkDocs make the pages; every warning is an error."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from pymdownx.slugs import slugify

    config: Any = load_config(
        str(ROOT / ".ci" / "mkdocs.yml"),
        docs_dir=str(sources),
        site_dir=str(target.absolute()),
        nav=menu(path.stem for path in sorted(sources.glob("*.md"))),
        strict=True,
    )
    config["mdx_configs"]["toc"] = {"slugify": slugify(case="lower"), "permalink": True}
    build_site(config)


# ------------------------------------------------------------------------------- the links


class _Page(HTMLParser):
    """What a page has: names that links may lead to, and all that it links or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.names |= {said[name] for name in ("id", "name") if name in said}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "link" and said.get("rel") != "canonical" and "href" in said:
            self.loads.append(said["href"])
        elif tag in {"img", "script", "source", "iframe"} and "src" in said:
            self.loads.append(said["src"])


def faults_of(site: Path) -> Iterator[str]:
    """Yield links within a site that lead nowhere, and what its pages would fetch from afar."""
    site = site.resolve()
    pages = {path: read_page(path) for path in sorted(site.rglob("*.html"))}
    for path, page in pages.items():
        if path.name == "404.html":
            continue
        name = path.relative_to(site).as_posix()
        yield from (f"{name}: fetches {url}" for url in page.loads if urlsplit(url).netloc)
        for url in (*page.links, *page.loads):
            told = urlsplit(url)
            if told.scheme or told.netloc:
                continue
            found = (path.parent / unquote(told.path)).resolve() if told.path else path.resolve()
            found = found / "index.html" if found.is_dir() else found
            if not found.exists():
                yield f"{name}: leads nowhere: {url}"
            elif told.fragment and unquote(told.fragment) not in pages[found].names | {"__top"}:
                yield f"{name}: no such part: {url}"


def read_page(path: Path) -> _Page:
    """Return what a page has."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


if __name__ == "__main__":
    sys.exit(main())
