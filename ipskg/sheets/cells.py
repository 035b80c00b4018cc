"""What a cell says, as terms of the graph; and how a cell says them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ipskg.forms import INTEGER
from ipskg.namespaces import PREFIXES
from ipskg.validation import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.forms import Field
    from ipskg.sheets.records import Records

Value = str | int | float | bool | datetime | date | time | timedelta | None

STRING = PREFIXES["xsd"] + "string"

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:[0-9]{3}")
# Several values of one cell: a semicolon or a line break parts them, unless a backslash stands before it.
_PARTS = re.compile(r"(?:[^\\;\n]|\\.|\\\Z)+", re.DOTALL)
_LINES = re.compile(r"(?:[^\\\n]|\\.|\\\Z)+", re.DOTALL)
_UNSEEN = re.compile("[\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Said:
    """One term that a cell says, and what is wrong with it; such a term is a text that the shapes refuse."""

    term: ox.NamedNode | ox.Literal
    problem: str | None = None
    severity: Severity = Severity.VIOLATION
    found: str | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Reads cells; `typed` says that the file tells numbers from texts, as a workbook does and CSV does not."""

    records: Records
    typed: bool = True

    def read(self, field: Field, value: Value, language: str) -> list[Said]:
        """Give what a cell says in a field: nothing if it is empty."""
        if isinstance(value, datetime | date | time | timedelta):
            return [self._date(field, value, language)]
        if isinstance(value, str) and _ERROR.fullmatch(value):
            return [_refused(value, f"The cell holds the error {value} of a formula: write the value itself.")]
        text = plain(value)
        if not text:
            return []
        if field.is_reference:
            return [self._reference(field, part) for part in self._names(field, text)]
        if field.datatype == INTEGER:
            return [self._number(field, value, text)]
        if field.is_iri:
            return [_address(text, field)]
        parts = [text] if field.single else parts_of(text, by_line=field.by_language)
        return [Said(_text(field, part, language)) for part in parts]

    def _names(self, field: Field, text: str) -> list[str]:
        """Take a cell as one name if there is such a record, and else as several."""
        if field.single or self.records.find(text, field.of, field.choices):
            return [text]
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [
            part
            for line in lines
            for part in ([line] if self.records.find(line, field.of, field.choices) else parts_of(line, by_line=False))
        ]

    def _reference(self, field: Field, text: str) -> Said:
        found = self.records.find(text, field.of, field.choices)
        if len(found) == 1:
            return Said(ox.NamedNode(found[0]))
        if found:
            known = [self.records.shown(iri, field.of, field.choices) for iri in found[:3]]
            return _refused(text, "Several records are called so: write the id of the one that is meant.", tuple(known))
        return _refused(text, field.message, self.records.near(text, field.of, field.choices))

    def _number(self, field: Field, value: Value, text: str) -> Said:
        if isinstance(value, int | float) and not isinstance(value, bool) and _is_whole(value):
            return Said(ox.Literal(str(int(value)), datatype=ox.NamedNode(INTEGER)))
        if not _NUMBER.fullmatch(text):
            return _refused(text, field.message)
        number = ox.Literal(str(int(text)), datatype=ox.NamedNode(INTEGER))
        if not self.typed:
            return Said(number)
        return Said(number, "The number is stored as text: format the cell as a number.", Severity.WARNING, text)

    def _date(self, field: Field, value: datetime | date | time | timedelta, language: str) -> Said:
        written = value.date().isoformat() if isinstance(value, datetime) else str(value)
        if field.pattern and re.search(field.pattern, written):
            return Said(_text(field, written, language))
        problem = "The spreadsheet took this for a date or a time: format the cell as text, and write it again."
        return Said(_text(field, written, language), problem, found=written)


def plain(value: Value) -> str:
    """Give the text of a cell without what cannot be seen.

    No-break spaces become spaces, any line breaks plain ones; spaces at the ends, marks without width, and control
    characters, which XML cannot hold, are left out.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    if text.isascii() and text.isprintable():  # most are, and a workbook has a hundred thousand of them
        return text.strip()
    text = re.sub("\r\n|[\r\v\f]", "\n", text)
    text = re.sub("[\xa0\u2007\u202f]", " ", text)
    return _UNSEEN.sub("", text).strip()


def parts_of(text: str, *, by_line: bool) -> list[str]:
    r"""Part the values of a cell.

    >>> parts_of("Norway; Sweden", by_line=False)
    ['Norway', 'Sweden']
    >>> parts_of("one; two\nthree", by_line=True)
    ['one; two', 'three']
    """
    found = (_unescaped(part).strip() for part in (_LINES if by_line else _PARTS).findall(text))
    return [part for part in found if part]


def joined(values: Iterable[str], *, by_line: bool) -> str:
    r"""Put values into one cell, so that `parts_of` gives them back.

    >>> joined(["Norway", "Korea; the south"], by_line=False)
    'Norway; Korea\\; the south'
    """
    special = r"([\\\n])" if by_line else r"([\\;\n])"
    escaped = (re.sub(special, lambda found: "\\n" if found[1] == "\n" else f"\\{found[1]}", one) for one in values)
    return ("\n" if by_line else "; ").join(escaped)


def _unescaped(part: str) -> str:
    # A backslash before anything else is one that someone wrote.
    return re.sub(r"\\([\\;n\n])", lambda found: "\n" if found[1] == "n" else found[1], part)


def _is_whole(number: float) -> bool:
    return abs(number) < 10**18 and float(number).is_integer()  # no longer than one that is written may be


def _address(text: str, field: Field) -> Said:
    try:
        return Said(ox.NamedNode(text)) if _ADDRESS.fullmatch(text) else _refused(text, field.message)
    except ValueError:  # what no address may have in it, such as half of a percent sign's two digits
        return _refused(text, field.message)


def _text(field: Field, text: str, language: str) -> ox.Literal:
    if field.by_language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(field.datatype or STRING))


def _refused(text: str, problem: str, near: tuple[str, ...] = ()) -> Said:
    return Said(ox.Literal(text), problem, found=text, near=near)
