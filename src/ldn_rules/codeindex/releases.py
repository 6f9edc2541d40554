"""Which releases the files named are, told by the names of the files in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.codeindex import ndc_directory, rxnorm, valuesets
from ldn_rules.codeindex.files import members_of
from ldn_rules.rulebook.errors import CodeIndexError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import Release

_KINDS: Final = (
    "a release of RxNorm (RXNCONSO.RRF and RXNREL.RRF, in a folder or zip file), an NDC directory of the FDA"
    " (product.txt, with package.txt beside it), or FHIR ValueSets (.json)"
)


def releases_in(named: Sequence[str], version: str | None = None, reads_as: str = "") -> list[Release]:
    """The releases in these files, folders and zip files. ``version`` is said of all of them; ``reads_as`` is what
    codes of value sets are whose display says nothing.

    CodeIndexError if there is none, or one that is not complete.
    """
    members = members_of(named)
    found: list[Release] = []
    if rxnorm.CONCEPTS in members:
        found.append(rxnorm.release_of(members, version))
    if ndc_directory.PRODUCTS in members:
        found.append(_directory(members, version))
    for name, member in members.items():
        if name.endswith(".json"):
            found.extend(valuesets.releases_of(member, version, reads_as))
    if not found:
        raise CodeIndexError(f"{', '.join(named)}: nothing here that can be imported, which is {_KINDS}")
    _check_once(found)
    return found


def _directory(members: Mapping[str, Member], version: str | None) -> Release:
    return ndc_directory.release_of(members[ndc_directory.PRODUCTS], members.get(ndc_directory.PACKAGES), version)


def _check_once(found: Sequence[Release]) -> None:
    seen: dict[str, Release] = {}
    for release in found:
        if release.name in seen:
            first = seen[release.name].files[0]
            raise CodeIndexError(f"{release.files[0]}: {release.name} is in {first} too")
        seen[release.name] = release
