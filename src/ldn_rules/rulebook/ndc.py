"""The National Drug Code in every form in which it is written, to the one with eleven digits.

A code is labeler, product and package. The FDA assigns ten digits, with hyphens (4-4-2, 5-3-2 or 5-4-1); payers write
eleven (5-4-2), each part filled up with zeros, mostly without hyphens; tables of numbers lose the zeros at the front.
Without hyphens ten digits can stand for three codes, so that a text has several readings (21 CFR 207.33; RxNorm
technical documentation, "NDC").
"""

from __future__ import annotations

import re
from typing import Final

_PARTS: Final = (5, 4, 2)
_HYPHENS: Final = r"\s*[-\u2010\u2011\u2012\u2013\u2212]\s*|\s+"
_PRODUCT: Final = 9
_ASSIGNED: Final = 10
_BILLED: Final = 11
_SHORTEST: Final = 7
"""Least digits of a code that lost its zeros: labelers begin with 0002."""


def ndc_forms(written: str) -> tuple[str, ...]:
    """The codes that a text can stand for, each once: eleven digits for a package, nine for a product without one.

    Empty if the text has no form of an NDC. With hyphens it is one at most.
    """
    parts = re.split(_HYPHENS, written.strip().replace("*", "0"))
    if not all(part.isascii() and part.isdigit() for part in parts):
        return ()
    return _unhyphenated(parts[0]) if len(parts) == 1 else _hyphenated(parts)


def product_of(form: str) -> str:
    """The nine digits of labeler and product, which all packages of a product share."""
    return form[:_PRODUCT]


def hyphenated(form: str) -> str:
    """A form as people read it: 5-4-2, or 5-4 of a product."""
    return "-".join(part for part in (form[:5], form[5:_PRODUCT], form[_PRODUCT:]) if part)


def _hyphenated(parts: list[str]) -> tuple[str, ...]:
    if len(parts) > len(_PARTS) or any(len(part) > most for part, most in zip(parts, _PARTS, strict=False)):
        return ()
    return ("".join(part.zfill(most) for part, most in zip(parts, _PARTS, strict=False)),)


def _unhyphenated(digits: str) -> tuple[str, ...]:
    if len(digits) == _BILLED:
        return (digits,)
    if not _SHORTEST <= len(digits) <= _ASSIGNED:
        return ()
    ten = digits.zfill(_ASSIGNED)
    packages = [f"0{ten}", f"{ten[:5]}0{ten[5:]}", f"{ten[:_PRODUCT]}0{ten[_PRODUCT:]}"]
    return tuple(dict.fromkeys([*packages, *_products(digits)]))


def _products(digits: str) -> list[str]:
    """What eight or nine digits are as labeler and product: 5-4, 4-4 and 5-3."""
    if len(digits) > _PRODUCT:
        return []
    short = [f"{digits[:5]}0{digits[5:]}"] if len(digits) == _PRODUCT - 1 else []
    return [digits.zfill(_PRODUCT), *short]
