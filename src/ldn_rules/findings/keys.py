"""Stable keys: the same patient, rule and medications give the same key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash as Hash

_BUILT_IN: Final = ("_sha2", "_sha256", "hashlib")
"""Where Python 3.12, where 3.11 and where any Python has sha256: for so short a text loading OpenSSL, as ``hashlib``
does, would cost a start two hundred times what the digest costs.
"""


def finding_key(patient: str | None, rule: str, medications: tuple[str, ...]) -> str:
    """Sixteen hexadecimal digits."""
    text = "\x1f".join((patient or "", rule, *medications))
    return _sha256(text.encode()).hexdigest()[:16]


def _sha256_of_python() -> Callable[[bytes], Hash]:
    for name in _BUILT_IN:
        try:
            found: Callable[[bytes], Hash] = __import__(name).sha256
        except ImportError:
            continue
        return found
    raise ImportError("hashlib")


_sha256: Final = _sha256_of_python()
