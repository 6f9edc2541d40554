"""Makes examples/synthetic-fhir.ndjson: synthetic patients, every other one given orders for naltrexone.

    python tools/make_fhir_example.py SOURCE.ndjson [examples/synthetic-fhir.ndjson]

SOURCE holds one FHIR R4 MedicationRequest a line (Synthea output). The patients with the fewest orders are kept, as
they are, in their order; the same source always gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENTS = 24
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM = "http://unitsofmeasure.org"

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One order to add: the drug as text, its ingredient's RxNorm code if coded, the sig, and when it runs."""

    drug: str
    sig: str
    start: str
    code: str | None = None
    days: int | None = None
    status: str = "active"
    as_needed: bool | None = None
    stop: str | None = None


def ldn(milligrams: str, start: str, sig: str = "Take 1 capsule by mouth at bedtime", **more: Any) -> Order:
    """An order for one strength of compounded naltrexone capsules."""
    return Order(f"naltrexone {milligrams} mg oral capsule (compounded)", sig, start, code="7243", **more)


# What each chosen patient is given, in the order of the patients; read with as_of 2026-01-15.
PLANS: tuple[tuple[Order, ...], ...] = (
    # A titration by the book: 1.5 mg more every two weeks.
    (
        ldn("1.5", "2025-11-20", days=14, status="completed"),
        ldn("3", "2025-12-04", days=14, status="completed"),
        ldn("4.5", "2025-12-18", days=30),
    ),
    # Established, dispensed monthly, a few days early each time.
    (
        ldn("4.5", "2025-10-28", days=30, status="completed"),
        ldn("4.5", "2025-11-24", days=30, status="completed"),
        ldn("4.5", "2025-12-21", days=30),
    ),
    # A draft order beside whatever opioid orders the patient has.
    (ldn("1.5", "2026-01-19", days=14, status="draft"),),
    # Eight days after the last oxycodone.
    (
        Order(
            "oxycodone hydrochloride 5 mg oral tablet",
            "Take 1 tablet by mouth every 6 hours for 5 days",
            "2026-01-02",
            code="7804",
            days=5,
            status="completed",
            stop="2026-01-06",
        ),
        ldn("1.5", "2026-01-14", days=14),
    ),
    # Tramadol when needed, last use unknown.
    (
        Order(
            "tramadol hydrochloride 50 mg oral tablet",
            "Take 1 tablet by mouth every 6 hours as needed for pain",
            "2025-12-29",
            code="10689",
            as_needed=True,
        ),
        ldn("1.5", "2026-01-12", days=14),
    ),
    # The decimal point that was not there.
    (ldn("45", "2026-01-10", days=30),),
    # Full dose, for alcohol use disorder.
    (
        Order(
            "naltrexone hydrochloride 50 mg oral tablet",
            "Take 1 tablet by mouth once daily",
            "2025-08-04",
            code="7243",
        ),
    ),
    # Straight to the usual maximum.
    (ldn("4.5", "2026-01-08", days=30),),
    # Twice a day.
    (ldn("1.5", "2026-01-05", "Take 1 capsule by mouth twice daily", days=30),),
    # A name without a code, and a sig that says little.
    (Order("LDN 3mg caps", "as directed", "2026-01-03"),),
    # Stopped after six weeks.
    (
        ldn("1.5", "2025-10-06", days=14, status="completed"),
        ldn("3", "2025-10-20", days=28, status="stopped", stop="2025-11-16"),
    ),
    # Maintenance treatment with methadone.
    (
        Order(
            "methadone hydrochloride 10 mg/mL oral concentrate",
            "Take 6 mL by mouth once daily",
            "2025-09-01",
            code="6813",
        ),
        ldn("1.5", "2026-01-13", days=14),
    ),
)


def main(source: str, destination: str = "examples/synthetic-fhir.ndjson") -> None:
    """Read ``source``, write ``destination``, say how much that was."""
    resources = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    kept = smallest(resources, PATIENTS)
    chosen = dict(zip(list(kept)[::2], PLANS, strict=True))
    lines = [
        json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
        for patient, own in kept.items()
        for resource in own + additions(patient, chosen.get(patient, ()))
    ]
    Path(destination).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{destination}: {len(lines)} orders of {len(kept)} patients, {len(chosen)} given naltrexone")


def smallest(resources: list[Resource], count: int) -> dict[str, list[Resource]]:
    """The ``count`` patients with the fewest orders, each with them, in the order of the source."""
    by_patient: dict[str, list[Resource]] = {}
    for resource in resources:
        by_patient.setdefault(resource["subject"]["reference"], []).append(resource)
    keep = set(sorted(by_patient, key=lambda patient: (len(by_patient[patient]), patient))[:count])
    return {patient: orders for patient, orders in by_patient.items() if patient in keep}


def additions(patient: str, orders: tuple[Order, ...]) -> list[Resource]:
    """The MedicationRequests of ``orders`` for ``patient``, ids from the patient's own and the order's place."""
    stem = patient.rsplit(":", 1)[-1][:8]
    return [request(order, patient, f"{stem}-added-{place}") for place, order in enumerate(orders, start=1)]


def request(order: Order, patient: str, identifier: str) -> Resource:
    """One order as a FHIR R4 MedicationRequest; what the order does not say is left out."""
    return {
        "resourceType": "MedicationRequest",
        "id": identifier,
        "status": order.status,
        "intent": "order",
        "medicationCodeableConcept": concept(order),
        "subject": {"reference": patient},
        "authoredOn": order.start,
        "dosageInstruction": [dosage(order)],
        **supply(order),
    }


def concept(order: Order) -> Resource:
    """The drug as text, with its ingredient's code where the order is coded."""
    coded = {"coding": [{"system": RXNORM, "code": order.code}]} if order.code else {}
    return {**coded, "text": order.drug}


def dosage(order: Order) -> Resource:
    """The sig as text, as needed or not, and the period that it runs for."""
    as_needed = {} if order.as_needed is None else {"asNeededBoolean": order.as_needed}
    period = {"start": order.start, **({"end": order.stop} if order.stop else {})}
    return {"sequence": 1, "text": order.sig, **as_needed, "timing": {"repeat": {"boundsPeriod": period}}}


def supply(order: Order) -> Resource:
    """How many days were dispensed, where the order says so."""
    if order.days is None:
        return {}
    duration = {"value": order.days, "unit": "days", "system": UCUM, "code": "d"}
    return {"dispenseRequest": {"expectedSupplyDuration": duration}}


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    main(*sys.argv[1:])
