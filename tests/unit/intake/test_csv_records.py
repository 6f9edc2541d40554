"""Tables: one medication a row, one record a patient."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ldn_rules.intake.feed import open_feed
from ldn_rules.intake.model import Coding, Entry, Frequency, Quantity
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


def test_every_column(only: Callable[..., Record]) -> None:
    """Each column arrives in its field."""
    table = {
        "patient_id": "Patient/p1",
        "birth_date": "1980-05-01",
        "as_of": "2026-01-15",
        "history_from": "2025",
        "source": "pharmacy",
        "list_date": "2026-01-14",
        "setting": "ward",
        "emergency": "no",
        "id": "m1",
        "name": "naltrexone 4.5 mg",
        "code": "7243",
        "code_system": "http://www.nlm.nih.gov/research/umls/rxnorm",
        "code_display": "naltrexone",
        "sig": '"1 cap, PO HS"',
        "dose": "4.50",
        "unit": "mg",
        "frequency_times": "1",
        "frequency_times_max": "2",
        "frequency_per": "1",
        "frequency_per_max": "3",
        "frequency_unit": "day",
        "route": "oral",
        "form": "capsule",
        "status": "active",
        "intent": "order",
        "prn": "Y",
        "specialist": "0",
        "start": "2026-01-10",
        "end": "2026-02",
        "last_taken": "2026-01-14",
        "last_filled": "2026-01-12",
        "days_supply": "30",
        "refills": "2",
        "fill_number": "1",
        "quantity": "30 capsules",
        "strength": "4.5",
        "strength_unit": "mg",
        "prescriber": "Dr A",
        "reason": "pain",
        "reason_stopped": "none",
        "purpose": "ultra-low-dose",
    }
    record = only(",".join(table) + "\n" + ",".join(table.values()) + "\n")
    assert record.problems == ()
    assert (record.patient, record.birth_date, record.as_of, record.history_from) == (
        "p1",
        "1980-05-01",
        "2026-01-15",
        "2025",
    )
    assert (record.list_source, record.list_date, record.setting, record.emergency) == (
        "pharmacy",
        "2026-01-14",
        "ward",
        False,
    )
    assert record.entries == (
        Entry(
            id="m1",
            position=0,
            name="naltrexone 4.5 mg",
            codes=(Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "7243", "naltrexone"),),
            sig="1 cap, PO HS",
            dose=Quantity(Decimal("4.50"), "mg"),
            frequency=Frequency(Decimal(1), Decimal(1), "day", Decimal(2), Decimal(3)),
            route="oral",
            form="capsule",
            status="active",
            intent="order",
            prn=True,
            specialist=False,
            start="2026-01-10",
            end="2026-02",
            last_taken="2026-01-14",
            last_filled="2026-01-12",
            days_supply=Decimal(30),
            refills=Decimal(2),
            fill_number=Decimal(1),
            quantity=Quantity(Decimal(30), "capsules"),
            strength=Quantity(Decimal("4.5"), "mg"),
            prescriber="Dr A",
            reason="pain",
            reason_stopped="none",
            purpose="ultra-low-dose",
            line=2,
        ),
    )


def test_rows_are_sorted_by_patient(read: Callable[..., list[Record]]) -> None:
    """Patients come in the order of first appearance, with all their rows."""
    records = read("patient_id,name\nb,1\na,2\nb,3\n,4\nc,5\n,6\n")
    assert [(record.patient, record.line, [entry.name for entry in record.entries]) for record in records] == [
        ("b", 2, ["1", "3"]),
        ("a", 3, ["2"]),
        (None, 5, ["4"]),
        ("c", 6, ["5"]),
        (None, 7, ["6"]),
    ]
    assert [problem.code for problem in records[2].problems] == ["no-patient"]


def test_quoted_cells(only: Callable[..., Record]) -> None:
    """Delimiters, doubled marks and line ends in quotation marks are text; a mark inside a word is one."""
    record = only('patient_id,name,sig\np,"a, b","say ""x""\r\nthen y"\np,6" pad,"z" \n')
    assert [(entry.name, entry.sig, entry.line) for entry in record.entries] == [
        ("a, b", 'say "x"\nthen y', 2),
        ('6" pad', "z", 4),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters(only: Callable[..., Record], sign: str) -> None:
    """The delimiter is the one that gives known columns."""
    record = only(f"patient_id{sign}name{sign}sig\np{sign}a{sign}1, 2; 3\n".replace(", 2; 3", " x"))
    assert (record.patient, record.entries[0].sig) == ("p", "1 x")


def test_header_names(only: Callable[..., Record]) -> None:
    """Case, spaces and hyphens of a header do not matter; a map names what is left."""
    record = only(
        "Patient ID,Drug,Days-Supply,dose unit,DOSE,phone\np,a,3,mg,4,123\n", csv_map={"drug": "name", "Phone": ""}
    )
    assert (record.entries[0].name, record.entries[0].days_supply) == ("a", Decimal(3))
    assert record.entries[0].dose == Quantity(Decimal(4), "mg")
    assert record.problems == ()


def test_spreadsheet_leftovers(read: Callable[..., list[Record]]) -> None:
    """Empty rows and cells behind the last column are nothing."""
    (record,) = read("patient_id,name\np,a,,,\n,,\n\n , \n")
    assert [entry.name for entry in record.entries] == ["a"]
    assert record.problems == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("p,a,1,mg,1", "csv-cells None 2:None the row has 5 cells, the header 6"),
        ("p,a,1,mg,1,2,3", "csv-cells None 2:None the row has 7 cells, the header 6"),
        ('p,"a,1,mg,1,2', "csv-quote None 2:None a quotation mark is opened in this row and not closed"),
        ("p,,1,mg,,", "nameless None 2:None a medication needs a name or a code"),
        ("p,\0,1,mg,,", "not-text None 2:None there is a NUL byte in this row"),
    ],
)
def test_faults_of_a_row(
    only: Callable[..., Record], said: Callable[[Record], list[str]], row: str, problem: str
) -> None:
    """A faulty row is an unread entry with its line; the rows around it are read."""
    record = only(f"patient_id,name,dose,unit,days_supply,prn\n{row}\np,b,,,,\n")
    assert said(record) == [problem]
    assert [entry.name for entry in record.entries] == ["b"]
    assert [gap.position for gap in record.unread] == [0]


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ("p,a,one,mg,,", "dose", 'bad-number dose 2:None "one" is not a number'),
        (
            "p,a,4.5 mg,mcg,,",
            "dose",
            'bad-number dose 2:None "4.5 mg" has another unit than the column of units: "mcg"',
        ),
        (
            'p,a,"4,5",mg,,',
            "dose",
            (
                'bad-number dose 2:None "4,5" is not a number: '
                "write a point before its fraction, and nothing between thousands"
            ),
        ),
        ("p,a,,,x,", "days_supply", 'bad-number days_supply 2:None "x" is not a number'),
        ("p,a,,,,perhaps", "prn", 'wrong-type prn 2:None true or false is due here, not "perhaps"'),
    ],
)
def test_a_cell_that_cannot_be_read_costs_itself(
    only: Callable[..., Record], said: Callable[[Record], list[str]], row: str, field: str, problem: str
) -> None:
    """The drug is read without it, and the entry knows what it lacks."""
    record = only(f"patient_id,name,dose,unit,days_supply,prn\n{row}\n")
    assert said(record) == [problem]
    assert [(entry.name, entry.unread_fields) for entry in record.entries] == [("a", (field,))]
    assert record.problems[0].entry == record.entries[0].id


@pytest.mark.parametrize("other", ["Patient/p", "urn:uuid:p", " p "])
def test_one_patient_named_in_several_ways(read: Callable[..., list[Record]], other: str) -> None:
    """Rows of one patient are one record, however its id is written."""
    (record,) = read(f"patient_id,name\np,a\n{other},b\n")
    assert (record.patient, [entry.name for entry in record.entries]) == ("p", ["a", "b"])


def test_bytes_of_another_encoding(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """A row that is not UTF-8 is unread; it stays with its patient if that can be told."""
    first, second = read(b"patient_id,name\np,caf\xe9\np,b\nq\xff,c\n")
    assert said(first) == ["encoding None 2:None byte 0xE9 is not UTF-8 text here; save the table as UTF-8"]
    assert (first.patient, first.entries[0].name) == ("p", "b")
    assert second.patient is None
    assert len(second.unread) == 1


def test_a_mark_that_is_never_closed_costs_one_row(
    only: Callable[..., Record], read: Callable[..., list[Record]]
) -> None:
    """After a hundred lines, or at the end, the rows behind it are rows again."""
    rows = "".join(f"p,n{number}\n" for number in range(250))
    record = only('patient_id,name\np,"oops\n' + rows + 'p,"again\np,last\n')
    assert len(record.entries) == 251
    assert [gap.problem.line for gap in record.unread] == [2, 253]
    first, words = read('patient_id,name\np,"oops\n' + "word\n" * 150 + "p,last\n")
    assert ([entry.name for entry in first.entries], len(first.unread), len(words.unread)) == (["last"], 1, 150)


def test_unknown_columns_that_hold_something(
    read: Callable[..., list[Record]], said: Callable[[Record], list[str]]
) -> None:
    """A column that is not known is reported with each patient for whom it holds something."""
    first, second = read("patient_id,name,strt,\np,a,2025,x\nq,b,,\n")
    assert said(first) == [
        (
            'csv-unknown-column strt 1:3 the column "strt" is not known and its values were not read; '
            'did you mean "start"? '
            "--map theirs=ours says what it is, --map theirs= that it is not to be read"
        ),
        (
            "csv-unknown-column None 1:4 the column number 4, which has no name, "
            "is not known and its values were not read; "
            "--map theirs=ours says what it is, --map theirs= that it is not to be read"
        ),
    ]
    assert said(second) == []


def test_rows_that_disagree(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """Rows of one patient that disagree about the patient are a problem; an as_of stays visibly wrong."""
    record = only(
        "patient_id,name,birth_date,as_of,emergency\np,a,1980,2026-01-01,x\np,b,1981,2026-01-02,\np,c,,2026-01-01,\n"
    )
    assert said(record) == [
        (
            'csv-conflict birth_date 2:None rows of this patient disagree: "1980" (line 2) and "1981" (line 3); '
            "none of them is used"
        ),
        (
            'csv-conflict as_of 2:None rows of this patient disagree: "2026-01-01" (line 2) and "2026-01-02" (line 3); '
            "none of them is used"
        ),
        'wrong-type emergency 2:None true or false is due here, not "x"',
    ]
    assert (record.birth_date, record.as_of, record.emergency) == (None, "2026-01-01 or 2026-01-02", None)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("name,dose", 'the header has no column "patient_id"; name yours with --map theirs=patient_id'),
        ("patient_id,dose", 'the header has neither a column "name" nor "code"; name yours with --map theirs=name'),
        ("patient_id,name,Name", 'the column "name" stands twice in the header (see --map)'),
    ],
)
def test_unusable_headers(
    only: Callable[..., Record], said: Callable[[Record], list[str]], header: str, problem: str
) -> None:
    """A table that cannot be read is one record that says why."""
    record = only(header + "\n1,2,3\n", "csv")
    assert record.unreadable
    assert said(record) == [f"csv-header None 1:1 {problem}"]


def test_maps_to_columns_that_do_not_exist() -> None:
    """A map to nowhere is wrong usage."""
    with pytest.raises(UsageError) as caught:
        open_feed("csv", None, {"Drug": "nmae"})
    assert str(caught.value) == '--map Drug=nmae: there is no column "nmae"; did you mean "name"?'
    with pytest.raises(UsageError) as caught:
        open_feed("auto", None, {"Drug": "qqqqqqq"})
    assert str(caught.value).startswith('--map Drug=qqqqqqq: there is no column "qqqqqqq": it is one of as_of, birth')


def test_a_row_beyond_the_limit(read: Callable[..., list[Record]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that would fill the memory is reported; the rows before it are kept."""
    from ldn_rules.intake import lines

    monkeypatch.setattr(lines, "LONGEST", 60)
    records = read("patient_id,name\np,a\n" + "x" * 200 + "\nq,b\n", "csv", chunk=30)
    assert [(record.unreadable, record.patient) for record in records] == [(True, None), (False, "p"), (False, "q")]


