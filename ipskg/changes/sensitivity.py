"""Sensitivity: the reviews as they would be without some of their studies."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.corpus import MemoryCorpus

C = TypeVar("C", bound="MemoryCorpus")


def leave_out(
    corpus: MemoryCorpus, *, studies: Iterable[str] = (), trials: bool = False, groups: Iterable[str] = ()
) -> MemoryCorpus:
    """Give a corpus without these studies, those that are part of a trial, and those that speak for these groups.

    Raises UnknownName for a study or group that is not there, WrongUsage where there is nothing of a kind to leave out.
    """
    left_out = [*studies, *(_in_trials(corpus) if trials else ())]
    for group in groups:
        left_out += _speaking_for(corpus, group)
    return corpus.without(*left_out) if left_out else corpus


def _in_trials(corpus: MemoryCorpus) -> list[str]:
    found = [row["study"] for row in corpus.query("studies") if row["partOfTrial"] == "Yes"]
    if not found:
        raise WrongUsage("no study is known to be part of a trial: there is none to leave out")
    return found


def _speaking_for(corpus: MemoryCorpus, group: str) -> list[str]:
    found = [row["study"] for row in corpus.query("perspectives", actorGroup=group)]
    if not found:
        raise WrongUsage(f"no study gives the perspective of the group {group}: there is none to leave out")
    return found
