"""Changes as text for a terminal, as Markdown and as JSON.

Text and Markdown begin with what a reviewer asks first, then show what changes; what stays as it is is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipskg import tables
from ipskg.changes.model import Change, ContradictionChange, Meaning, StepChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ipskg.changes.model import Changes, ReviewChanges, Study, Support

# Said in the summary also where there is nothing to say, and only where there is.
_ALWAYS = (Meaning.SUPPORTED, Meaning.ONE_STUDY, Meaning.FALLS_AWAY)
_ELSE = (Meaning.MORE_STUDIES, Meaning.UNCITED, Meaning.NEW, Meaning.GONE)
_CONTRADICTIONS = {Meaning.APPEARS: "Contradictions that appear", Meaning.GOES: "Contradictions that go"}
_NUMBERS = ("cited", "accounts", "participants", "countries", "in_trials")
_SAMPLED = {("actor group", "participants"): "sampled from it"}  # from whichever study, not only those that support it
_LEGEND = (
    "3 → 2 is before and after. Cited are the studies that the statements of the results cite, accounts the studies"
    " whose constructs went into the metaphor or the step."
)


def as_text(changes: Changes) -> str:
    """Write changes for a terminal."""
    return "\n".join(_text(review) for review in changes.reviews)


def as_markdown(changes: Changes) -> str:
    """Write changes as Markdown; text from the graph cannot become markup."""
    return "\n".join(_markdown(review) for review in changes.reviews)


def as_json(changes: Changes) -> str:
    """Write changes as one JSON object with the key `reviews`; it holds the records that do not change, too."""
    import json

    return json.dumps(changes, default=_json, ensure_ascii=False, indent=2) + "\n"


WRITERS: dict[str, Callable[[Changes], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}


@dataclass(frozen=True)
class _Table:
    """A table of what changes; columns without any content are left out."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def _text(review: ReviewChanges) -> str:
    lines = [_title(review), "", *(f"{what}: {said}" for what, said in _summary(review))]
    for table in _tables(review):
        lines += ["", table.heading]
        lines += tables.as_text(table.columns, table.rows).splitlines() if table.rows else []
    told = [f"- {said}" for said in _contradictions(review)]
    if review.contradictions:
        lines += ["", _heading("contradiction", len(told), len(review.contradictions)), *told]
    return "".join(tables.plain(line) + "\n" for line in [*lines, *_legend(review)])


def _markdown(review: ReviewChanges) -> str:
    def shown(text: str) -> str:
        return tables.escaped(tables.plain(text))

    lines = [f"# {shown(_title(review))}", "", *(f"- {what}: {shown(said)}" for what, said in _summary(review))]
    for table in _tables(review):
        lines += ["", f"## {table.heading}"]
        lines += ["", *tables.as_markdown(table.columns, table.rows).splitlines()] if table.rows else []
    told = [f"- {shown(one)}" for one in _contradictions(review)]
    if review.contradictions:
        lines += ["", f"## {_heading('contradiction', len(told), len(review.contradictions))}"]
        lines += ["", *told] if told else []
    return "".join(line + "\n" for line in [*lines, *_legend(review)])


def _title(review: ReviewChanges) -> str:
    before, after = len(review.before), len(review.after)
    return f"{review.label}: {_number(after, 'study')}" + ("" if before == after else f", {before} before")


def _summary(review: ReviewChanges) -> Iterator[tuple[str, str]]:
    if gone := review.before - review.after:
        yield "No longer included", _names(gone)
    if new := review.after - review.before:
        yield "Newly included", _names(new)
    if not _changes_anything(review):
        yield "What the synthesis rests on", "nothing changes"
        return
    for meaning in (*_ALWAYS, *_ELSE):
        found = [
            _named(one, meaning, kind) for kind, own in _kinds(review).items() for one in own if meaning in one.meanings
        ]
        if found or meaning in _ALWAYS:
            yield meaning.capitalize(), "; ".join(found) or "nothing"
    for meaning, what in _CONTRADICTIONS.items():
        on = Counter(one.metaphor_label for one in review.contradictions if meaning in one.meanings)
        yield what, ", ".join(f"{count} on “{label}”" for label, count in on.items()) or "none"


