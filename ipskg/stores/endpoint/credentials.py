"""Who asks an endpoint: a user with a password, or the bearer of a token, as the environment says."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from urllib.request import HTTPPasswordMgr, HTTPPasswordMgrWithDefaultRealm

from ipskg.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

USER, PASSWORD, TOKEN = "IPSKG_ENDPOINT_USER", "IPSKG_ENDPOINT_PASSWORD", "IPSKG_ENDPOINT_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """Nobody in particular where all is empty; what is secret is never printed, not even as a part of this."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Credentials:
        """Read them from the environment. Raises WrongUsage for what cannot be sent."""
        user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
        if token and (user or password):
            raise WrongUsage(f"{TOKEN} and {USER} are both set: an endpoint is given one of them")
        if password and not user:
            raise WrongUsage(f"{PASSWORD} is set and {USER} is not: set both")
        # A line break would end the header, and http.client would print what it refuses.
        if not token.isascii() or not token.isprintable() or " " in token:
            raise WrongUsage(f"{TOKEN} holds something that is no character of a token: set it anew")
        return cls(user=user, password=password, token=token)

    @property
    def header(self) -> str | None:
        """What an HTTP header says of them (RFC 7617, RFC 6750)."""
        if self.token:
            return f"Bearer {self.token}"
        return f"Basic {self._basic}" if self.user else None

    def passwords(self, address: str) -> HTTPPasswordMgr:
        """Give what answers a challenge of the server at an address, and of no other."""
        known = HTTPPasswordMgrWithDefaultRealm()
        if self.user:
            known.add_password(None, urljoin(address, "/"), self.user, self.password)
        return known

    def hidden_in(self, text: str) -> str:
        """Take them out of what a server says, which may repeat what it was sent."""
        for secret in filter(None, (self.token, self._basic if self.user else "", self.password)):
            text = text.replace(secret, "…")
        return text

    @property
    def _basic(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
