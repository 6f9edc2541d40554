"""FHIR resources as records: one a patient, in the order of first appearance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake.model import Coding, Item
from support.fhir import bundle, lines, order

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


NOT_THERE = (
    'fhir-reference MedicationRequest/r.medicationReference 1:{} the medicine "Medication/x" '
    "is not in the input, or cannot be read there"
)


def test_lines_are_grouped_by_patient(read: Callable[..., list[Record]]) -> None:
    """However a patient is referred to, and wherever its resources stand, it is one record."""
    subjects = ["Patient/b", "urn:uuid:a", "b", "https://x.org/fhir/Patient/a/_history/3", "Patient/b"]
    records = read(lines(*(order(id=str(n), subject={"reference": each}) for n, each in enumerate(subjects))))
    assert [(record.patient, [entry.id for entry in record.entries]) for record in records] == [
        ("b", ["0", "2", "4"]),
        ("a", ["1", "3"]),
    ]
    assert [[entry.line for entry in record.entries] for record in records] == [[1, 3, 5], [2, 4]]


@pytest.mark.parametrize(
    "subject", [None, {}, {"display": "x"}, {"reference": "#p"}, {"reference": 5}, {"identifier": {"value": " "}}]
)
def test_no_subject(read: Callable[..., list[Record]], said: Callable[[Record], list[str]], subject: Any) -> None:
    """A resource that does not say whose it is has a record of its own, with a problem."""
    records = read(lines(order(subject=subject), order(), order(subject=subject)))
    assert [(record.patient, len(record.entries)) for record in records] == [(None, 1), ("p", 1), (None, 1)]
    assert said(records[0]) == [
        (
            "no-patient None 1:1 this resource does not say which patient it belongs to, "
            "so it stands in a record of its own"
        )
    ]


def test_a_subject_by_identifier(only: Callable[..., Record]) -> None:
    """A business identifier names a patient too."""
    assert only(json.dumps(order(subject={"identifier": {"system": "s", "value": "h7"}}))).patient == "h7"


def test_a_patient_without_an_id(only: Callable[..., Record]) -> None:
    """In a Bundle its full URL is its name."""
    patient = ("urn:uuid:7", {"resourceType": "Patient", "birthDate": "1980"})
    record = only(bundle(patient, order(subject={"reference": "urn:uuid:7"})))
    assert (record.patient, record.birth_date, len(record.entries)) == ("7", "1980", 1)


def test_bundle_of_one_patient(only: Callable[..., Record]) -> None:
    """Patient, order, medicine and problem list of a Bundle come together, by full URL or by type and id."""
    record = only(
        bundle(
            ("urn:uuid:1", {"resourceType": "Patient", "id": "p", "birthDate": "1980-05-01"}),
            ("urn:uuid:2", {"resourceType": "Medication", "code": {"text": "LDN 4.5 mg"}, "form": {"text": "capsule"}}),
            {"resourceType": "Medication", "id": "m", "code": {"coding": [{"code": "7804", "display": "oxycodone"}]}},
            order(
                id="1",
                subject={"reference": "urn:uuid:1"},
                medicationCodeableConcept=None,
                medicationReference={"reference": "urn:uuid:2"},
            ),
            order(id="2", medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"}),
            order(id="3", medicationCodeableConcept=None, medicationReference={"reference": "http://h/x/Medication/m"}),
            order(
                id="4",
                medicationCodeableConcept=None,
                medicationReference={"reference": "#in"},
                contained=[{"resourceType": "Medication", "id": "in", "code": {"text": "contained"}}],
            ),
            {
                "resourceType": "Condition",
                "id": "c",
                "subject": {"reference": "Patient/p"},
                "code": {"coding": [{"system": "s", "code": "1", "display": "pain"}]},
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "onsetDateTime": "2024-01",
            },
            {"resourceType": "Encounter", "id": "e"},
        )
    )
    assert (record.patient, record.birth_date, record.problems) == ("p", "1980-05-01", ())
    assert [(entry.name, entry.form) for entry in record.entries] == [
        ("LDN 4.5 mg", "capsule"),
        ("oxycodone", None),
        ("oxycodone", None),
        ("contained", None),
    ]
    assert record.items == (
        Item("condition", 0, "pain", (Coding("s", "1", "pain"),), "active", (("onset", "2024-01"),)),
    )


def test_medicines_of_other_lines(read: Callable[..., list[Record]]) -> None:
    """In lines a medicine may stand before or behind what refers to it; patients share it."""
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/m"}}
    medicine = {"resourceType": "Medication", "id": "m", "code": {"text": "shared"}}
    records = read(lines(order(**reference), medicine, order(subject={"reference": "q"}, **reference)))
    assert [[entry.name for entry in record.entries] for record in records] == [["shared"], ["shared"]]


@pytest.mark.parametrize(
    ("reference", "names", "problem"),
    [
        (
            {"reference": "Medication/x", "display": "oxycodone"},
            ["oxycodone"],
            NOT_THERE,
        ),
        (
            {"reference": "Medication/x"},
            [],
            NOT_THERE,
        ),
        (
            {"type": "Medication"},
            [],
            (
                'fhir-reference MedicationRequest/r.medicationReference 1:{} the medicine "without a target" '
                "is not in the input, or cannot be read there"
            ),
        ),
    ],
)
def test_medicines_that_are_not_there(
    only: Callable[..., Record],
    said: Callable[[Record], list[str]],
    reference: dict[str, Any],
    names: list[str],
    problem: str,
) -> None:
    """A medicine that is not in the input is reported; its display, if there is one, is read."""
    text = json.dumps(order(medicationCodeableConcept=None, medicationReference=reference))
    record = only(text)
    column = text.index('"medicationReference": ') + len('"medicationReference": ') + 1
    assert said(record) == [problem.format(column)]
    assert [entry.name for entry in record.entries] == names
    assert len(record.unread) == 1 - len(names)


def test_several_patients_in_a_bundle(read: Callable[..., list[Record]]) -> None:
    """A Bundle of several patients is several records, given at once and in order."""
    text = bundle(order(id="1"), order(id="2", subject={"reference": "Patient/q"}), order(id="3"))
    assert [(r.number, r.patient, [e.id for e in r.entries]) for r in read(text + "\n" + bundle(order()))] == [
        (1, "p", ["1", "3"]),
        (2, "q", ["2"]),
        (3, "p", ["r"]),
    ]


def test_lines_of_elements_in_a_document(only: Callable[..., Record]) -> None:
    """Entries of a pretty-printed Bundle know their line."""
    text = json.dumps(json.loads(bundle(order(id="1"), order(id="2"))), indent=1)
    rows = [number for number, line in enumerate(text.split("\n"), 1) if '"resource":' in line]
    assert [entry.line for entry in only(text).entries] == rows


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (bundle(), ["empty-list None 1:None"]),
        (
            bundle(order(), link=[{"relation": "next", "url": "x"}]),
            ["fhir-incomplete None 1:1 this Bundle is one page of several: the list may lack entries"],
        ),
        (
            bundle(
                order(), {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}, {"severity": "warning"}]}
            ),
            ["fhir-incomplete None 1:"],
        ),
        (bundle(order(), {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}), []),
        (
            '{"resourceType": "Bundle", "entry": [{"fullUrl": "x"}, {"response": {"status": "200"}}]}',
            [
                "fhir-incomplete None 1:38 an entry of this Bundle has no resource: the list may lack entries",
                "empty-list",
            ],
        ),
        (
            '{"resourceType": "Bundle", "entry": 5}',
            ["fhir-not-resource None 1:37 the entries of a Bundle are a list, not a number"],
        ),
        (
            json.dumps({"resourceType": "Patient", "id": "p", "birthDate": 5}),
            ["empty-list None 1:None", "wrong-type Patient/p.birthDate 1:53 a text is due here, not a number"],
        ),
        (
            json.dumps(order(modifierExtension=[{"url": "x"}])),
            ["fhir-modifier MedicationRequest/r.modifierExtension 1:"],
        ),
        (
            json.dumps(order(resourceType="MedicationDispense")),
            ["fhir-not-read MedicationDispense/r 1:1 MedicationDispense is not read; check it by hand"],
        ),
        (
            json.dumps(order(authoredOn=5)),
            ["wrong-type MedicationRequest/r.authoredOn 1:"],
        ),
        (
            json.dumps(order(dosageInstruction=[5])),
            ["wrong-type MedicationRequest/r.dosageInstruction[0] 1:"],
        ),
        (
            json.dumps(order(dosageInstruction=5)),
            ["wrong-type MedicationRequest/r.dosageInstruction 1:"],
        ),
        (
            json.dumps(order(medicationCodeableConcept={})),
            ["nameless MedicationRequest/r 1:1 a medication needs a name or a code"],
        ),
        (
            '{"resourceType": "MedicationRequest", "id": "a", "id": "b", "subject": {"reference": "p"}}',
            ['json-repeated-key MedicationRequest/b.id 1:50 the key "id" stands twice in this object'],
        ),
        (
            json.dumps({"resourceType": "Condition", "subject": {"reference": "p"}, "code": 5}),
            ["empty-list", "wrong-type Condition.code 1:"],
        ),
    ],
)
def test_faults_of_resources(
    only: Callable[..., Record], said: Callable[[Record], list[str]], text: str, problems: Any
) -> None:
    """What is wrong with a resource or a Bundle is said; nothing is skipped in silence."""
    record = only(text)
    assert [each[: len(want)] for each, want in zip(said(record), problems, strict=True)] == problems


def test_an_entry_that_is_no_resource(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """A Bundle entry that is no resource is a record of its own; the others are read."""
    first, second = read(bundle(order(), {"id": "x"}, 5))
    assert [entry.id for entry in first.entries] == ["r"]
    assert second.unreadable
    assert second.problems[0].message == 'an entry of this Bundle is not a resource: it has no "resourceType"'


@pytest.mark.parametrize(
    ("broken", "code", "message", "whole"),
    [
        (b"caf\xe9", "encoding", "byte 0xE9 is not UTF-8 text here; save the input as UTF-8", bundle),
        (b"caf\xe9", "encoding", "byte 0xE9 is not UTF-8 text here; save the input as UTF-8", lines),
        (b"\\ud800", "json-syntax", "a \\u escape that is half of a pair", lines),
    ],
)
@pytest.mark.parametrize("where", ["NAME", "NOTE"])
def test_damaged_characters(
    only: Callable[..., Record], where: str, broken: bytes, code: str, message: str, whole: Callable[..., str]
) -> None:
    """The order stays with its patient, as an unread entry that shows its name, and the fault is called by its name."""
    damaged = order(id="2", medicationCodeableConcept={"text": "oxycodone NAME"}, note=[{"text": "NOTE"}])
    record = only(whole(order(), damaged).encode().replace(where.encode(), broken))
    assert (record.patient, [entry.id for entry in record.entries]) == ("p", ["r"])
    ((gap_text, problem),) = [(gap.text, gap.problem) for gap in record.unread]
    assert gap_text.startswith("oxycodone")
    assert (problem.code, problem.message) == (code, message)


def test_an_entry_that_cannot_be_read(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """What is so nested that nobody can tell whose it is says why."""
    deep = json.dumps(order(note="NOTE")).replace('"NOTE"', "[" * 2000 + "]" * 2000)
    records = read(bundle(order(), "DEEP").replace('"DEEP"', deep))
    assert [record.unreadable for record in records][-1]
    assert records[-1].problems[0].code == "json-depth"


def test_damaged_characters_of_other_resources(
    only: Callable[..., Record], said: Callable[[Record], list[str]]
) -> None:
    """A patient or a medicine that is damaged is no medication entry; who refers to such a medicine has none."""
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1980", "note": "NOTE"}
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/m"}}
    medicine = {"resourceType": "Medication", "id": "m", "code": {"text": "oxycodone NOTE"}}
    record = only(lines(order(), patient, order(id="2", **reference), medicine).encode().replace(b"NOTE", b"caf\xe9"))
    assert (record.birth_date, [entry.id for entry in record.entries]) == (None, ["r"])
    assert [(gap.text, gap.problem.code) for gap in record.unread] == [("Medication/m", "fhir-reference")]
    assert [(problem.code, problem.line) for problem in record.problems] == [
        ("encoding", 2),
        ("encoding", 4),
        ("fhir-reference", 3),
    ]


def test_bundles_in_bundles(only: Callable[..., Record]) -> None:
    """The resources of an inner Bundle count."""
    inner = json.loads(bundle(order(id="2")))
    assert [entry.id for entry in only(bundle(order(id="1"), inner)).entries] == ["1", "2"]


def test_a_broken_line_of_fhir(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """A line that is no JSON is a record that says so."""
    assert read('{"resourceType": "Patient", "id": NaN}\n' + lines(order()))[0].unreadable
    records = read(lines(order()) + '\n{"resourceType": "MedicationRequest", "id": }\n' + lines(order()))
    assert [(record.unreadable, record.line) for record in records] == [(True, 2), (False, 1)]
    assert said(records[0]) == ["json-syntax None 2:45 '}' where a value is due"]


def test_the_synthetic_patients(read: Callable[..., list[Record]], synthetic: bytes) -> None:
    """Every order of the synthetic patients is an entry, without a problem."""
    records = read(synthetic)
    orders = [json.loads(line) for line in synthetic.splitlines()]
    assert sum(len(record.entries) for record in records) == len(orders)
    assert [record.patient for record in records] == list(
        dict.fromkeys(each["subject"]["reference"].removeprefix("urn:uuid:") for each in orders)
    )
    assert not any(record.problems or record.unread for record in records)


def test_broken_texts_inside_a_resource(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """Bytes that are not UTF-8 make a resource unread."""
    data = lines(order()).encode().replace(b"naltrexone", b"naltrexon\xff")
    (record,) = read(data)
    assert record.problems[0].code == "encoding"


def test_allergies_observations_procedures(only: Callable[..., Record]) -> None:
    """The resources around the orders become items."""
    about = {"subject": {"reference": "Patient/p"}, "patient": {"reference": "Patient/p"}}
    record = only(
        lines(
            order(),
            {
                "resourceType": "AllergyIntolerance",
                **about,
                "code": {"text": "codeine"},
                "verificationStatus": {"coding": [{"code": "refuted"}]},
                "clinicalStatus": {"coding": [{"code": "active"}]},
                "reaction": [{"manifestation": [{"text": "rash"}, {"coding": [{"display": "itch"}]}]}],
                "recordedDate": "2020",
            },
            {
                "resourceType": "Observation",
                **about,
                "status": "final",
                "code": {"text": "creatinine"},
                "valueQuantity": {"value": 1.50, "unit": "mg/dL"},
                "referenceRange": [{"low": {"value": 0.6}, "high": {"value": 1.20}}],
                "effectivePeriod": {"start": "2025-01-01", "end": "2025-01-02"},
                "issued": "2025-01-03",
            },
            {
                "resourceType": "Observation",
                **about,
                "code": {"text": "screen"},
                "valueCodeableConcept": {"coding": [{"code": "POS"}]},
                "effectiveDateTime": "2025-02-01",
            },
            {
                "resourceType": "Procedure",
                **about,
                "status": "preparation",
                "code": {"text": "hip replacement"},
                "performedPeriod": {"start": "2026-02-01"},
            },
            {
                "resourceType": "Condition",
                **about,
                "code": {"text": "pain"},
                "verificationStatus": {"coding": [{"code": "confirmed"}]},
                "onsetPeriod": {"start": "2020"},
                "abatementDateTime": "2021",
            },
        )
    )
    assert record.items == (
        Item("allergy", 0, "codeine", status="refuted", dates=(("date", "2020"),), value="rash; itch"),
        Item(
            "observation",
            1,
            "creatinine",
            status="final",
            dates=(("date", "2025-01-02"), ("issued", "2025-01-03")),
            value="1.5",
            unit="mg/dL",
            low="0.6",
            high="1.2",
        ),
        Item("observation", 2, "screen", dates=(("date", "2025-02-01"),), value="POS"),
        Item("procedure", 3, "hip replacement", status="preparation", dates=(("date", "2026-02-01"),)),
        Item("condition", 4, "pain", status="confirmed", dates=(("onset", "2020"), ("abatement", "2021"))),
    )
