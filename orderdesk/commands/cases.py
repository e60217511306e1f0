"""What makes one case the same as another: its company and its dedupe key."""

from __future__ import annotations

from uuid import UUID

from orderdesk.ids import derived_id


def case_id(company_id: UUID, dedupe_key: str) -> UUID:
    """The id of the case with this key: whoever opens it, and however often, it is one case."""
    return derived_id(company_id, f"case:{dedupe_key}")
