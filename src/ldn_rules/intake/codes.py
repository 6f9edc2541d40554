"""The stable codes of everything that can be wrong with an input, and what each means.

Programs may compare the codes; the texts of the messages may be improved.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# The input as a whole.
ENCODING: Final = "encoding"
NOT_TEXT: Final = "not-text"
FORMAT_UNKNOWN: Final = "format-unknown"
TOO_LONG: Final = "too-long"

# JSON as a notation.
JSON_SYNTAX: Final = "json-syntax"
JSON_TRUNCATED: Final = "json-truncated"
JSON_DEPTH: Final = "json-depth"
JSON_NOT_OBJECT: Final = "json-not-object"
JSON_REPEATED_KEY: Final = "json-repeated-key"
JSON_BETWEEN: Final = "json-between"

# Fields of a medication list.
UNKNOWN_KEY: Final = "unknown-key"
WRONG_TYPE: Final = "wrong-type"
BAD_NUMBER: Final = "bad-number"
INCOMPLETE: Final = "incomplete"
NAMELESS: Final = "nameless"
REPEATED_ID: Final = "repeated-id"
NO_MEDICATIONS: Final = "no-medications"
EMPTY_LIST: Final = "empty-list"
NONE_UNATTESTED: Final = "none-unattested"
DAYS_LEFT_OUT: Final = "days-left-out"
NO_PATIENT: Final = "no-patient"
AMBIGUOUS_PATIENT: Final = "ambiguous-patient"
PATIENT_IN_TWO_FILES: Final = "patient-in-two-files"

# CSV.
CSV_HEADER: Final = "csv-header"
CSV_CELLS: Final = "csv-cells"
CSV_QUOTE: Final = "csv-quote"
CSV_UNKNOWN_COLUMN: Final = "csv-unknown-column"
CSV_MAP: Final = "csv-map"
CSV_CONFLICT: Final = "csv-conflict"

# FHIR.
FHIR_NOT_RESOURCE: Final = "fhir-not-resource"
FHIR_REFERENCE: Final = "fhir-reference"
FHIR_NOT_READ: Final = "fhir-not-read"
FHIR_MODIFIER: Final = "fhir-modifier"
FHIR_UNIT: Final = "fhir-unit"
FHIR_CONTRADICTION: Final = "fhir-contradiction"
FHIR_INCOMPLETE: Final = "fhir-incomplete"

MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ENCODING: "A byte sequence that is not UTF-8, or a UTF-16 or UTF-32 input that breaks off.",
        NOT_TEXT: "The input is compressed or binary data, or UTF-16 without a byte order mark.",
        FORMAT_UNKNOWN: "The input is neither JSON nor a table with a header that names known columns.",
        TOO_LONG: "A record, a row, or the name or sig of a medication is longer than the limit; that was not read.",
        JSON_SYNTAX: "The text is not JSON at the place named.",
        JSON_TRUNCATED: "The text ends before the JSON value is complete.",
        JSON_DEPTH: "The JSON is nested more deeply than any medication list is.",
        JSON_NOT_OBJECT: "A record is a JSON value other than an object.",
        JSON_REPEATED_KEY: "A key stands twice in one JSON object.",
        JSON_BETWEEN: "Something other than one comma stands between two records of a JSON document.",
        UNKNOWN_KEY: "A key that the format does not have; a medication with one is not read.",
        WRONG_TYPE: "A value of another type than the field has; the field is not read.",
        BAD_NUMBER: "A number that is none, not finite, or beyond any amount that can be meant.",
        INCOMPLETE: "A structured value that lacks a part it cannot do without.",
        NAMELESS: "A medication with neither a name nor a code.",
        REPEATED_ID: "Two medications of one list, or two medicines of FHIR that differ, have the same id.",
        NO_MEDICATIONS: "The record has no medication list that could be read.",
        EMPTY_LIST: "The medication list is empty, which does not say that no medicines are taken.",
        NONE_UNATTESTED: '"none" was given for the medications without a source and a date that can hold.',
        DAYS_LEFT_OUT: "Months or years as dates leave too many days; those nearest to the check were looked at.",
        NO_PATIENT: "A row or resource does not say which patient it belongs to; it stands in a record of its own.",
        AMBIGUOUS_PATIENT: "It cannot be told which patient is meant; what refers to it so is a record of its own.",
        PATIENT_IN_TWO_FILES: "Rows of one patient stand in two tables of one run; each was checked without the other.",
        CSV_HEADER: "The header line of a table is unusable: a column is missing, stands twice or has no name.",
        CSV_CELLS: "A row has another number of cells than the header.",
        CSV_QUOTE: "A quotation mark that is opened and not closed, or that stands where none can.",
        CSV_UNKNOWN_COLUMN: "A column that the format does not have holds values, which were not read.",
        CSV_MAP: "The option --map names a column that the table does not have.",
        CSV_CONFLICT: "Rows of one patient disagree about something that can only have one value.",
        FHIR_NOT_RESOURCE: "A JSON value among FHIR resources that is not a resource.",
        FHIR_REFERENCE: "A medicine or ingredient that is referred to is not in the input, or cannot be read there.",
        FHIR_NOT_READ: "A resource that tells of a medicine is of a kind, or in a place, that is not read.",
        FHIR_MODIFIER: "A resource has a modifier extension or implicit rules, which may change its meaning.",
        FHIR_UNIT: "A unit of time that is not known; the value was not read.",
        FHIR_CONTRADICTION: "A resource says one thing twice, and not the same; neither was read.",
        FHIR_INCOMPLETE: "A Bundle is not complete: a page of several, parts that could not be had, errors.",
    }
)
"""Each code with its meaning, in the order of the user guide."""