def _kinds(review: ReviewChanges) -> dict[str, Sequence[Change]]:
    return {"metaphor": review.metaphors, "actor group": review.groups, "step": review.steps}


def _named(change: Change, meaning: Meaning, kind: str) -> str:
    name = change.label.lower() if isinstance(change, StepChange) else f"the {kind} “{change.label}”"
    if meaning in (Meaning.SUPPORTED, Meaning.ONE_STUDY) and change.after:
        return f"{name} ({_names(change.after.studies)})"
    return name


def _tables(review: ReviewChanges) -> Iterator[_Table]:
    for kind, changes in _kinds(review).items():
        changed = [change for change in changes if change.meanings]
        columns = [_columns(kind, change) for change in changed]
        kept = [name for name in (columns[0] if columns else ()) if any(cells[name] for cells in columns)]
        if changes:
            heading = _heading(kind, len(changed), len(changes))
            yield _Table(heading, kept, [[tables.plain(cells[name]) for name in kept] for cells in columns])


def _columns(kind: str, change: Change) -> dict[str, str]:
    """Give the cells of a record by the name of their column."""
    step = change if isinstance(change, StepChange) else None
    strong = (meaning for meaning in change.meanings if meaning in (*_ALWAYS, *_ELSE))
    return {
        kind: change.label,
        "statement": step.statement if step else "",
        "what it means": "; ".join(strong),
        **{_SAMPLED.get((kind, name), name.replace("_", " ")): _pair(name, change) for name in _NUMBERS},
        "loses": _names(change.lost),
        "gains": _names(change.gained),
        "no longer rests on": "; ".join(step.lost_grounds) if step else "",
        "now rests on": "; ".join(step.gained_grounds) if step else "",
    }


def _pair(name: str, change: Change) -> str:
    before, after = _count(name, change.before), _count(name, change.after)
    return before if before == after else f"{before or '–'} → {after or '–'}"


def _count(name: str, support: Support | None) -> str:
    value = None if support is None else getattr(support, name)
    return "" if value is None else str(len(value) if isinstance(value, frozenset) else value)


def _contradictions(review: ReviewChanges) -> Iterator[str]:
    for one in review.contradictions:
        if one.meanings:
            yield f"{_became(one)}: {_told(one)}"


def _became(change: ContradictionChange) -> str:
    moved = [(Meaning.GAINS, "gains", change.gained), (Meaning.LOSES, "loses", change.lost)]
    told = [f"{word} {_names(studies)}" for meaning, word, studies in moved if meaning in change.meanings]
    return " and ".join(told) or change.meanings[0]


def _told(change: ContradictionChange) -> str:
    shown = change.shown
    return (
        f"“{shown.account}” ({_names(shown.studies)}) against “{shown.against}” ({_names(shown.against_studies)}),"
        f" {shown.scope}, on “{change.metaphor_label}”"
    )


def _legend(review: ReviewChanges) -> list[str]:
    return ["", _LEGEND] if any(table.rows for table in _tables(review)) else []


def _changes_anything(review: ReviewChanges) -> bool:
    records = any(change.meanings for own in _kinds(review).values() for change in own)
    return records or any(change.meanings for change in review.contradictions)


def _heading(kind: str, changed: int, all_: int) -> str:
    return f"{kind.capitalize()}s: {changed or 'none'} of {all_} {'changes' if changed < 2 else 'change'}"


def _number(count: int, kind: str) -> str:
    return f"{count} {kind}" if count == 1 else f"{count} {kind.removesuffix('y')}ies"


def _names(studies: Iterable[Study]) -> str:
    return "; ".join(study.label for study in sorted(studies, key=lambda study: (study.label, study.iri)))


def _json(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value, key=lambda study: study.iri)
    held = dict(vars(value))
    return held | {"meanings": value.meanings} if isinstance(value, Change | ContradictionChange) else held
