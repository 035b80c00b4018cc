"""Text search over what reviews say: an index of texts, in memory or in a file, that ranks what it finds."""

from ipskg.search.index import Found, Index, Texts, build, writing
from ipskg.search.words import LONGEST, MOST

__all__ = ["LONGEST", "MOST", "Found", "Index", "Texts", "build", "writing"]
