"""Photos: attached by the SHA-256 of their picture, which the workstation sends apart from the command."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Work
from orderdesk.documents.document import Document, Key
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel, Waybill
from orderdesk.documents.photos import Photo
from orderdesk.documents.work import Task
from orderdesk.errors import MissingDocument
from orderdesk.ids import derived_id

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class AttachPhoto(Command):
    """Puts a photo to an order, a parcel, a waybill or a task. The same picture there again changes nothing."""

    subject_kind: Literal["order", "parcel", "waybill", "task"]
    subject_id: UUID
    sha256: Sha256
    caption: str = Field(default="", max_length=200)

    def keys(self) -> tuple[Key, ...]:
        """What the photo shows, and the photo."""
        return (Key(self.subject_kind, self.subject_id), photo_key(self.subject_id, self.sha256))


def photo_key(subject_id: UUID, sha256: str) -> Key:
    """The key of a picture of something: it follows from the two."""
    return Key("photo", derived_id(subject_id, f"photo:{sha256}"))


@change(AttachPhoto, needs=Permission.NOTE)
def attach_photo(ask: AttachPhoto, work: Work) -> None:
    """Notes the photo; its picture may arrive later."""
    subject = work.find_subject(Key(ask.subject_kind, ask.subject_id))
    if subject is None:
        raise MissingDocument(ask.subject_kind, ask.subject_id)
    assert isinstance(subject, (Order, Parcel, Waybill, Task))
    here = None if isinstance(subject, Order) else subject.warehouse_id
    add_photo(work, subject, ask.subject_kind, subject.id, ask.sha256, warehouse_id=here, caption=ask.caption)
    for order_id in _orders_of(subject):
        work.trace(order_id, source_record_id=ask.sha256)


def add_photo(
    work: Work,
    owner: Order | Parcel | Waybill | Task,
    subject_kind: str,
    subject_id: UUID,
    sha256: str,
    *,
    warehouse_id: UUID | None,
    caption: str = "",
) -> None:
    """Adds the photo's document unless it is there; the command must name it."""
    key = photo_key(subject_id, sha256)
    if work.find_subject(key) is not None:
        return
    work.add(
        Photo(
            id=key.id,
            company_id=owner.company_id,
            warehouse_id=warehouse_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            sha256=sha256,
            caption=caption,
            taken_at=work.said_at,
            taken_by=work.asker.user_id,
        )
    )


def _orders_of(subject: Document) -> list[UUID]:
    if isinstance(subject, Order):
        return [subject.id]
    if isinstance(subject, Parcel):
        return subject.order_ids()
    return [subject.order_id] if isinstance(subject, Task) and subject.order_id is not None else []
