"""Reports that stand in the pages of a review: the criteria of eMERGe filled in, and the flow of records drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.reports import formats, reports
from ipskg.reports.kinds import prisma

if TYPE_CHECKING:
    from ipskg.audit import ReviewAudit
    from ipskg.corpus import MemoryCorpus

PAGE = "reporting.html"


def emerge(corpus: MemoryCorpus, audited: ReviewAudit) -> str:
    """Give the criteria of eMERGe, filled in for the only review of a corpus: queries lead to the query page."""
    (report,) = reports(corpus, "emerge", audits={audited.review: audited})
    return formats.fragment(report, queries="query.html?query=")


def flow(corpus: MemoryCorpus) -> str | None:
    """Give the flow of records of the only review of a corpus as one `svg` element, if there is one."""
    return prisma.diagram(corpus, corpus.reviews[0])
