"""Orders and statements of FHIR, field by field."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake.model import Coding, Frequency, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Entry, Record


@pytest.fixture
def entry(only: Callable[..., Record]) -> Callable[..., Entry]:
    """``entry(**fields)``: the entry of one MedicationRequest; ``kind`` makes it another resource."""

    def run(kind: str = "MedicationRequest", **fields: Any) -> Entry:
        resource = {
            "resourceType": kind,
            "id": "r",
            "status": "active",
            "subject": {"reference": "Patient/p"},
            "medicationCodeableConcept": {"text": "naltrexone"},
            **fields,
        }
        record = only(json.dumps(resource))
        assert record.problems == ()
        return record.entries[0]

    return run


def dosage(**repeat: Any) -> list[dict[str, Any]]:
    """A Dosage with a timing."""
    return [{"timing": {"repeat": repeat}}]


def days(number: int, per: int = 1, unit: str = "day", **more: Any) -> Frequency:
    """So many times a day, or other period."""
    return Frequency(Decimal(number), Decimal(per), unit, **more)


def test_a_full_order(entry: Callable[..., Entry]) -> None:
    """Every field of an order arrives."""
    found = entry(
        intent="plan",
        medicationCodeableConcept={
            "coding": [
                {"system": "s", "code": "1", "display": "first"},
                {"system": "t", "code": "2"},
                {"display": "only words"},
            ]
        },
        authoredOn="2026-01-01T08:00:00+01:00",
        requester={"display": "Dr A"},
        reasonCode=[{"text": "pain"}, {"coding": [{"display": "sleep"}]}],
        reasonReference=[{"reference": "Condition/x", "display": "back pain"}],
        statusReason={"text": "side effect"},
        dosageInstruction=[
            {
                "text": "1 cap at bedtime",
                "timing": {
                    "repeat": {"frequency": 1, "frequencyMax": 2, "period": 8.5, "periodMax": 9, "periodUnit": "h"}
                },
                "asNeededCodeableConcept": {"text": "pain"},
                "route": {"coding": [{"code": "26643006", "display": "Oral"}]},
                "doseAndRate": [{"doseQuantity": {"value": 4.50, "unit": "mg", "code": "mg"}}],
            }
        ],
        dispenseRequest={
            "validityPeriod": {"start": "2026-01-02", "end": "2026-06-01"},
            "numberOfRepeatsAllowed": 3,
            "quantity": {"value": 30, "code": "{capsule}"},
            "expectedSupplyDuration": {"value": 30, "unit": "days"},
        },
    )
    assert found.name == "first"
    assert found.codes == (Coding("s", "1", "first"), Coding("t", "2"), Coding(None, None, "only words"))
    assert (found.sig, found.route, found.prn) == ("1 cap at bedtime", "Oral", True)
    assert found.dose == Quantity(Decimal("4.5"), "mg")
    assert found.frequency == Frequency(Decimal(1), Decimal("8.5"), "hour", Decimal(2), Decimal(9))
    assert (found.start, found.end, found.status, found.intent) == ("2026-01-02", None, "active", "plan")
    assert (found.days_supply, found.refills, found.quantity) == (
        Decimal(30),
        Decimal(3),
        Quantity(Decimal(30), "{capsule}"),
    )
    assert (found.prescriber, found.reason, found.reason_stopped) == ("Dr A", "pain; sleep; back pain", "side effect")


def test_a_statement(entry: Callable[..., Entry]) -> None:
    """A statement has its own names for the same things."""
    found = entry(
        "MedicationStatement",
        status="not-taken",
        effectivePeriod={"start": "2025-05", "end": "2025-06"},
        dateAsserted="2026-01-01",
        statusReason=[{"text": "a"}, {"text": "b"}],
        dosage=[{"text": "daily", "asNeededBoolean": False}],
    )
    assert (found.status, found.intent, found.start, found.end) == ("not-taken", "statement", "2025-05", "2025-06")
    assert (found.sig, found.prn, found.reason_stopped) == ("daily", False, "a; b")


def test_an_assertion_is_no_start(entry: Callable[..., Entry]) -> None:
    """When a statement was made says nothing about when taking began."""
    assert entry("MedicationStatement", dateAsserted="2026-01-01").start is None


def test_r5(entry: Callable[..., Entry]) -> None:
    """R5 is read by looking: the medicine, its reasons, adherence and as needed have moved."""
    found = entry(
        "MedicationStatement",
        status="recorded",
        medicationCodeableConcept=None,
        medication={"concept": {"text": "LDN"}},
        adherence={"code": {"coding": [{"code": "not-taking"}]}},
        reason=[{"concept": {"text": "pain"}}, {"reference": {"reference": "Condition/x", "display": "MS"}}],
        dosage=[{"asNeededFor": [{"text": "pain"}]}],
    )
    assert (found.name, found.status, found.reason, found.prn) == ("LDN", "not-taken", "pain; MS", True)
    referred = entry(
        medicationCodeableConcept=None,
        medication={"reference": {"reference": "#m"}},
        contained=[{"resourceType": "Medication", "id": "m", "code": {"text": "LDN"}, "doseForm": {"text": "capsule"}}],
        dosageInstruction=[{"asNeeded": True}],
    )
    assert (referred.name, referred.form, referred.prn) == ("LDN", "capsule", True)


def test_not_to_be_given(entry: Callable[..., Entry]) -> None:
    """DoNotPerform is no exposure."""
    assert entry(doNotPerform=True).not_given is True
    assert entry(doNotPerform=False).not_given is False


def test_entered_in_error_wins_over_adherence(entry: Callable[..., Entry]) -> None:
    """What was entered in error stays so."""
    found = entry(
        "MedicationStatement", status="entered-in-error", adherence={"code": {"coding": [{"code": "taking"}]}}
    )
    assert found.status == "entered-in-error"


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"effectiveDateTime": "2025-01"}, "2025-01"),
        ({"effectivePeriod": {"start": "2025-02"}, "effectiveDateTime": "2025-01"}, "2025-02"),
        (
            {
                "authoredOn": "2025-01",
                "dispenseRequest": {"validityPeriod": {"start": "2025-02"}},
                "dosageInstruction": dosage(boundsPeriod={"start": "2025-03"}),
            },
            "2025-03",
        ),
        ({"authoredOn": "2025-01", "dispenseRequest": {"validityPeriod": {"start": "2025-02"}}}, "2025-02"),
        ({"authoredOn": "2025-01", "dispenseRequest": {"validityPeriod": {"end": "2025-02"}}}, "2025-01"),
        ({}, None),
    ],
)
def test_order_of_starts(entry: Callable[..., Entry], fields: dict[str, Any], start: str | None) -> None:
    """The start is the first of effective, bounds, validity, authored."""
    assert entry(**fields).start == start


@pytest.mark.parametrize(
    ("periods", "start", "end"),
    [
        ([{"start": "2025-02", "end": "2025-03-01"}, {"start": "2025-01-15", "end": "2025"}], "2025-01-15", "2025"),
        ([{"start": "2025-02", "end": "2025-03-01"}, {"start": "2025-03-02"}], "2025-02", None),
        ([{"end": "2025-03-01"}, None], None, None),
    ],
)
def test_bounds_of_several_dosages(
    entry: Callable[..., Entry], periods: list[dict[str, str] | None], start: str | None, end: str | None
) -> None:
    """Bounds run from the earliest start to the latest end, which exists only if each dosage ends."""
    found = entry(dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": each}}} for each in periods])
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("duration", "supply"),
    [
        ({"value": 2, "unit": "weeks", "code": "wk"}, 14),
        ({"value": 1, "unit": "week"}, 7),
        ({"value": 36, "code": "h"}, 2),
        ({"value": 1, "unit": "mo"}, 31),
        ({"value": 3, "unit": "Months"}, 92),
        ({"value": 1, "code": "a"}, 366),
        ({"value": 10, "unit": "d"}, 10),
        ({"unit": "d"}, None),
    ],
)
def test_supply_in_days(entry: Callable[..., Entry], duration: dict[str, Any], supply: int | None) -> None:
    """A supply in any unit of time is whole days, rounded up."""
    assert entry(dispenseRequest={"expectedSupplyDuration": duration}).days_supply == supply


def test_bounds_as_supply(entry: Callable[..., Entry]) -> None:
    """A bounded length of treatment counts as a supply where none is stated."""
    assert entry(dosageInstruction=dosage(boundsDuration={"value": 2, "code": "wk"})).days_supply == 14
    assert entry(dosageInstruction=dosage(boundsRange={"high": {"value": 9, "code": "d"}})).days_supply == 9
    found = entry(
        dosageInstruction=dosage(boundsDuration={"value": 2, "code": "wk"}),
        dispenseRequest={"expectedSupplyDuration": {"value": 30, "code": "d"}},
    )
    assert found.days_supply == 30


@pytest.mark.parametrize(
    ("duration", "message"),
    [
        ({"value": 2, "unit": "moons"}, '"moons" is no unit of time'),
        ({"value": 2}, "a duration without a unit"),
    ],
)
def test_unknown_units_of_time(only: Callable[..., Record], duration: dict[str, Any], message: str) -> None:
    """A unit that is no unit of time is reported; the supply is then not known."""
    resource = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "subject": {"reference": "p"},
        "medicationCodeableConcept": {"text": "a"},
        "dispenseRequest": {"expectedSupplyDuration": duration},
    }
    record = only(json.dumps(resource))
    assert [(problem.code, problem.message) for problem in record.problems] == [("fhir-unit", message)]
    assert record.problems[0].path == "MedicationRequest/r.dispenseRequest.expectedSupplyDuration"
    assert record.entries[0].days_supply is None


@pytest.mark.parametrize(
    ("timing", "often"),
    [
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}, days(2)),
        ({"repeat": {"period": 6, "periodUnit": "h"}}, days(1, 6, "hour")),
        ({"repeat": {"frequency": 4, "period": 1, "periodUnit": "d"}, "code": {"coding": [{"code": "Q6H"}]}}, days(4)),
        ({"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, days(2)),
        ({"repeat": {"when": ["MORN", "HS"]}}, days(2)),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["HS"]}}, days(1)),
        ({"repeat": {"dayOfWeek": ["mon", "wed", "fri"]}}, days(3, 1, "week")),
        (
            {"repeat": {"dayOfWeek": ["mon", "thu"], "frequency": 2, "period": 1, "periodUnit": "d"}},
            days(4, 1, "week"),
        ),
        (
            {"repeat": {"dayOfWeek": ["mon", "thu"], "frequency": 2, "period": 1, "periodUnit": "wk"}},
            days(2, 1, "week"),
        ),
        ({"repeat": {"dayOfWeek": ["mon", "thu"], "frequency": 3, "period": 1, "periodUnit": "wk"}}, None),
        ({"repeat": {"dayOfWeek": ["mon"], "period": 2, "periodUnit": "wk"}}, None),
        ({"code": {"coding": [{"code": "BID"}]}}, days(2)),
        ({"code": {"coding": [{"code": "QOD"}]}}, days(1, 2)),
        ({"code": {"coding": [{"code": "Q6H"}]}}, days(1, 6, "hour")),
        ({"code": {"text": "sometimes"}}, None),
        ({"repeat": {"count": 1}, "code": {"coding": [{"code": "AM"}]}}, days(1)),
        ({}, None),
    ],
)
def test_timing(entry: Callable[..., Entry], timing: dict[str, Any], often: Frequency | None) -> None:
    """A Timing is a frequency, where it says one."""
    assert entry(dosageInstruction=[{"text": "x", "timing": timing}]).frequency == often


@pytest.mark.parametrize(
    ("dosages", "sig", "dose"),
    [
        ([{"patientInstruction": "one a day"}], "one a day", None),
        ([{"doseAndRate": [{"doseQuantity": {"value": 1}}]}], None, Quantity(Decimal(1), None)),
        ([{"doseQuantity": {"value": 2, "unit": "mg"}}], None, Quantity(Decimal(2), "mg")),
        (
            [{"doseAndRate": [{"doseRange": {"low": {"value": 1}, "high": {"value": 2, "unit": "tablet"}}}]}],
            "1 to 2 tablet",
            None,
        ),
        ([{"doseAndRate": [{"doseRange": {"high": {"value": 2, "unit": "tablet"}}}]}], "up to 2 tablet", None),
        ([{"doseAndRate": [{"doseRange": {"low": {"value": 2, "unit": "tablet"}}}]}], "at least 2 tablet", None),
        ([{"doseAndRate": [{"rateQuantity": {"value": 25, "unit": "ug/h"}}]}], "25 ug/h", None),
        (
            [
                {
                    "doseAndRate": [
                        {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": {"value": 9, "unit": "mg"}},
                        {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": {"value": 8, "unit": "mg"}},
                    ]
                }
            ],
            None,
            Quantity(Decimal(8), "mg"),
        ),
        (
            [
                {
                    "doseAndRate": [
                        {"doseQuantity": {"value": 9, "unit": "mg"}},
                        {"doseQuantity": {"value": 8, "unit": "mg"}},
                    ]
                }
            ],
            "9 mg or 8 mg",
            None,
        ),
        (
            [
                {
                    "doseAndRate": [{"doseQuantity": {"value": 1.50, "unit": "mg"}}],
                    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["HS"]}},
                }
            ],
            "1.5 mg once a day at bedtime",
            Quantity(Decimal("1.5"), "mg"),
        ),
        ([{"text": "a"}, {"text": "b"}], "a and b", None),
        ([{"sequence": 2, "text": "b"}, {"sequence": 1, "text": "a"}], "a then b", None),
        ([{"sequence": 1, "text": "a"}, {"sequence": 1, "text": "b"}], "a and b", None),
        (
            [
                {
                    "sequence": number,
                    "doseAndRate": [{"doseQuantity": {"value": number * 1.5, "unit": "mg"}}],
                    "timing": {
                        "repeat": {
                            "frequency": 2,
                            "period": 1,
                            "periodUnit": "d",
                            "boundsDuration": {"value": 14, "unit": "days"},
                        }
                    },
                }
                for number in (1, 2)
            ],
            "1.5 mg 2 times a day for 14 days then 3 mg 2 times a day for 14 days",
            None,
        ),
        (
            [
                {
                    "timing": {
                        "repeat": {"frequency": 1, "frequencyMax": 2, "period": 6, "periodMax": 8, "periodUnit": "h"}
                    },
                    "asNeededBoolean": True,
                },
                {"timing": {"repeat": {"period": 6, "periodUnit": "h", "timeOfDay": ["08:00:00"]}}},
                {"timing": {"repeat": {"dayOfWeek": ["mon", "fri"]}}},
                {},
            ],
            "1 to 2 times every 6 to 8 hours as needed and every 6 hours at 08:00 and 2 times a week on mon, fri",
            None,
        ),
    ],
)
def test_dosages(
    entry: Callable[..., Entry], dosages: list[dict[str, Any]], sig: str | None, dose: Quantity | None
) -> None:
    """One dosage is structure and text; several are one text, so that none speaks for all."""
    found = entry(dosageInstruction=dosages)
    assert (found.sig, found.dose) == (sig, dose)
    assert found.frequency is None or len(dosages) == 1


def test_as_needed_of_several(entry: Callable[..., Entry]) -> None:
    """As needed, if any part of it is."""
    assert entry(dosageInstruction=[{"asNeededBoolean": False}, {"asNeededBoolean": True}]).prn is True
    assert entry(dosageInstruction=[{"asNeededBoolean": False}, {}]).prn is False
    assert entry().prn is None


@pytest.mark.parametrize(
    ("strength", "read_as"),
    [
        (
            {"numerator": {"value": 4.5, "unit": "mg"}, "denominator": {"value": 1, "unit": "capsule"}},
            Quantity(Decimal("4.5"), "mg"),
        ),
        (
            {"numerator": {"value": 1, "unit": "mg"}, "denominator": {"value": 1, "unit": "mL"}},
            Quantity(Decimal(1), "mg/mL"),
        ),
        ({"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 5, "unit": "mL"}}, None),
        ({"numerator": {"value": 5, "unit": "mg"}}, None),
    ],
)
def test_medicines_by_ingredient(entry: Callable[..., Entry], strength: Any, read_as: Any) -> None:
    """A compounded medicine without a code has the name of its ingredients; one ingredient gives the strength."""
    medicine: dict[str, Any] = {
        "resourceType": "Medication",
        "id": "m",
        "ingredient": [{"itemCodeableConcept": {"text": "naltrexone"}, "strength": strength}],
    }
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "#m"}}
    found = entry(contained=[medicine], **reference)
    assert (found.name, found.strength) == ("naltrexone", read_as)
    medicine["ingredient"].append({"item": {"concept": {"coding": [{"code": "x", "display": "filler"}]}}})
    assert entry(contained=[medicine], **reference).name == "naltrexone / filler"


def test_a_comparator_is_no_amount(only: Callable[..., Record]) -> None:
    """A dose of less than something is not a dose."""
    resource = {
        "resourceType": "MedicationRequest",
        "id": "r",
        "subject": {"reference": "p"},
        "medicationCodeableConcept": {"text": "a"},
        "dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 5, "comparator": "<"}}]}],
    }
    record = only(json.dumps(resource))
    assert [problem.message for problem in record.problems] == ["a quantity with a comparator is no amount"]
    assert [(entry.name, entry.dose, entry.unread_fields) for entry in record.entries] == [("a", None, ("dose",))]


def test_reasons_from_conditions(only: Callable[..., Record]) -> None:
    """A condition that an order refers to gives the reason."""
    order = {
        "resourceType": "MedicationRequest",
        "subject": {"reference": "p"},
        "medicationCodeableConcept": {"text": "a"},
        "reasonReference": [{"reference": "Condition/c"}, {"reference": "Condition/z"}],
    }
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "p"},
        "code": {"text": "fibromyalgia"},
    }
    assert only(json.dumps(order) + "\n" + json.dumps(condition)).entries[0].reason == "fibromyalgia"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"medicationCodeableConcept": {"coding": [{"code": "7804"}]}}, "7804"),
        ({"medicationReference": {"reference": "Medication/x", "display": "oxy"}}, "oxy"),
        ({"medication": {"concept": {"text": "LDN"}}}, "LDN"),
        ({"medication": {"reference": {"reference": "Medication/y"}}}, "Medication/y"),
        ({"medicationCodeableConcept": 5}, "MedicationRequest/r"),
    ],
)
def test_text_of_an_unread_order(only: Callable[..., Record], fields: dict[str, Any], text: str) -> None:
    """A gap shows what the order speaks of, as far as that can be told."""
    resource = {"resourceType": "MedicationRequest", "id": "r", "subject": {"reference": "p"}, **fields}
    resource["modifierExtension"] = [{"url": "x"}]
    assert [gap.text for gap in only(json.dumps(resource)).unread] == [text]


def test_a_supply_without_a_unit_is_reported(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """A duration that does not say of what is not read as days, and the entry is kept."""
    record = only(
        json.dumps(
            {
                "resourceType": "MedicationRequest",
                "id": "r",
                "subject": {"reference": "Patient/p"},
                "medicationCodeableConcept": {"text": "naltrexone"},
                "dispenseRequest": {"expectedSupplyDuration": {"value": 12}},
            }
        )
    )
    assert record.entries[0].days_supply is None
    assert [each.split(" ", 3)[:2] + each.split(" ", 3)[3:] for each in said(record)] == [
        [
            "fhir-unit",
            "MedicationRequest/r.dispenseRequest.expectedSupplyDuration",
            "a duration without a unit",
        ]
    ]


def test_implicit_rules_are_noted(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """An order under implicit rules is read, and said to be under them."""
    record = only(
        '{"resourceType": "MedicationRequest", "id": "r", "implicitRules": "http://x", '
        '"subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "naltrexone"}}'
    )
    assert [entry.name for entry in record.entries] == ["naltrexone"]
    assert said(record) == [
        (
            "fhir-modifier MedicationRequest/r.implicitRules 1:67 "
            "implicit rules may change the meaning of the whole resource; it was read without them"
        )
    ]


@pytest.mark.parametrize("kind", ["medicationrequest", "DrugOrder"])
@pytest.mark.parametrize("key", ["medicationCodeableConcept", "medication"])
def test_unknown_resources_with_a_medicine_are_gaps(only: Callable[..., Record], kind: str, key: str) -> None:
    """A resource of a kind that is not known is not passed over if it names a medicine."""
    concept = {"text": "methadone"}
    given = {key: {"concept": concept} if key == "medication" else concept}
    record = only(json.dumps({"resourceType": kind, "id": "r", "subject": {"reference": "Patient/p"}, **given}))
    (gap,) = record.unread
    assert (record.patient, gap.text, gap.problem.code) == ("p", "methadone", "fhir-not-read")


def by_reference(display: str | None, **medicine: Any) -> dict[str, Any]:
    """The elements of an order whose medicine is contained in it."""
    reference = {"reference": "#m", "display": display}
    inside = [{"resourceType": "Medication", "id": "m", **medicine}]
    return {"medicationCodeableConcept": None, "medicationReference": reference, "contained": inside}


def concept(text: str | None, *displays: str) -> dict[str, Any]:
    """A concept whose codings have displays alone."""
    return {"text": text, "coding": [{"system": "s", "display": each} for each in displays]}


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"medicationCodeableConcept": concept("ibuprofen", "oxycodone")}, ["ibuprofen", "oxycodone"]),
        ({"medicationCodeableConcept": concept(None, "aspirin", "oxycodone", "aspirin")}, ["aspirin", "oxycodone"]),
        (by_reference("oxycodone", code={"text": "ibuprofen"}), ["ibuprofen", "oxycodone"]),
        (by_reference("ibuprofen", code=concept("ibuprofen", "oxycodone")), ["ibuprofen", "oxycodone"]),
        (by_reference("oxycodone"), ["oxycodone"]),
        (
            by_reference(None, ingredient=[{"itemCodeableConcept": concept("ibuprofen", "Ibuprofen", "oxycodone")}]),
            ["ibuprofen (oxycodone)"],
        ),
        (
            by_reference(
                None,
                ingredient=[{"itemReference": {"reference": "#s", "display": "oxycodone"}}],
                contained=[{"resourceType": "Substance", "id": "s", "code": {"text": "opium"}}],
            ),
            ["opium (oxycodone)"],
        ),
    ],
)
def test_every_name_of_a_medicine(entry: Callable[..., Entry], fields: dict[str, Any], names: list[str]) -> None:
    """A display without a code, and that of a reference, are further names: none is lost behind the first."""
    found = entry(**fields)
    assert [found.name, *(code.display for code in found.codes)] == names
    assert all(code.code is None for code in found.codes)
