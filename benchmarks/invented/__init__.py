"""Invented reviews: what is in one, file by file."""
