"""Rate limits: a token bucket for each user or address.

A token bucket: `burst` requests at once, then one for each token that has come back since.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from cachetools import LRUCache

__all__ = ["Rate", "of_address"]

_KNOWN_AT_MOST = 10_000
"""Buckets that are remembered; the one that was used longest ago goes first."""


class Rate:
    """At most `per_minute` in the long run, for each name, and `burst` (by default as many) at once."""

    def __init__(
        self, per_minute: float, burst: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = float(burst if burst is not None else max(1, math.ceil(per_minute)))
        self._clock = clock
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(_KNOWN_AT_MOST)
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Take one from the bucket of `name`: 0 if there was one, else seconds until there is (1 or more)."""
        with self._lock:
            left = self._left(name)
            if left >= 1:
                self._keep(name, left - 1)
                return 0
        return max(1, math.ceil((1 - left) / self._per_second))

    def give_back(self, name: str) -> None:
        """Put one back that was taken."""
        with self._lock:
            self._keep(name, min(self._burst, self._left(name) + 1))

    def _left(self, name: str) -> float:
        left, at = self._buckets.get(name, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - at) * self._per_second)

    def _keep(self, name: str, left: float) -> None:
        self._buckets[name] = (left, self._clock())


def of_address(address: str) -> str:
    """What one client's address is counted by: of IPv6 the network that one house is given (/64)."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)
