"""What cannot be read of an order costs its own field, and the entry knows what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record

MODIFIED = "a modifier extension may change the meaning of the whole resource"
MODIFIERS: dict[str, Any] = {"modifierExtension": [{"url": "x"}]}


def order(**fields: Any) -> dict[str, Any]:
    """A MedicationRequest of patient p."""
    return {
        "resourceType": "MedicationRequest",
        "id": "r",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "oxycodone"},
        **fields,
    }


def timing(**given: Any) -> dict[str, Any]:
    """An order with one Dosage of that Timing and a text."""
    return {"dosageInstruction": [{"text": "x", "timing": given}]}


def coded(code: str, **repeat: Any) -> dict[str, Any]:
    """The same with a code and a structure."""
    return timing(code={"coding": [{"code": code}]}, repeat=repeat)


def dose(**given: Any) -> dict[str, Any]:
    """An order with one dose."""
    return {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": given}]}]}


WRONG = ": one of them is wrong"
WHERE = ".dosageInstruction[0]"


@pytest.mark.parametrize(
    ("fields", "unread", "problem"),
    [
        ({"status": 5}, ["status"], "wrong-type .status a text is due here, not a number"),
        ({"intent": []}, ["intent"], "wrong-type .intent a text is due here, not a list"),
        ({"requester": "x"}, ["prescriber"], "wrong-type .requester an object is due here, not a text"),
        ({"reasonCode": 5}, ["reason"], "wrong-type .reasonCode a list is due here, not a number"),
        ({"statusReason": 5}, ["reason_stopped"], "wrong-type .statusReason a list is due here, not a number"),
        ({"doNotPerform": "no"}, ["not_given"], "wrong-type .doNotPerform true or false is due here, not a text"),
        ({"authoredOn": 5}, ["start"], "wrong-type .authoredOn a text is due here, not a number"),
        (
            {"effectivePeriod": {"end": 5}},
            ["end"],
            "wrong-type .effectivePeriod.end a text is due here, not a number",
        ),
        (
            {"dispenseRequest": {"numberOfRepeatsAllowed": "two"}},
            ["refills"],
            'bad-number .dispenseRequest.numberOfRepeatsAllowed "two" is not a number',
        ),
        (
            {"dispenseRequest": {"quantity": {"value": "30 tabs"}}},
            ["quantity"],
            'bad-number .dispenseRequest.quantity.value "30 tabs" is not a number',
        ),
        (
            {"dispenseRequest": {"expectedSupplyDuration": {"value": 3}}},
            ["days_supply"],
            "fhir-unit .dispenseRequest.expectedSupplyDuration a duration without a unit",
        ),
        (
            {"dispenseRequest": {"expectedSupplyDuration": {"value": 3, "unit": "weeks", "code": "d"}}},
            ["days_supply"],
            f'fhir-contradiction .dispenseRequest.expectedSupplyDuration the unit is "weeks", its code "d"{WRONG}',
        ),
        (
            {"dispenseRequest": 5},
            ["start", "days_supply", "refills", "quantity"],
            "wrong-type .dispenseRequest an object is due here, not a number",
        ),
        (
            {"dosageInstruction": [5]},
            ["sig", "dose", "frequency", "route", "prn", "end"],
            f"wrong-type {WHERE} an object is due here, not a number",
        ),
        (
            {"dosageInstruction": [{"text": 5}]},
            ["sig"],
            f"wrong-type {WHERE}.text a text is due here, not a number",
        ),
        (
            {"dosageInstruction": [{"route": 5}]},
            ["route"],
            f"wrong-type {WHERE}.route an object is due here, not a number",
        ),
        (
            {"dosageInstruction": [{"text": "x", "asNeededBoolean": "yes"}]},
            ["prn"],
            f"wrong-type {WHERE}.asNeededBoolean true or false is due here, not a text",
        ),
        (
            timing(repeat={"boundsDuration": {"value": 3, "unit": "moons"}}),
            ["end"],
            f'fhir-unit {WHERE}.timing.repeat.boundsDuration "moons" is no unit of time',
        ),
        (
            dose(value="5 mg"),
            ["dose"],
            f'bad-number {WHERE}.doseAndRate[0].doseQuantity.value "5 mg" is not a number',
        ),
        (
            dose(value=5, unit="mg", code="ug"),
            ["dose"],
            f'fhir-contradiction {WHERE}.doseAndRate[0].doseQuantity the unit is "mg", its code "ug"{WRONG}',
        ),
        (
            timing(repeat={"frequency": 0, "period": 1, "periodUnit": "d"}),
            ["frequency"],
            f'bad-number {WHERE}.timing.repeat.frequency "0" is no frequency: it is a number above 0',
        ),
        (
            timing(repeat={"frequency": 1, "period": 0, "periodUnit": "d"}),
            ["frequency"],
            f'bad-number {WHERE}.timing.repeat.period "0" is no period: it is a number above 0',
        ),
        (
            timing(repeat={"frequency": 1, "period": 1, "periodUnit": "foo"}),
            ["frequency"],
            f'fhir-unit {WHERE}.timing.repeat.periodUnit "foo" is no unit of time',
        ),
        (
            timing(repeat={"frequency": 2}),
            ["frequency"],
            f'incomplete {WHERE}.timing.repeat "period" is missing: how often is frequency, period and periodUnit',
        ),
        (
            timing(repeat={"frequency": 2, "period": 1}),
            ["frequency"],
            f'incomplete {WHERE}.timing.repeat "periodUnit" is missing: how often is frequency, period and periodUnit',
        ),
        (
            coded("BID", frequency=1, period=1, periodUnit="d"),
            ["frequency"],
            f"fhir-contradiction {WHERE}.timing the code of the timing says 2 times a day, its repeat once a day",
        ),
    ],
)
def test_a_field_that_cannot_be_read_costs_itself(
    only: Callable[..., Record], fields: dict[str, Any], unread: list[str], problem: str
) -> None:
    """The order is an entry; one fault is said once, with the path of the element."""
    record = only(json.dumps(order(**fields)))
    said = [
        f"{each.code} {(each.path or '').removeprefix('MedicationRequest/r')} {each.message}"
        for each in record.problems
    ]
    assert said == [problem]
    assert [(entry.name, entry.unread_fields) for entry in record.entries] == [("oxycodone", tuple(unread))]
    assert record.problems[0].entry == "r"


@pytest.mark.parametrize(
    ("code", "repeat"),
    [
        ("BID", {"frequency": 2, "period": 1, "periodUnit": "d"}),
        ("BID", {"frequency": 1, "frequencyMax": 3, "period": 1, "periodUnit": "d"}),
        ("Q6H", {"frequency": 4, "period": 1, "periodUnit": "d"}),
        ("QD", {"dayOfWeek": ["mon", "wed"]}),
    ],
)
def test_a_code_that_says_the_same(only: Callable[..., Record], code: str, repeat: dict[str, Any]) -> None:
    """A code and a structure of one rate are no contradiction; on certain days the code counts only these."""
    assert only(json.dumps(order(**coded(code, **repeat)))).problems == ()


def test_units_that_say_the_same(only: Callable[..., Record]) -> None:
    """A unit has many names."""
    for unit, code in (("micrograms", "ug"), ("MG", "mg"), ("mL", "ml"), ("tablet", "{tbl}")):
        assert only(json.dumps(order(**dose(value=5, unit=unit, code=code)))).problems == ()


def test_words_of_a_timing(only: Callable[..., Record]) -> None:
    """Where only the words of its code say how often, they are the sig."""
    dosage = {"timing": {"code": {"text": "every other evening"}}}
    (entry,) = only(json.dumps(order(dosageInstruction=[dosage]))).entries
    assert (entry.sig, entry.frequency) == ("every other evening", None)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        (MODIFIERS, "modifierExtension"),
        ({"dosageInstruction": [{"text": "x", **MODIFIERS}]}, "dosageInstruction[0].modifierExtension"),
        (
            {"dosageInstruction": [{"timing": {**MODIFIERS}}]},
            "dosageInstruction[0].timing.modifierExtension",
        ),
        ({"dispenseRequest": MODIFIERS}, "dispenseRequest.modifierExtension"),
    ],
)
def test_modifiers_anywhere(
    only: Callable[..., Record], said: Callable[[Record], list[str]], fields: dict[str, Any], path: str
) -> None:
    """A modifier on any part of an order may turn it around: it is a gap."""
    record = only(json.dumps(order(**fields)))
    assert [(gap.text, gap.problem.path) for gap in record.unread] == [("oxycodone", f"MedicationRequest/r.{path}")]
    assert said(record)[0].endswith(MODIFIED)


def test_a_modifier_on_the_medicine(only: Callable[..., Record]) -> None:
    """The same on a Medication that the order refers to."""
    medicine = {"resourceType": "Medication", "id": "m", "code": {"text": "oxycodone"}, **MODIFIERS}
    referring = order(medicationCodeableConcept=None, medicationReference={"reference": "#m"}, contained=[medicine])
    (gap,) = only(json.dumps(referring)).unread
    assert (gap.text, gap.problem.code) == ("#m", "fhir-modifier")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "recorded"}, None),
        ({"status": "draft"}, "draft"),
        ({"status": "recorded", "adherence": {"code": {"coding": [{"code": "taking"}]}}}, "active"),
        ({"status": "recorded", "adherence": {"code": {"text": "sometimes"}}}, "sometimes"),
        ({"status": "active", "adherence": {"code": {"text": "sometimes"}}}, "active"),
    ],
)
def test_a_recorded_statement(only: Callable[..., Record], fields: dict[str, Any], status: str | None) -> None:
    """That a statement was recorded says nothing about taking; what R5 says of that stands in adherence."""
    statement = order(resourceType="MedicationStatement", **fields)
    record = only(json.dumps(statement))
    assert ([entry.status for entry in record.entries], record.problems) == ([status], ())


def test_contained_medicines_of_one_name(only: Callable[..., Record]) -> None:
    """Which of two is meant nobody knows: a gap."""
    inside = [{"resourceType": "Medication", "id": "m", "code": {"text": name}} for name in ("oxycodone", "vitamin D")]
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "#m"}}
    (gap,) = only(json.dumps(order(**reference, contained=inside))).unread
    assert gap.problem.message == 'two contained resources that differ are called "#m"'
    assert len(only(json.dumps(order(**reference, contained=[inside[0], inside[0]]))).entries) == 1


NO_INGREDIENT = (
    'the ingredient "#z" is not in the input, or cannot be read there (in Medication/m.ingredient[0].itemReference)'
)


@pytest.mark.parametrize(
    ("ingredient", "name", "codes", "problems"),
    [
        ({"itemCodeableConcept": {"text": "codeine"}}, "dihydrocodeine (codeine)", [], []),
        ({"itemCodeableConcept": {"coding": [{"code": "2670"}]}}, "dihydrocodeine", ["2670"], []),
        ({"itemReference": {"reference": "#s"}}, "dihydrocodeine (codeine)", [], []),
        (
            {"itemReference": {"reference": "#z", "display": "codeine"}},
            "dihydrocodeine (codeine)",
            [],
            [NO_INGREDIENT],
        ),
        (
            {"itemReference": {"reference": "#z"}},
            "dihydrocodeine",
            [],
            [NO_INGREDIENT],
        ),
    ],
)
def test_ingredients_are_never_lost(
    only: Callable[..., Record], ingredient: dict[str, Any], name: str, codes: list[str], problems: list[str]
) -> None:
    """However an ingredient is given it is read, or reported; a word inside another is not that word."""
    substance = {"resourceType": "Substance", "id": "s", "code": {"text": "codeine"}}
    medicine = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"text": "dihydrocodeine"},
        "ingredient": [ingredient],
        "contained": [substance],
    }
    referring = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"})
    record = only(json.dumps(medicine) + "\n" + json.dumps(referring))
    assert [(each.name, [code.code for code in each.codes]) for each in record.entries] == [(name, codes)]
    assert [problem.message for problem in record.problems] == problems


def test_a_reference_to_nothing_beside_a_concept(only: Callable[..., Record]) -> None:
    """A medicine that is not there does not take away the one that is named."""
    record = only(json.dumps(order(medicationReference={"reference": "Medication/x"})))
    assert [entry.name for entry in record.entries] == ["oxycodone"]
    assert [problem.message for problem in record.problems] == [
        'the medicine "Medication/x" is not in the input, or cannot be read there'
    ]


def lasting(*lengths: int, numbered: bool = False, **fields: Any) -> dict[str, Any]:
    """An order with a supply of five days and dosages of these lengths in days."""
    repeats = [{"timing": {"repeat": {"boundsDuration": {"value": each, "code": "d"}}}} for each in lengths]
    dosages = [{"sequence": place, **each} for place, each in enumerate(repeats)] if numbered else repeats
    supply = {"dispenseRequest": {"expectedSupplyDuration": {"value": 5, "unit": "d"}}}
    return order(dosageInstruction=dosages, **supply, **fields)


def test_lengths_of_several_dosages(only: Callable[..., Record]) -> None:
    """One after the other they add up, else the longest counts; without a start the longer supply is the supply."""
    given = [
        lasting(10, 20, numbered=True, authoredOn="2025-12-01"),
        lasting(10, 20, authoredOn="2025-12-01"),
        lasting(10),
    ]
    found = [only(json.dumps(each)).entries[0] for each in given]
    assert [(entry.end, int(entry.days_supply or 0)) for entry in found] == [
        ("2025-12-30", 5),
        ("2025-12-20", 5),
        (None, 10),
    ]


def nested(*chain: dict[str, Any]) -> str:
    """An order of Medication/0 and medicines of these contents, numbered in a row."""
    referring = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/0"})
    medicines = [{"resourceType": "Medication", "id": str(n), **each} for n, each in enumerate(chain)]
    return "\n".join(json.dumps(each) for each in (referring, *medicines))


def holding(number: int, **more: Any) -> dict[str, Any]:
    """The contents of a medicine that holds another."""
    return {"ingredient": [{"itemReference": {"reference": f"Medication/{number}"}}], **more}


@pytest.mark.parametrize(
    ("chain", "name"),
    [
        ([holding(1), {"code": {"text": "oxycodone"}}], "oxycodone"),
        ([holding(1), holding(2), {"ingredient": {"itemCodeableConcept": {"text": "oxycodone"}}}], "oxycodone"),
        ([holding(1, code={"text": "pills"}), holding(2), {"code": {"text": "oxycodone"}}], "pills (oxycodone)"),
        ([holding(1), holding(0, code={"text": "oxycodone"})], "oxycodone"),
        ([{"ingredient": [*holding(1)["ingredient"] * 2]}, {"code": {"text": "oxycodone"}}], "oxycodone"),
        ([{"ingredient": [{"item": {"reference": {"reference": "Substance/s"}}}]}], "oxycodone"),
        ([{"ingredient": [{"itemReference": {"reference": "Substance/t"}}]}], "oxycodone"),
    ],
)
def test_medicines_in_medicines(only: Callable[..., Record], chain: list[dict[str, Any]], name: str) -> None:
    """What an ingredient refers to is found wherever it stands in the input, with all that is in it."""
    substances = [
        {"resourceType": "Substance", "id": "s", "code": {"text": "oxycodone"}},
        {"resourceType": "Substance", "id": "t", "ingredient": [{"substanceReference": {"reference": "Substance/s"}}]},
    ]
    record = only("\n".join([nested(*chain), *map(json.dumps, substances)]))
    assert ([entry.name for entry in record.entries], record.problems) == ([name], ())


@pytest.mark.parametrize(
    ("chain", "path", "message"),
    [
        (
            [holding(1)],
            "medicationReference",
            (
                'the ingredient "Medication/1" is not in the input, or cannot be read there '
                "(in Medication/0.ingredient[0].itemReference)"
            ),
        ),
        (
            [{"code": {"text": "x"}, "form": 5}],
            "medicationReference",
            "an object is due here, not a number (in Medication/0.form)",
        ),
        (
            [{"code": {"text": "x"}, "ingredient": [{}]}],
            "medicationReference",
            "an ingredient has neither a name nor a code (in Medication/0.ingredient[0])",
        ),
        (
            [holding(1), MODIFIERS],
            "medicationReference",
            f"{MODIFIED} (in Medication/1.modifierExtension) (in Medication/0.ingredient[0].itemReference)",
        ),
        (
            [holding(1, code={"text": "x"}), holding(2)],
            "medicationReference",
            (
                'the ingredient "Medication/2" is not in the input, or cannot be read there '
                "(in Medication/1.ingredient[0].itemReference) (in Medication/0.ingredient[0].itemReference)"
            ),
        ),
    ],
)
def test_faults_inside_a_medicine(
    only: Callable[..., Record], chain: list[dict[str, Any]], path: str, message: str
) -> None:
    """They are reported where the order refers to it, with their own place."""
    (problem,) = only(nested(*chain)).problems
    assert (problem.path, problem.message) == (f"MedicationRequest/r.{path}", message)


def test_endless_rows_of_medicines(only: Callable[..., Record]) -> None:
    """After many of them the next counts as not there."""
    chain = [holding(n + 1) for n in range(200)]
    record = only(nested(*chain, {"code": {"text": "oxycodone"}}))
    assert [gap.problem.code for gap in record.unread] == ["fhir-reference"]
