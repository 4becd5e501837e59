"""The binder of a project: its documents in their order, each with its title and its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import field

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.model.limits import limits_held
from epubify.model.records import Record
from epubify.readers.containers import Container, damaged, parse_xml
from epubify.readers.xml_tree import local_name, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

FOLDERS = frozenset({"Folder", "DraftFolder"})
PROPERTIES = Origin(OriginKind.HEADER)


class BinderItem(Record):
    """A document or a folder of the draft."""

    title: str
    depth: int
    """From 1, below the draft."""
    folder: bool
    files: tuple[str, ...]
    """Where its text and its notes may lie, below the folder of the project."""
    compiled: bool = True
    """It is to be in the book."""


class ProjectBinder(Record):
    """What the binder of a project says."""

    root: str
    """The folder of the project in its archive."""
    items: tuple[BinderItem, ...]
    metadata: Metadata = field(default_factory=Metadata)


def read_binder(container: Container) -> ProjectBinder:
    """Return the binder of a packed project; raises InputError where it has none, or no draft."""
    found = [name for name in container.names if name.endswith(".scrivx")]
    own = [name for name in found if not PurePosixPath(name).name.startswith("._")]
    if not own:
        raise damaged(container.name, "no binder in it")
    root = parse_xml(container.name, container.read(own[0]))
    draft = next((one for one in items_in(root) if one.get("Type") == "DraftFolder"), None)
    if draft is None:
        raise damaged(container.name, "no draft in its binder")
    return ProjectBinder(own[0].rpartition("/")[0], tuple(below(draft, 1)), metadata_of(root))


def items_in(root: _Element) -> Iterator[_Element]:
    """Yield all items of a binder."""
    return (one for one in root.iter() if local_name(one) == "BinderItem")


def below(parent: _Element, depth: int) -> Iterator[BinderItem]:
    """Yield the items below another in their order; what lies too deep is of the last depth."""
    children = next((one for one in parent if local_name(one) == "Children"), None)
    for one in children if children is not None else ():
        if local_name(one) != "BinderItem":
            continue
        yield item_of(one, depth)
        if depth < limits_held().depth:
            yield from below(one, depth + 1)


def item_of(element: _Element, depth: int) -> BinderItem:
    """Return what an element of the binder says."""
    title = next((words_of(one) for one in element if local_name(one) == "Title"), "")
    said = next((one for one in element if local_name(one) == "MetaData"), None)
    marks = (
        [words_of(one) for one in said if local_name(one) == "IncludeInCompile"]
        if (said is not None)
        else []
    )
    folder = element.get("Type") in FOLDERS
    return BinderItem(title, depth, folder, files_of(element), marks != ["No"])


def files_of(element: _Element) -> tuple[str, ...]:
    """Return where the text of an item may lie: by its name, as of version 3, or its number."""
    unique, number = element.get("UUID") or "", element.get("ID") or ""
    names = [f"Files/Data/{unique}/content.rtf"] if unique else []
    return (*names, *([f"Files/Docs/{number}.rtf"] if number else []))


def metadata_of(root: _Element) -> Metadata:
    """Return what the properties of a project say of the book."""
    said = {local_name(one): words_of(one) for one in root.iter() if len(one) == 0}
    author = said.get("FullName") or said.get("Author") or ""
    people = (Contributor(author),) if author else ()
    return Metadata.with_origin(
        PROPERTIES, title=said.get("ProjectTitle") or None, contributors=people
    )
