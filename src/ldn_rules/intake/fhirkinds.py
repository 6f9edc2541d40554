"""The kinds of FHIR resources, by what becomes of them."""

from __future__ import annotations

from typing import Final

READ: Final = frozenset({"MedicationRequest", "MedicationStatement"})
"""Resources that become medication entries."""

NOT_READ: Final = frozenset(
    {"MedicationAdministration", "MedicationDispense", "MedicationOrder", "MedicationPrescription", "MedicationUsage"}
)
"""Resources that tell of a medicine and are not read: each is an unreadable entry."""

ORDERS: Final = READ | NOT_READ
"""All that tell of a medicine by their kind."""

DEVICE_USES: Final = frozenset({"DeviceUseStatement", "DeviceUsage"})
"""Uses of a device, by the names of R4 and R5."""

CONTEXT: Final = DEVICE_USES | {
    "Patient", "Condition", "Observation", "Procedure", "ServiceRequest", "AllergyIntolerance",
}  # fmt: skip
"""Resources that say something about the patient."""

ALONE: Final = frozenset({"Device"})
"""Resources that say something about a patient only where they name one: else they stand on a shelf."""

MEDICINES: Final = frozenset({"Medication", "Substance"})
"""Resources that say what an order refers to, or what is in it."""

NO_ENTRY: Final = CONTEXT | ALONE | MEDICINES
"""Resources that become no entry; every other resource that comes to a record does."""
