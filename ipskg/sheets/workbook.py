"""An xlsx workbook to code in: headings with help, marks of what is required, lists to choose from.

XlsxWriter writes the same bytes for the same cells once it is told a date of creation. Each text is written as a text,
so that none becomes a formula, a link or a number.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from ipskg.errors import WrongUsage
from ipskg.forms import INTEGER
from ipskg.sheets.layout import ABOUT, FINDING, ID, KIND, LISTS
from ipskg.sheets.records import CONCEPT, NAMES, VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipskg.forms import Form, Forms
    from ipskg.sheets.cells import Value
    from ipskg.sheets.layout import Column, Layout, Sheet
    from ipskg.sheets.records import Records
    from ipskg.sheets.writing import Filled

LONGEST = 32_767  # characters of a cell, in any spreadsheet; rare ones count twice
ROWS = 300  # below the last row that is filled, with lists to choose from

# XlsxWriter escapes what looks like an escaped character, but not where the next one begins with its last sign.
_MISTAKEN = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_LARGEST = 10**15  # beyond it spreadsheets round numbers
_CREATED = datetime(2000, 1, 1)
_LONG = ("states", "definition", "editorialNote", "hasRationale", "hasInterpretation", "title", "hasAim", "Finding")
_LINE = 15  # points
_MOST_LINES = 20
_OWN_ROWS = 100  # rows of a sheet that its records are offered from in other sheets

_Key = tuple[tuple[str, ...], tuple[str, ...]]


def as_xlsx(filled: Filled, *, title: str, layout: Layout, forms: Forms, records: Records) -> bytes:
    """Write a workbook. Raises WrongUsage for a text that no cell can hold."""
    return _Writer(layout, forms, records).write(filled, title)


class _Writer:
    def __init__(self, layout: Layout, forms: Forms, records: Records) -> None:
        self._layout = layout
        self._forms = forms
        self._records = records
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._book.set_properties({"created": _CREATED, "title": "Coding workbook", "author": "ipskg"})
        self._formats = {
            "required": self._heading("#1F4E5F", "#FFFFFF"),
            "expected": self._heading("#CFE2E6", "#000000"),
            "optional": self._heading("#EEEEEE", "#000000"),
            "text": self._book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": self._book.add_format({"num_format": "0", "valign": "top"}),
            "title": self._book.add_format({"bold": True, "font_size": 14}),
            "wrapped": self._book.add_format({"text_wrap": True, "valign": "top"}),
            "bold": self._book.add_format({"bold": True, "valign": "top"}),
        }
        self._lists: dict[_Key, str] = {}

    def write(self, filled: Filled, title: str) -> bytes:
        self._about(title)
        sheets = {sheet.name: self._book.add_worksheet(sheet.name) for sheet in self._layout.sheets}
        lists = self._book.add_worksheet(LISTS)
        lists.hide()
        for sheet in self._layout.sheets:
            columns, rows = filled[sheet.name]
            self._sheet(sheets[sheet.name], sheet, columns, rows, lists, filled)
        self._book.close()
        return self._buffer.getvalue()

    def _about(self, title: str) -> None:
        page = self._book.add_worksheet(ABOUT)
        page.hide_gridlines(2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, _held(title), self._formats["title"])
        for number, text in enumerate(_HELP, 2):
            page.merge_range(number, 0, number, 1, text, self._formats["wrapped"])
        for number, sheet in enumerate(self._layout.sheets, 3 + len(_HELP)):
            page.write_string(number, 0, sheet.name, self._formats["bold"])
            page.write_string(number, 1, sheet.description, self._formats["wrapped"])

    def _sheet(
        self, page: Any, sheet: Sheet, columns: Sequence[Column], rows: list[list[Value]], lists: Any, filled: Filled
    ) -> None:
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        last = len(rows) + ROWS
        for number, column in enumerate(columns):
            style, mark = _style(column, sheet)
            page.write_string(0, number, column.heading + mark, self._formats[style])
            page.write_comment(0, number, _help(column, sheet), {"x_scale": 2.5, "y_scale": 1.2, "author": "ipskg"})
            is_number = bool(column.field and column.field.datatype == INTEGER)
            page.set_column(number, number, _width(column), self._formats["number" if is_number else "text"])
            self._choices(page, number, last, column, lists, filled)
        page.set_row(0, 2 * _LINE)
        for row, values in enumerate(rows, 1):
            # Not every spreadsheet makes room for a text that goes on in a second line.
            page.set_row(row, _LINE * max(map(_lines, values, map(_width, columns))))
            for number, value in enumerate(values):
                self._write(page, row, number, value, sheet)

    def _write(self, page: Any, row: int, column: int, value: Value, sheet: Sheet) -> None:
        if isinstance(value, int) and abs(value) < _LARGEST:
            page.write_number(row, column, value, self._formats["number"])
        elif value is not None:
            if len(str(value).encode("utf-16-le")) > 2 * LONGEST:
                cell = f"{sheet.name}!{xl_rowcol_to_cell(row, column)}"
                raise WrongUsage(f"a text for {cell} is longer than a cell can be: write --format csv")
            if _MISTAKEN.search(str(value)):
                cell = f"{sheet.name}!{xl_rowcol_to_cell(row, column)}"
                raise WrongUsage(f"a text for {cell} would be taken for other characters: write --format csv")
            page.write_string(row, column, _held(str(value)), self._formats["text"])

    def _choices(self, page: Any, number: int, last: int, column: Column, lists: Any, filled: Filled) -> None:
        key = self._key(column)
        if key is None:
            return
        many = bool(column.field and not column.field.single and column.heading in _headings(self._layout, column))
        page.data_validation(
            1,
            number,
            last,
            number,
            {
                "validate": "list",
                "source": f"={self._list(key, lists, filled)}",
                "error_type": "information" if many else "warning",
                "error_title": "Not in the list",
                "error_message": "Several can be parted by semicolons." if many else "Choose from the list.",
                "input_title": column.heading[:32],
                "input_message": _prompt(column, many)[:255],
            },
        )

    def _key(self, column: Column) -> _Key | None:
        """Tell what a column is chosen from: classes and single terms, or kinds by their labels."""
        if column.field is None:
            if column.heading == KIND and column.form:
                return (), tuple(kind.label for kind in column.form.kinds if not kind.abstract)
            return ((FINDING,), ()) if column.heading == "Finding" else None
        if column.field.of == (FINDING,) and column.form:
            return tuple(kind.iri for kind in column.form.kinds), ("own",)
        return (column.field.of, column.field.choices) if column.field.is_reference else None

    def _list(self, key: _Key, lists: Any, filled: Filled) -> str:
        """Write a list of choices once, and give its name."""
        if key not in self._lists:
            number = len(self._lists)
            self._lists[key] = f"choices_{number + 1}"
            row = 0
            for text in self._known(key):
                lists.write_string(row, number, _held(text))
                row += 1
            for form in self._forms_of(key[0]):
                row = self._own(form, lists, row, number, filled)
            where = xl_range_abs(0, number, max(row - 1, 0), number)
            self._book.define_name(self._lists[key], f"={LISTS}!{where}")
        return self._lists[key]

    def _known(self, key: _Key) -> list[str]:
        classes, choices = key
        if choices == ("own",):
            return []
        if not classes and choices and "://" not in choices[0]:
            return list(choices)
        return [
            self._records.shown(one.iri, classes, choices)
            for one in self._records.of(classes, choices)
            # Where any concept may be chosen, the terms of the lists that come with ipskg are not meant.
            if not (CONCEPT in classes and (one.graph or "").startswith(VOCABULARIES))
        ]

    def _forms_of(self, classes: Sequence[str]) -> list[Form]:
        """Give the forms of this workbook whose records are of some classes."""
        wanted = set(classes)
        return [
            sheet.form
            for sheet in self._layout.sheets
            if sheet.form and any(self._forms.superclasses[kind.iri] & wanted for kind in sheet.form.kinds)
        ]

    def _own(self, form: Form, lists: Any, row: int, number: int, filled: Filled) -> int:
        """Offer what is written in the sheet of a form: its records by name, or by id if they have none."""
        columns, rows = filled[form.name]
        names = [at for at, column in enumerate(columns) if column.field and column.field.path in NAMES]
        column = names[0] if names else 0
        shown = {
            self._records.shown(one.iri, (kind.iri,)) for kind in form.kinds for one in self._records.of((kind.iri,))
        }
        for at in range(len(rows) + _OWN_ROWS):
            value = rows[at][column] if at < len(rows) else ""
            if value in shown:
                continue  # a record that is coded already stands in the list
            cell = f"'{form.name}'!{xl_rowcol_to_cell(at + 1, column, row_abs=True, col_abs=True)}"
            lists.write_formula(row, number, f'=IF({cell}="","",{cell})', None, _held(str(value or "")))
            row += 1
        return row

    def _heading(self, fill: str, ink: str) -> Any:
        return self._book.add_format(
            {"bold": True, "bg_color": fill, "font_color": ink, "text_wrap": True, "valign": "top", "border": 1}
        )


_HELP = (
    "Each sheet holds one kind of record, a row each. Point at a heading to read what belongs below it.",
    "A dark heading with a star is required, a light blue one is expected, the others are as you need them.",
    "Leave the Id empty for a new record: it is made from what the row says. Where there is a list, choose from it.",
    "Ids that would be the same are numbered in the order of the rows; `ipskg sheet write` gives a workbook with all"
    " ids, to go on from.",
    "Other sheets call a record by its name, or by its Id, which is there to tell two of one name apart.",
    "Several values in one cell are parted by semicolons; a semicolon inside a value is written \\;",
    "Several texts in one cell stand in a line each (Alt+Enter in Excel, Ctrl+Enter in LibreOffice).",
    "A term that a list lacks goes into the sheet Terms of the workbook of the whole review.",
    "A text in another language goes into a column of its own: add one with the language in brackets, as Title (de).",
    "Write in your own words: names, titles, figures and terms of a paper carry over, its sentences do not.",
    "Then `ipskg validate` names the cell of each problem, and `ipskg add` puts the workbook into its review.",
)


def _held(text: str) -> str:
    """Leave out what no XML can hold and XlsxWriter writes all the same."""
    return text.replace("\ufffe", "").replace("\uffff", "")


def _style(column: Column, sheet: Sheet) -> tuple[str, str]:
    if column.is_required:
        return "required", " *"
    return ("expected" if column.field and (column.field.expected or column.field.required) else "optional"), ""


def _help(column: Column, sheet: Sheet) -> str:
    if column.heading == ID:
        return (
            "Leave it empty for a new record, or write one by which other sheets can name it, such as areberg-2013."
            " The id of a record that is there already adds to that record."
        )
    if column.field is None:
        return "Choose from the list." if column.heading == KIND else "The finding, by what it says or by its id."
    several = "" if column.field.single or not column.form else _several(column)
    need = "Required." if column.is_required else "Expected." if column.field.expected else ""
    return " ".join(part for part in (column.field.description, need, several) if part)


def _several(column: Column) -> str:
    assert column.field is not None
    return "Several texts: one a line." if column.field.by_language else "Several: parted by semicolons."


def _prompt(column: Column, many: bool) -> str:
    described = column.field.description if column.field else ""
    return f"{described} {'Several: parted by semicolons.' if many else ''}".strip() or "Choose from the list."


def _headings(layout: Layout, column: Column) -> set[str]:
    """Give the headings of the sheet of a form, where cells may hold several values: those of links hold one."""
    return {one.heading for sheet in layout.sheets if sheet.form is column.form for one in sheet.columns}


def _lines(value: Value, width: int) -> int:
    """Count the lines that a value takes in a column of some characters."""
    lines = sum(-(-len(line) // width) or 1 for line in str("" if value is None else value).split("\n"))
    return min(lines, _MOST_LINES)


def _width(column: Column) -> int:
    name = column.field.path.rpartition("#")[2].rpartition("/")[2] if column.field else column.heading
    if name in _LONG:
        return 50
    return 28 if not column.field or column.field.by_language or column.field.is_reference else 16
