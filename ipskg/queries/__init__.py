"""The canned queries, their parameters, and the guard before users' own."""

from ipskg.queries.catalogue import Parameter, Query, catalogue, find, rules
from ipskg.queries.guard import check_read_only
from ipskg.queries.narrowing import narrowed
from ipskg.queries.parameters import fill, resolve

__all__ = ["Parameter", "Query", "catalogue", "check_read_only", "fill", "find", "narrowed", "resolve", "rules"]