def test_a_frequency_lacks_a_part(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """A frequency in columns needs all its parts."""
    record = only("patient_id,name,frequency_times\np,a,2\n")
    assert said(record) == [
        'incomplete frequency_times 2:None "per" is missing: a frequency is times, per and unit',
    ]


def test_a_map_without_its_column(read: Callable[..., list[Record]], said: Callable[[Record], list[str]]) -> None:
    """A column that only --map names is reported once, with the first record; one not to be read is not missed."""
    records = read("patient_id,name\np,a\nq,b\n", "csv", csv_map={"foo": "sig", "bar": ""})
    problem = 'csv-map None 1:1 --map names the column "foo", which this table does not have'
    assert [said(record) for record in records] == [[problem], []]
    (refused,) = read("patient_id,drug\np,a\n", "csv", csv_map={"foo": "name"})
    assert said(refused)[1] == problem
    assert refused.unreadable


def test_the_column_of_a_part(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """A fault in one of several columns that make a field names that column, as the table calls it."""
    record = only("patient_id,name,often,frequency_unit\np,a,x,day\n", csv_map={"often": "frequency_times"})
    assert said(record) == ['bad-number often 2:None "x" is not a number']


def test_a_display_without_a_code(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """It is the name where there is none; beside another name it is reported, and not lost in silence."""
    record = only("patient_id,name,code,display\np,,,oxycodone\np,pain tablets,,oxycodone\np,oxycodone,,oxycodone\n")
    assert [(entry.name, entry.unread_fields) for entry in record.entries] == [
        ("oxycodone", ()),
        ("pain tablets", ("codes",)),
        ("oxycodone", ()),
    ]
    assert said(record)[-1] == 'incomplete display 3:None the code that is called "oxycodone" is missing'


def test_one_column_for_two() -> None:
    """A map that says two things of one column is wrong usage."""
    with pytest.raises(UsageError) as caught:
        open_feed("csv", None, {"Drug name": "name", "drug_name": "sig"})
    assert str(caught.value) == '--map drug_name=sig: this column is said to be "name" too'


NOT_CLOSED = "a quotation mark is opened in this row and not closed"
BEHIND = "text stands behind a closing quotation mark in this row"
HEADER = "patient_id,name,sig,status\n"


@pytest.mark.parametrize(
    ("rows", "read_rows", "faults"),
    [
        ('p,a,"fibro,x\np,b,"back pain,x\n', [], {2: NOT_CLOSED, 3: NOT_CLOSED}),
        ('p,a,"Bob Smith,x\np,b,y,x\np,c,"Bob Smith,x\n', ["b"], {2: NOT_CLOSED, 4: NOT_CLOSED}),
        ('p,a,"two,x\np,b,twice",x\np,c,y,x\n', ["b", "c"], {2: NOT_CLOSED}),
        ('p,a,"say,x\n, , ,\nthen,y"\np,b,y,x\n', ["b"], {2: "the row has 3 cells, the header 4"}),
        ('p,a,"x,y\np,b,",x\np,c,y,x\n', ["c"], {2: NOT_CLOSED, 3: NOT_CLOSED}),
        ('p,a,"x\ny"z,x\np,b,y,x\n', ["b"], {2: NOT_CLOSED}),
        ('p,a,"Bob" Smith,x\np,b,y,x\n', ["b"], {2: BEHIND}),
        ('p,a,"Bob" "Smith",x\np,b,y,x\n', ["b"], {2: BEHIND}),
        ('p,a,"Bob\n"p,b,y,x\n', [], {2: NOT_CLOSED, 3: NOT_CLOSED}),
        ('p,a,"Bob\n\nSmith" \xa0,x\np,b,y,x\n', ["a", "b"], {}),
        ('p,a,"1 cap, HS\n2 caps, HS",x\n', ["a"], {}),
    ],
)
def test_marks_that_swallow_rows(
    read: Callable[..., list[Record]], rows: str, read_rows: list[str], faults: dict[int, str]
) -> None:
    """A mark closed where a row would end in it, or with text behind it, is a mistake: each line is a row again."""
    records = [record for record in read(HEADER + rows) if record.patient == "p"]
    assert [entry.name for record in records for entry in record.entries] == read_rows
    gaps = [gap.problem for record in records for gap in record.unread]
    assert {problem.line: problem.message for problem in gaps} == faults


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ('"p1,a,x,y\np1",b,x,y\n', [NOT_CLOSED, "the patient id of this row holds a quotation mark"]),
        ('"p1" x,a,x,y\n', [BEHIND]),
    ],
)
def test_marks_in_a_patient_id(read: Callable[..., list[Record]], rows: str, faults: list[str]) -> None:
    """They are no part of it, and a row that has one is not read."""
    (record,) = read(HEADER + rows)
    assert record.patient == ("p1" if len(faults) > 1 else "p1 x")
    assert [(gap.problem.code, gap.problem.message) for gap in record.unread] == [
        ("csv-quote", each) for each in faults
    ]


def test_signs_that_nobody_sees_in_a_patient_id(read: Callable[..., list[Record]]) -> None:
    """A space without width, or a mark of direction, makes no second patient."""
    (record,) = read("patient_id,name\np1,a\n\u200bp1,b\np1\ufeff,c\n\u200ePatient/p1,d\n")
    assert (record.patient, [entry.name for entry in record.entries]) == ("p1", ["a", "b", "c", "d"])
