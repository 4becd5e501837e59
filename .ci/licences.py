"""Prints the licence of everything that is installed beside epubify, as it says itself.

Usage: python .ci/licences.py (with the Python of the environment that is asked about)

The exit code is 1 where something says nothing of its licence.
"""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, distributions

TOOLS = frozenset({"pip", "setuptools", "wheel"})
"""What every environment has."""


def licence(distribution: Distribution) -> str:
    """Return the licence that a distribution names: by SPDX, else in its classifiers or text."""
    told = distribution.metadata
    if named := told.get("License-Expression"):
        return str(named)
    classified = [one for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    if classified:
        return "; ".join(one.rpartition(" :: ")[2] for one in classified)
    return (told.get("License") or "").strip().partition("\n")[0]


def main() -> int:
    """Print the table; return 1 where a licence is not named."""
    found = {one.metadata["Name"]: one for one in distributions()}
    rows = [(name, one.version, licence(one)) for name, one in found.items() if name not in TOOLS]
    for name, version, named in sorted(rows, key=lambda row: row[0].casefold()):
        print(f"{name:<28}{version:<12}{named or '(says nothing)'}")
    return int(any(not named for _, _, named in rows))


if __name__ == "__main__":
    sys.exit(main())
