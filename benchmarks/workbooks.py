"""A workbook of a thousand studies: the coded review's own, each many times under ids of its own."""

import re
from pathlib import Path

import openpyxl

import ipskg
from ipskg.graphs import triples
from ipskg.sheets import Desk, Workbook
from ipskg.sheets.cells import Value
from ipskg.sheets.layout import review_layout
from ipskg.sheets.records import Records
from ipskg.sheets.writing import fill

COPIES = 60  # of 17 studies


def thousand_studies(path: Path) -> Desk:
    """Write the workbook, in which records are named by their ids, and give the desk that reads it."""
    corpus = ipskg.open()
    desk = Desk(corpus)
    layout = review_layout(desk.forms)
    said = [one for file in corpus.reviews[0].files for one in triples(file.path)]
    nameless = Records((), superclasses=desk.forms.superclasses, prefixes=corpus.prefixes)
    filled = fill(said, layout, desk.forms, nameless)
    own = [sheet.name for sheet in layout.sheets if sheet.is_of_study]
    ids = {str(row[0]) for name in own for row in filled[name][1]}

    def copied(cell: Value, copy: int) -> Value:
        if not copy or not isinstance(cell, str):
            return cell
        if cell in ids:
            return f"{cell}-copy-{copy}"
        return re.sub(r"moen:([\w-]+)", lambda one: f"{one[0]}-copy-{copy}" if one[1] in ids else one[0], cell)

    for name in (*own, layout.links.name):
        columns, rows = filled[name]
        filled[name] = (columns, [[copied(cell, copy) for cell in row] for copy in range(COPIES) for row in rows])
    path.write_bytes(desk.as_xlsx(Workbook("thousand", filled, whole=True)))
    return desk


def read_alone(path: Path) -> int:
    """Read all cells by openpyxl alone."""
    sheets = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets
    return sum(len(row) for sheet in sheets for row in sheet.iter_rows(values_only=True))
