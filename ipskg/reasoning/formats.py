"""What the reasoner found, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ipskg.namespaces import local_name
from ipskg.tables import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipskg.reasoning import Verdict
    from ipskg.reasoning.clashes import Clash, Sentence


def as_text(verdict: Verdict, reviews: int) -> str:
    """Write whether all holds together, what was checked, and what clashes, a statement a line."""
    lines = [_verdict(verdict), _checked(verdict, reviews)]
    lines += [f"Nothing can be {_named(one)}: the ontology rules it out." for one in verdict.unsatisfiable]
    if verdict.clash:
        lines += ["", *_clash(verdict.clash)]
    return "".join(f"{line}\n" for line in lines)


def as_json(verdict: Verdict, reviews: int) -> str:
    """Write the same as JSON."""
    written: dict[str, Any] = {
        "consistent": verdict.consistent,
        "unsatisfiable": list(verdict.unsatisfiable),
        "checked": {
            "reviews": reviews,
            "records": verdict.records,
            "axioms": verdict.axioms,
            "unchecked": verdict.unchecked,
        },
        "clash": verdict.clash and _clash_fields(verdict.clash),
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


WRITERS: dict[str, Callable[[Verdict, int], str]] = {"text": as_text, "json": as_json}


def _verdict(verdict: Verdict) -> str:
    if verdict.holds:
        return "Consistent: the data and the ontology hold together."
    if verdict.consistent:
        return "Consistent, but some classes of the ontology can have no member."
    if verdict.clash and verdict.clash.minimal and not verdict.clash.statements:
        return "Inconsistent: the ontology contradicts itself, whatever the data say."
    return "Inconsistent: the data and the ontology cannot all be true."


def _checked(verdict: Verdict, reviews: int) -> str:
    text = f"Checked: {_counted(reviews, 'review')}, {_counted(verdict.records, 'record')}"
    text += f" and terms, {_counted(verdict.axioms, 'axiom')}, by HermiT."
    if verdict.unchecked:
        text += (
            f" Left out: {_counted(verdict.unchecked, 'statement')} that OWL cannot read; ipskg validate names them."
        )
    return text


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _clash(clash: Clash) -> list[str]:
    lines = ["These cannot all be true:"] if clash.statements else []
    lines += [_line(one) for one in clash.statements]
    lines += (
        ["since the ontology says:" if clash.statements else "These axioms cannot all hold:"] if clash.axioms else []
    )
    lines += [_line(one) for one in clash.axioms]
    if clash.minimal:
        lines += ["", "Each of them is needed for the clash: mend one, and run it again, for there may be more."]
    else:
        lines += ["", "The reasoner was ended before all of it was found: more may be found with --timeout."]
    return lines


def _line(sentence: Sentence) -> str:
    return plain(f"  {sentence.text}  ({sentence.place})")


def _named(iri: str) -> str:
    return f"of the class {plain(local_name(iri))}"


def _clash_fields(clash: Clash) -> dict[str, Any]:
    return {
        "statements": [_fields(one) for one in clash.statements],
        "axioms": [_fields(one) for one in clash.axioms],
        "minimal": clash.minimal,
        "foundBy": clash.found_by,
    }


def _fields(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "about": sentence.about,
        "file": str(sentence.path),
        "line": sentence.line,
    }
