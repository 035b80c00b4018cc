"""Meta-ethnographies as graphs that can be queried, checked, rerun and extended.

>>> import ipskg
>>> review = ipskg.open()
>>> [row["heading"] for row in review.query("sections", actorGroup="clinicians")]
['Uncertain about whether work was a stressor or a way to recover']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from ipskg.corpus import Corpus, FolderCorpus

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


@overload
def open(*folders: str | PathLike[str]) -> FolderCorpus: ...


@overload
def open(
    *folders: str | PathLike[str],
    store: str | PathLike[str] | None = None,
    endpoint: str | None = None,
    reviews: Iterable[str] = (),
) -> Corpus: ...


def open(
    *folders: str | PathLike[str],
    store: str | PathLike[str] | None = None,
    endpoint: str | None = None,
    reviews: Iterable[str] = (),
) -> Corpus:
    """Open one or several review folders together, a store on disk, or a SPARQL endpoint; the coded IPS review if none.

    A store and an endpoint are asked where they are; of `reviews` that are named, each by IRI, prefix or id, their
    graphs are drawn into memory, and no others.
    Raises UnknownName for a folder or review that is not there, UnreadableInput for what cannot be read or holds no
    review, InconsistentData where a study or a namespace stands twice, WrongUsage for more than one kind of place.
    """
    from ipskg.corpus import FolderCorpus, open_at

    if store is None and endpoint is None and not reviews:
        return FolderCorpus(*folders)
    return open_at(folders, store=store, endpoint=endpoint, reviews=reviews)
