"""The licence of every package that the program needs, and whether all of them fit its own, Apache-2.0.

    python -m supply.licences [--all]

Read from what is installed: the packages that `articlebot` needs here, with what they need in turn; with
`--all`, everything in this environment, development tools included. Exit 1 when one does not fit or says
nothing. A package's own statement is believed; nothing is fetched.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

from packaging.requirements import Requirement

from supply.lock import name_of

__all__ = ["FITTING", "Licensed", "fits", "main", "needed", "needed_by"]

FITTING = (
    "Apache", "MIT", "BSD", "ISC", "PSF", "Python Software Foundation", "MPL-2.0",
    "Mozilla Public License 2.0", "Unlicense", "Public Domain", "CC0", "Zlib", "HPND", "CNRI-Python",
    "BlueOak",
)  # fmt: skip
"""What a program under Apache-2.0 may depend on: licences that ask for a notice, and those that reach no
further than their own files. In the words that packages use for them."""
_WEAK = re.compile(r"\bLGPL[\w.+-]*|\bLesser General Public License", re.I)
"""Fits too, as long as the package is installed apart and can be exchanged, which pip sees to."""
_READ = {
    "docutils": "Public Domain, BSD-2-Clause",
}
"""Licences of packages whose own words say more than what is installed: docutils' COPYING puts only an Emacs
mode under the GPL, and the wheel has none."""
_STRONG = re.compile(r"\b(?:A?GPL|General Public|EUPL|SSPL|BUSL|Commons Clause|Non-?Commercial)", re.I)


@dataclass(frozen=True, slots=True)
class Licensed:
    """A package and what it says of its licence."""

    name: str
    version: str
    licence: str

    @property
    def fits(self) -> bool:
        return fits(self.licence)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="everything that is installed here")
    given = parser.parse_args()
    found = [_licensed(one) for one in distributions()] if given.all else list(needed())
    found.sort(key=lambda one: one.name)
    width = max(len(one.name) + len(one.version) for one in found) + 3
    for one in found:
        print(f"{'    ' if one.fits else 'NOT '}{f'{one.name} {one.version}':<{width}}{one.licence}")
    wrong = [one.name for one in found if not one.fits]
    print(f"{len(found)} packages; not fitting, or saying nothing: {', '.join(wrong) or 'none'}")
    sys.exit(1 if wrong else 0)


def needed(root: str = "articlebot") -> Iterator[Licensed]:
    """What `root` needs here, without itself; what is left out of the lock too, where it is installed."""
    for name in sorted(needed_by(root) - {name_of(root)}):
        try:
            yield _licensed(distribution(name))
        except PackageNotFoundError:
            continue


def needed_by(root: str) -> set[str]:
    """The packages that `root` needs on this machine, directly or not, and itself."""
    found: set[tuple[str, str]] = set()
    waiting = [(name_of(root), "")]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        try:
            requirements = distribution(one[0]).requires or []
        except PackageNotFoundError:
            continue
        for requirement in map(Requirement, requirements):
            if requirement.marker is None or requirement.marker.evaluate({"extra": one[1]}):
                waiting += [(name_of(requirement.name), extra) for extra in ("", *requirement.extras)]
    return {name for name, _ in found}


def fits(licence: str) -> bool:
    """Whether a licence, as a package states it, lets a program under Apache-2.0 depend on it.

    Of alternatives one is enough; of licences that all hold, none may reach further than its own package.
    """
    return any(_fit(each) for each in re.split(r"\s+or\s+", licence, flags=re.I))


def _fit(licence: str) -> bool:
    weak = _WEAK.sub("", licence)
    if _STRONG.search(weak):
        return False
    return weak != licence or any(name.casefold() in licence.casefold() for name in FITTING)


def _licensed(one: Distribution) -> Licensed:
    """By the licence expression, else the classifiers, else the first line of the licence field."""
    metadata = one.metadata
    if known := _READ.get(name_of(metadata["Name"])):
        return Licensed(metadata["Name"], one.version, known)
    classified = [
        value.rpartition(" :: ")[2]
        for value in metadata.get_all("Classifier") or ()
        if value.startswith("License ::") and not value.endswith("OSI Approved")
    ]
    stated = (metadata.get("License-Expression"), ", ".join(classified), metadata.get("License"))
    licence = next((text.strip() for text in stated if text and text.strip() not in ("", "UNKNOWN")), "")
    shown = licence.splitlines()[0][:80] if licence else "says nothing"
    return Licensed(name_of(metadata["Name"]), one.version, shown)


if __name__ == "__main__":
    main()
