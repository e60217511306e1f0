"""What a question reads from, by a name that screens may use without knowing the toolkit below."""

from __future__ import annotations

from sqlalchemy import Connection

#: One consistent view of the cache.
Reading = Connection

__all__ = ["Reading"]
