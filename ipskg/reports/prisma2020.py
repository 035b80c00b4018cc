"""The CSV that the R package PRISMA2020 draws its flow diagram from.

The package finds a number by the name in the column `data`, and a heading by the one in `box`; `node` is the shape in
its drawing. The texts are ours. A number that is not known stays blank, which the package reads as missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipskg.reports.flow import Exclusion, Flow, Step

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")

# What is one row each: the name of the number, the node, the box, and the text in it.
_ROWS = (
    ("", "node4", "prevstud", "Earlier version of the review"),
    ("previous_studies", "node5", "box1", "Studies in an earlier version"),
    ("previous_reports", "", "box1", "Reports of these studies"),
    ("", "node6", "newstud", "Studies found in databases and registers"),
    ("database_results", "node7", "box2", "Databases"),
    ("database_specific_results", "", "box2", "Each database"),
    ("register_results", "", "box2", "Registers"),
    ("register_specific_results", "", "box2", "Each register"),
    ("", "node16", "othstud", "Studies found by other means"),
    ("website_results", "node17", "box11", "Websites"),
    ("organisation_results", "", "box11", "Organisations"),
    ("citations_results", "", "box11", "Citations and reference lists"),
    ("duplicates", "node8", "box3", "Duplicates"),
    ("excluded_automatic", "", "box3", "Left out by an automated tool"),
    ("excluded_other", "", "box3", "Removed for other reasons"),
    ("records_screened", "node9", "box4", "Records screened"),
    ("records_excluded", "node10", "box5", "Records left out"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not got hold of"),
    ("other_sought_reports", "node18", "box12", "Reports sought"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not got hold of"),
    ("dbr_assessed", "node13", "box8", "Reports assessed"),
    ("dbr_excluded", "node14", "box9", "Reports left out"),
    ("other_assessed", "node20", "box14", "Reports assessed"),
    ("other_excluded", "node21", "box15", "Reports left out"),
    ("new_studies", "node15", "box10", "Studies included"),
    ("new_reports", "", "box10", "Reports of these studies"),
    ("total_studies", "node22", "box16", "Studies in all"),
    ("total_reports", "", "box16", "Reports of all studies"),
    ("identification", "node1", "identification", "Identification"),
    ("screening", "node2", "screening", "Screening"),
    ("included", "node3", "included", "Included"),
)


def as_csv(flow: Flow) -> str:
    """Write a flow of records as that CSV."""
    import csv
    import io

    numbers = _numbers(flow)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for data, node, box, text in _ROWS:
        tooltip = text if node else ""
        writer.writerow([data or "NA", node or "NA", box, text, text, tooltip or "NA", "", numbers.get(data, "")])
    return out.getvalue()


def _numbers(flow: Flow) -> dict[str, str]:
    found, titles = flow.at("identification"), flow.at("title and abstract screening")
    sought, assessed = flow.at("retrieval"), flow.at("full-text assessment")
    numbers = {
        "database_results": flow.found,
        "excluded_other": _sum([step.left_out for step in found if step.exclusions]),
        "records_screened": _begun(titles),
        "records_excluded": _sum([step.left_out for step in titles]),
        "dbr_sought_reports": _begun(sought),
        "dbr_notretrieved_reports": _sum([step.left_out for step in sought]),
        "dbr_assessed": _begun(assessed),
        "citations_results": _sum([_added(step) for step in flow.at("reference checking")]),
        "new_studies": flow.included,
    }
    reasons = "; ".join(_reason(one) for step in assessed for one in step.exclusions)
    return {name: str(number) for name, number in numbers.items() if number is not None} | {"dbr_excluded": reasons}


def _begun(steps: Sequence[Step]) -> int | None:
    return next((step.records_in for step in steps if step.records_in is not None), None)


def _added(step: Step) -> int | None:
    """Give how many records a search of reference lists added, if both its numbers are known."""
    return None if step.records_in is None or step.records_out is None else step.records_out - step.records_in


def _sum(numbers: Sequence[int | None]) -> int | None:
    """Add up numbers, None where there is none or one of them is not known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None


def _reason(exclusion: Exclusion) -> str:
    """Write a reason and its number: what separates the two, and one from the next, cannot stand in a reason."""
    reason = (exclusion.reason or "no reason given").replace(";", " /").replace(",", " -")
    return f"{reason}, {'' if exclusion.count is None else exclusion.count}"
