"""What a change does to a synthesis: what its metaphors, groups, contradictions and steps rest on, before and after.

Every number here comes out of the canned queries: these modules put rows side by side and know no triple.
"""

from ipskg.changes.comparison import compare
from ipskg.changes.formats import WRITERS, as_json, as_markdown, as_text
from ipskg.changes.model import (
    Change,
    Changes,
    Contradiction,
    ContradictionChange,
    Meaning,
    ReviewChanges,
    StepChange,
    Study,
    Support,
)
from ipskg.changes.revisions import is_folder, open_version
from ipskg.changes.sensitivity import leave_out

__all__ = [
    "WRITERS",
    "Change",
    "Changes",
    "Contradiction",
    "ContradictionChange",
    "Meaning",
    "ReviewChanges",
    "StepChange",
    "Study",
    "Support",
    "as_json",
    "as_markdown",
    "as_text",
    "compare",
    "is_folder",
    "leave_out",
    "open_version",
]
