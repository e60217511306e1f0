"""Photos: what was seen of an order, a parcel, a waybill or a task."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from db.tables import photos
from orderdesk.documents.document import Document, Scope, kind_of


class Photo(Document):
    """One photo. `sha256` names the upload; the picture may still be on its way from the workstation that took it."""

    kind: ClassVar[str] = "photo"

    company_id: UUID
    warehouse_id: UUID | None = None
    subject_kind: str
    subject_id: UUID
    sha256: str
    caption: str = ""
    taken_at: datetime
    taken_by: UUID | None = None

    def scope(self) -> Scope:
        """The company, and the benches of its warehouse if it has one."""
        here = () if self.warehouse_id is None else (self.warehouse_id,)
        return Scope(company_id=self.company_id, warehouses=here)


PHOTO = kind_of(Photo, photos.photo)
