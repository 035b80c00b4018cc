"""Addresses of endpoints: which ones are asked, and how one is shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from ipskg.errors import WrongUsage, cut
from ipskg.stores.endpoint.credentials import PASSWORD, USER


def checked(address: str) -> str:
    """Refuse what is no address of an endpoint. Raises WrongUsage, which does not show what may be secret in it.

    >>> checked("http://localhost:7878/query")
    'http://localhost:7878/query'
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise WrongUsage("the endpoint has no address that can be read: write http://host/path") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise WrongUsage(
            f"'{cut(address)}' is no address of an endpoint: it begins with http:// or https:// and a host"
        )
    if "@" in parts.netloc:
        raise WrongUsage(f"the address of the endpoint holds a user: set {USER} and {PASSWORD} instead")
    if parts.fragment or not address.isascii() or not address.isprintable() or " " in address:
        raise WrongUsage(
            f"'{shown(address)}' is no address of an endpoint: percent-encode it, and leave out what is after #"
        )
    return address


def shown(address: str) -> str:
    """Give an address for a message, without its parameters, one of which may be a key.

    >>> shown("https://example.org/sparql?key=123")
    'https://example.org/sparql'
    """
    return cut(address.partition("?")[0], 120)


def origin(address: str) -> tuple[str, str | None, int | None]:
    """Give what has to be the same for credentials to go along (RFC 6454): scheme, host and port."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
