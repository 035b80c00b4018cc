"""Two readings of a review side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.changes.model import Change, Changes, ContradictionChange, ReviewChanges, StepChange
from ipskg.changes.reading import read
from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipskg.changes.model import Support
    from ipskg.changes.reading import Reading, Step
    from ipskg.corpus import Corpus


def compare(before: Corpus, after: Corpus) -> Changes:
    """Compare what the reviews of two corpora rest on; reviews are matched by namespace and records by IRI.

    Raises WrongUsage where the two do not hold the same reviews.
    """
    old, new = ({review.namespace: review for review in corpus.reviews} for corpus in (before, after))
    if old.keys() != new.keys():
        raise WrongUsage(
            f"these are not two versions of one review: one has the namespace {_namespaces(old)}, the other"
            f" {_namespaces(new)}, so they have no record in common; name two versions of one"
        )
    return Changes(
        tuple(
            _review(
                review.iri,
                read(before, review.iri, name=review.prefix),
                read(after, new[namespace].iri, name=review.prefix),
            )
            for namespace, review in sorted(old.items())
        )
    )


def _namespaces(reviews: Mapping[str, object]) -> str:
    return " and ".join(sorted(reviews))


def _review(iri: str, before: Reading, after: Reading) -> ReviewChanges:
    labels = before.labels | after.labels
    return ReviewChanges(
        review=iri,
        label=after.label,
        before=before.studies,
        after=after.studies,
        metaphors=_changes(before.metaphors, after.metaphors, labels),
        groups=_changes(before.groups, after.groups, labels),
        steps=tuple(
            _step(step, before.steps.get(step), after.steps.get(step)) for step in {**after.steps, **before.steps}
        ),
        contradictions=_contradictions(before, after, labels),
    )


def _changes(
    before: Mapping[str, Support], after: Mapping[str, Support], labels: Mapping[str, str]
) -> tuple[Change, ...]:
    return tuple(Change(iri, labels[iri], before.get(iri), after.get(iri)) for iri in {**after, **before})


def _step(iri: str, before: Step | None, after: Step | None) -> StepChange:
    shown = after or before
    assert shown is not None
    old, new = _leading(before), _leading(after)
    return StepChange(
        iri=iri,
        label=shown.label,
        before=before.support if before else None,
        after=after.support if after else None,
        statement=shown.statement,
        lost_grounds=tuple(label for ground, label in old.items() if ground not in new),
        gained_grounds=tuple(label for ground, label in new.items() if ground not in old),
    )


def _leading(step: Step | None) -> dict[str, str]:
    """Give the labels of what a step rests on and that leads to a study."""
    if step is None:
        return {}
    return {ground: step.ground_labels[ground] for ground, studies in step.grounds.items() if studies}


def _contradictions(before: Reading, after: Reading, labels: Mapping[str, str]) -> tuple[ContradictionChange, ...]:
    accounts = before.accounts | after.accounts
    return tuple(
        ContradictionChange(
            metaphor=pair.metaphor,
            metaphor_label=labels[pair.metaphor],
            accounts=accounts[pair],
            before=before.contradictions.get(pair),
            after=after.contradictions.get(pair),
        )
        for pair in {**after.contradictions, **before.contradictions}
    )
