"""A study that stands in two graphs: two coders may have coded it, and then all that is counted is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipskg.namespaces import METAETH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipskg.stores import Store

_TWICE = f"""
SELECT ?study ?one ?other WHERE {{
  %s
  GRAPH ?one {{ ?study a <{METAETH}PrimaryStudy> }}
  GRAPH ?other {{ ?study a <{METAETH}PrimaryStudy> }}
  FILTER(STR(?one) %s STR(?other))
}} ORDER BY ?study ?one ?other LIMIT 1
"""


def study_twice(store: Store, graphs: Iterable[str] | None = None) -> tuple[str, str, str] | None:
    """Give the first study that stands in two graphs, with these; of given graphs one has to be among them."""
    query = _TWICE % ("", "<") if graphs is None else _TWICE % (f"VALUES ?one {{ {_listed(graphs)} }}", "!=")
    return next(((row["study"], row["one"], row["other"]) for row in store.answer(query).rows()), None)


def _listed(graphs: Iterable[str]) -> str:
    return " ".join(f"<{graph}>" for graph in graphs)
