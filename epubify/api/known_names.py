"""What may be chosen from: the names that options take, as they are in this version."""

from __future__ import annotations

from typing import Any

from epubify.bind.kinds import GROUPINGS, ORDERS
from epubify.settings import values


def all_choices() -> dict[str, list[Any]]:
    """Return the names that options take, by the name of the option."""
    from epubify.cover.palette import palettes
    from epubify.cover.styles import STYLES
    from epubify.render.template_files import theme_names

    return {
        "theme": theme_names(),
        "device": list(values.DEVICES),
        "cover_style": sorted(STYLES),
        "cover_palette": [one.name for one in palettes()],
        "cover_fit": list(values.COVER_FITS),
        "notes": list(values.NOTES),
        "order": list(ORDERS),
        "by": list(GROUPINGS),
        "disable": [
            {"name": rule.name, "summary": rule.summary}
            for rules in values.rules_of_stages().values()
            for rule in rules
            if rule.by_default
        ],
    }
