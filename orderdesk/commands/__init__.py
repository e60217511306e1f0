"""Every change is a command: what may be asked, and how it is carried out on both sides."""

from __future__ import annotations

from orderdesk.commands.bindings import BindWaybill, UnbindWaybill
from orderdesk.commands.closing import CloseParcel, ReopenParcel, VoidParcel
from orderdesk.commands.command import Command, Verb, read_command, verb_of, verbs
from orderdesk.commands.confirmation import ConfirmShipped, ShippedItem, ShippedParcel
from orderdesk.commands.dispatch import HandOver
from orderdesk.commands.expiry import ReleaseExpired, ReviewReservations
from orderdesk.commands.notes import AddNote
from orderdesk.commands.packing import OpenParcel, VerifyItem
from orderdesk.commands.picking import StartPicking, StopPicking
from orderdesk.commands.place import PlacedLine, PlaceOrder, ShipTo
from orderdesk.commands.release import AllocateOrder, CancelOrder, ReviewOrder
from orderdesk.commands.sessions import OpenSession
from orderdesk.commands.shortage import DeclareShort
from orderdesk.commands.staging import StageShipment, UnstageShipment
from orderdesk.commands.tracking import RecordCourierEvent
from orderdesk.commands.warehouse_status import RecordWarehouseStatus
from orderdesk.commands.work import Asker, HubWork, Work

__all__ = [
    "AddNote",
    "AllocateOrder",
    "Asker",
    "BindWaybill",
    "CancelOrder",
    "CloseParcel",
    "Command",
    "ConfirmShipped",
    "DeclareShort",
    "HandOver",
    "HubWork",
    "OpenParcel",
    "OpenSession",
    "PlaceOrder",
    "PlacedLine",
    "RecordCourierEvent",
    "RecordWarehouseStatus",
    "ReleaseExpired",
    "ReopenParcel",
    "ReviewOrder",
    "ReviewReservations",
    "ShipTo",
    "ShippedItem",
    "ShippedParcel",
    "StageShipment",
    "StartPicking",
    "StopPicking",
    "UnbindWaybill",
    "UnstageShipment",
    "Verb",
    "VerifyItem",
    "VoidParcel",
    "Work",
    "read_command",
    "verb_of",
    "verbs",
]
