"""Meta-ethnographies as graphs that can be queried, checked, rerun and extended.

>>> import ipskg
>>> review = ipskg.open()
>>> [row["heading"] for row in review.query("sections", actorGroup="clinicians")]
['Uncertain about whether work was a stressor or a way to recover']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from ipskg.corpus import Corpus

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(*folders: str | PathLike[str]) -> Corpus:
    """Open one or several review folders together, or the coded IPS review if none is named.

    Raises UnknownName for a folder that is not there, UnreadableInput for one that cannot be read or holds no review,
    and InconsistentData where a study or a namespace stands twice.
    """
    from ipskg.corpus import Corpus

    return Corpus(*folders)
