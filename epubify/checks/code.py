"""What a code of a finding says."""

from __future__ import annotations

from epubify.model.records import Record

ERROR = "error"
WARNING = "warning"
DEVICE = "device"


class Code(Record):
    """One kind of finding."""

    severity: str
    """``error``: against EPUB 3.3. ``warning``: allowed, and worse for readers. ``device``:
    allowed, and known to fail on a device or in a shop."""
    title: str
    meaning: str
    advice: str
    devices: tuple[str, ...] = ()
    """Those that a finding of severity ``device`` is about."""

    @property
    def kind(self) -> str:
        """Return the severity, with the devices that are meant.

        >>> Code(DEVICE, "", "", "", ("kindle", "kobo")).kind
        'device (kindle, kobo)'
        """
        return f"{self.severity} ({', '.join(self.devices)})" if self.devices else self.severity
