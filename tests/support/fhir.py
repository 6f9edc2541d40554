"""Resources of FHIR for tests of the intake."""

from __future__ import annotations

import json
from typing import Any


def order(**more: Any) -> dict[str, Any]:
    """A MedicationRequest of patient p."""
    return {
        "resourceType": "MedicationRequest",
        "id": "r",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "naltrexone"},
        **more,
    }


def bundle(*resources: Any, **more: Any) -> str:
    """A Bundle; a resource given with its full URL is a pair."""
    pairs = [each if isinstance(each, tuple) else (None, each) for each in resources]
    entries = [{"fullUrl": url, "resource": each} if url else {"resource": each} for url, each in pairs]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries, **more})


def lines(*resources: Any) -> str:
    """Resources, one a line."""
    return "\n".join(json.dumps(each) for each in resources)
