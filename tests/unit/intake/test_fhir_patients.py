"""Whose resources are whose: one patient however it is referred to, and two that only look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.fhir import bundle, lines, order

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


@pytest.mark.parametrize(
    ("subjects", "patients"),
    [
        ([{"identifier": {"system": "s", "value": "9"}}, {"identifier": {"system": "t", "value": "9"}}], ["9", "9"]),
        ([{"identifier": {"system": "s", "value": "9"}}, {"identifier": {"system": "s", "value": "9"}}], ["9"]),
        ([{"identifier": {"value": "9"}}, {"reference": "Patient/9"}], ["9", "9"]),
        ([{"identifier": {"value": "9"}}, {"identifier": {"system": "s", "value": "9"}}], ["9"]),
        ([{"identifier": {"system": "s/", "value": "9"}}, {"identifier": {"system": "s", "value": "9"}}], ["9", "9"]),
        ([{"identifier": {"system": url, "value": "9"}} for url in ("http://X.org/i", "https://x.org/i/")], ["9"]),
        ([{"reference": f"Patient?identifier=http://{host}.org/mrn/ids|9"} for host in "ab"], ["9", "9"]),
        ([{"reference": "Patient?identifier=s%7C9"}, {"identifier": {"system": "s", "value": "9"}}], ["9"]),
        ([{"reference": "http://a/Patient?identifier=9"}, {"identifier": {"system": "s", "value": "9"}}], ["9"]),
        (
            [{"reference": f"Patient?identifier=http://{host}/ids|9&active=true"} for host in "ab"],
            [f"Patient?identifier=http://{host}/ids|9&active=true" for host in "ab"],
        ),
        (
            [{"reference": each} for each in ("Patient?identifier=", "Group?x=Patient?identifier=s|9")],
            ["Patient?identifier=", "Group?x=Patient?identifier=s|9"],
        ),
        ([{"reference": f"https://{host}/fhir/Patient/9"} for host in ("h.org", "H.org:443", "h.ORG:80")], ["9"]),
        ([{"reference": f"https://h.org:{port}/fhir/Patient/9"} for port in (8080, 8081)], ["9", "9"]),
        ([{"reference": "https://h/Patient/9/"}, {"reference": "HTTP://h/Patient/9"}], ["9"]),
        ([{"reference": f"urn:uuid:{each}"} for each in ("AA", "aa")] + [{"reference": "Patient/AA"}], ["AA"]),
        ([{"reference": "Patient/AA"}, {"reference": "Patient/aa"}], ["AA", "aa"]),
        ([{"reference": "http://a/Patient/9"}, {"reference": "http://b/Patient/9"}], ["9", "9"]),
        ([{"reference": "http://a/Patient/9"}, {"reference": "https://a/Patient/9/_history/2"}], ["9"]),
        ([{"reference": "http://a/Patient/9"}, {"reference": "Patient/9"}, {"reference": "9"}], ["9"]),
        ([{"reference": "http://a/Patient/9"}, {"reference": "http://b/Patient/8"}], ["9", "8"]),
    ],
)
def test_patients_that_only_look_the_same(
    read: Callable[..., list[Record]], subjects: list[dict[str, Any]], patients: list[str]
) -> None:
    """Servers and systems tell patients apart; one server alone need not be named."""
    records = read(lines(*(order(id=str(n), subject=each) for n, each in enumerate(subjects))))
    assert [record.patient for record in records] == patients


PATIENT = {"resourceType": "Patient", "id": "p", "identifier": [{"system": "s", "value": "h7"}, {}, 5]}


@pytest.mark.parametrize(
    "subject",
    [
        {"identifier": {"system": "s", "value": "h7"}},
        {"identifier": {"value": "h7"}},
        {"reference": "Patient?identifier=s|h7"},
        {"reference": "Patient?identifier=h7"},
    ],
)
def test_a_patient_known_by_an_identifier(only: Callable[..., Record], subject: dict[str, Any]) -> None:
    """A Patient resource says which identifiers are its own; one that nobody else has needs no system."""
    record = only(lines(order(id="1"), order(id="2", subject=subject), PATIENT))
    assert (record.patient, [entry.id for entry in record.entries]) == ("p", ["1", "2"])


@pytest.mark.parametrize("own", [{}, {"id": "p"}])
def test_a_transaction(only: Callable[..., Record], own: dict[str, str]) -> None:
    """A Patient that is made together with its orders is referred to by full URL or identifier, with an id or not."""
    patient = {**PATIENT, "birthDate": "1980"}
    patient = {key: each for key, each in patient.items() if key != "id"} | own
    one = order(id="1", subject={"reference": "URN:uuid:AA"})
    record = only(
        bundle(("urn:uuid:aa", patient), one, order(id="2", subject={"reference": "Patient?identifier=s|h7"}))
    )
    assert (record.patient, record.birth_date, len(record.entries)) == (own.get("id", "aa"), "1980", 2)


def test_a_patient_that_is_known_by_an_identifier_alone(only: Callable[..., Record]) -> None:
    """It needs neither id nor full URL; who it is nobody says where it has no identifier either."""
    patient = {"resourceType": "Patient", "birthDate": "1980", "identifier": [{"value": "h7"}]}
    record = only(bundle(patient, order(subject={"identifier": {"value": "h7"}})))
    assert (record.patient, record.birth_date, len(record.entries)) == ("h7", "1980", 1)
    assert only(bundle({"resourceType": "Patient", "birthDate": "1980"})).patient is None


def test_an_allergy_by_identifier(only: Callable[..., Record]) -> None:
    """What has a patient and no subject is referred to its patient in the same ways."""
    allergy = {"resourceType": "AllergyIntolerance", "patient": {"identifier": {"value": "h7"}}}
    record = only(lines(order(), PATIENT, allergy))
    assert [item.kind for item in record.items] == ["allergy"]


@pytest.mark.parametrize(
    ("subject", "others", "message"),
    [
        (
            {"reference": "Patient?identifier=s|h7&active=true"},
            [order(id="1"), PATIENT],
            (
                'the reference "Patient?identifier=s|h7&active=true" asks for a search, which is not done; '
                "what refers so stands in a record of its own"
            ),
        ),
        (
            {"reference": "Patient/9"},
            [order(subject={"reference": f"http://{host}/Patient/9"}) for host in "ab"],
            'the reference "Patient/9" may mean a patient of 2 servers; what refers so stands in a record of its own',
        ),
        (
            {"identifier": {"value": "h7"}},
            [{**PATIENT, "id": host, "identifier": [{"system": host, "value": "h7"}]} for host in "ab"],
            'the identifier "h7" may be that of 2 patients; what refers so stands in a record of its own',
        ),
        (
            {"identifier": {"system": "s", "value": "h7"}},
            [{**PATIENT, "id": host} for host in "ab"],
            'the identifier "h7" may be that of 2 patients; what refers so stands in a record of its own',
        ),
    ],
)
def test_a_patient_that_may_be_one_of_two(
    read: Callable[..., list[Record]],
    said: Callable[[Record], list[str]],
    subject: dict[str, Any],
    others: list[dict[str, Any]],
    message: str,
) -> None:
    """Nobody can tell which is meant: a record of its own says so."""
    *before, last = read(lines(*others, order(subject=subject)))
    assert not any("ambiguous-patient" in each for record in before for each in said(record))
    assert said(last) == [f"ambiguous-patient None 3:1 {message}"]
    assert len(last.entries) == 1


def test_patients_of_two_servers_in_a_bundle(read: Callable[..., list[Record]]) -> None:
    """A relative reference means the server of the entry that it stands in."""
    resources = [(f"http://{host}/MedicationRequest/1", order(id=host)) for host in "ab"]
    patients = [
        (f"http://{host}/Patient/p", {"resourceType": "Patient", "id": "p", "birthDate": host}) for host in "ab"
    ]
    records = read(bundle(*resources, *patients))
    assert [(one.patient, one.birth_date, [each.id for each in one.entries]) for one in records] == [
        ("p", "a", ["a"]),
        ("p", "b", ["b"]),
    ]


def test_a_medicine_by_full_url(only: Callable[..., Record]) -> None:
    """Capitals of a host or a uuid make no other medicine; a search is nothing that could be found."""
    medicines = [
        (url, {"resourceType": "Medication", "code": {"text": url}}) for url in ("urn:uuid:aa", "http://h/Medication/m")
    ]
    wanted = ("urn:uuid:AA", "https://H:443/Medication/m", "Medication?identifier=http://h/Medication/m")
    orders = [
        order(id=str(n), medicationCodeableConcept=None, medicationReference={"reference": each})
        for n, each in enumerate(wanted)
    ]
    record = only(bundle(*medicines, *orders))
    assert [entry.name for entry in record.entries] == ["urn:uuid:aa", "http://h/Medication/m"]
    assert [gap.problem.code for gap in record.unread] == ["fhir-reference"]
