"""A read-only SPARQL endpoint over reviews, with pages for their records.

The engine is Oxigraph's own server, in a process of its own; in front of it stands an ASGI application that lets
nothing pass but queries that read.
"""

from ipskg.serving.offer import has_site
from ipskg.serving.server import serve

__all__ = ["has_site", "serve"]
