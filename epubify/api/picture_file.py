"""A cover by itself, which can be saved."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import asdict

from epubify.errors import UsageError
from epubify.files.output import refuse_existing, refuse_place, replacing
from epubify.model import Cover
from epubify.settings.keywords import PathName


class CoverPicture(Cover):
    """The cover of a book: ``data`` are the bytes of a JPEG or PNG file."""

    @classmethod
    def of(cls, cover: Cover) -> CoverPicture:
        """Return a cover as a picture by itself."""
        return cls(**asdict(cover))

    def save(self, target: PathName, *, force: bool = False) -> Path:
        """Write the picture and return its path.

        Raises OutputError where there is something already, unless ``force``, and UsageError
        for a name that ends as pictures of another form do.
        """
        from epubify.cover.picture import media_type_of

        path = Path(target)
        if media_type_of(path) != self.media_type:
            kind = self.media_type.removeprefix("image/").upper()
            advice = "name it so, or draw it with png=True" if kind == "JPEG" else "name it so"
            raise UsageError(str(path), None, f"the picture is a {kind}", advice)
        refuse_place(path, (), "picture")
        if not force:
            refuse_existing(path)
        with replacing(path) as file:
            file.write_bytes(self.data)
        return path
