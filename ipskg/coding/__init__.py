"""Coding: studies put into a review folder and taken out again, all of it or nothing, and reviews begun."""

from ipskg.coding.additions import Addition, add, included
from ipskg.coding.beginnings import Beginning, begin
from ipskg.coding.parts import bring, check, preview
from ipskg.coding.removals import Removal, remove

__all__ = ["Addition", "Beginning", "Removal", "add", "begin", "bring", "check", "included", "preview", "remove"]
