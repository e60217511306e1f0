"""Notes with mentions, and photos, on both databases."""

from __future__ import annotations

import pytest

from orderdesk.commands import AddNote, AttachPhoto, CompleteTask
from orderdesk.documents.photos import Photo
from orderdesk.documents.work import Task
from orderdesk.ids import derived_id
from tests.hub.shop_floor import ShopFloor
from tests.sync import small_company as company

PICTURE = "cd" * 32


def test_whoever_is_mentioned_has_something_to_do(floor: ShopFloor) -> None:
    order_id, note_id = floor.place(), floor.new_id()
    finance = company.USERS["finance"]
    note = AddNote(order_id=order_id, text="@finance 请核对", note_id=note_id, mentions=(finance, finance))
    floor.do(note, by="sales", at="A1")
    task = floor.load(Task, derived_id(note_id, f"mention:{finance}"))
    assert (task.task_kind, task.user_id, task.role, task.done_at) == ("note.mention", finance, "finance", None)
    assert task.facts["text"] == "@finance 请核对"
    assert [note.id for note in floor.order(order_id).notes] == [note_id]
    assert floor.code(note, by="sales", at="A1") == "note.exists"
    unnamed = AddNote(order_id=order_id, text="@finance", mentions=(finance,))
    assert floor.code(unnamed, by="sales", at="A1") == "note.unnamed"
    nobody = AddNote(order_id=order_id, text="@x", note_id=floor.new_id(), mentions=(floor.new_id(),))
    assert floor.code(nobody, by="sales", at="A1") == "user.unknown"
    assert floor.faults() == []


def test_a_task_is_closed_by_whom_it_was_given_to_or_by_who_leads(floor: ShopFloor) -> None:
    order_id, note_id = floor.place(), floor.new_id()
    both = (company.USERS["packer"], company.USERS["finance"])
    note = AddNote(order_id=order_id, text="@", note_id=note_id, mentions=both)
    floor.do(note, by="sales", at="A1")
    mine, other = (CompleteTask(task_id=note.task_id(each), result="已核对") for each in both)
    assert floor.code(other) == "task.not_yours"
    floor.do(mine)
    assert floor.code(mine) == "task.done"
    floor.do(other, by="supervisor", at="A1")
    task = floor.load(Task, other.task_id)
    assert (task.done_by, task.result, task.done_at) == (company.USERS["supervisor"], "已核对", floor.clock.now())
    assert floor.code(CompleteTask(task_id=floor.new_id())) == "task.unknown"
    assert floor.faults() == []


@pytest.mark.parametrize("kind", ["order", "parcel", "waybill", "task"])
def test_a_photo_is_put_to_whatever_it_shows_once(sqlite_floor: ShopFloor, kind: str) -> None:
    floor = sqlite_floor
    order = floor.allocated()
    note = AddNote(order_id=order.id, text="@", note_id=floor.new_id(), mentions=(company.USERS["packer"],))
    floor.do(note)
    parcel_id = floor.packed(order, "SF1385628716739")
    subjects = {
        "order": order.id,
        "parcel": parcel_id,
        "waybill": floor.waybill("SF1385628716739").id,
        "task": note.task_id(company.USERS["packer"]),
    }
    ask = AttachPhoto.model_validate({"subject_kind": kind, "subject_id": subjects[kind], "sha256": PICTURE})
    for _ in range(2):
        floor.do(ask)
    photo = floor.load(Photo, derived_id(subjects[kind], f"photo:{PICTURE}"))
    assert (photo.subject_kind, photo.sha256, photo.version) == (kind, PICTURE, 1)
    assert floor.code(ask.model_copy(update={"subject_id": floor.new_id()})) == f"{kind}.unknown"
    assert floor.faults() == []
