"""Every change is a command: what may be asked, and how it is carried out on both sides."""

from __future__ import annotations

from orderdesk.commands.allocate import AllocateOrder, UnallocateOrder
from orderdesk.commands.bindings import BindWaybill, UnbindWaybill
from orderdesk.commands.calls import CallSupervisor
from orderdesk.commands.cancel import CancelOrder, CancelShipment
from orderdesk.commands.closing import CloseParcel, ReopenParcel, VoidParcel
from orderdesk.commands.command import Command, Verb, read_command, verb_of, verbs
from orderdesk.commands.company_settings import ChangeSetting
from orderdesk.commands.completion import CloseOrder
from orderdesk.commands.confirmation import ConfirmShipped, ShippedItem, ShippedParcel
from orderdesk.commands.credit_decision import DecideCredit
from orderdesk.commands.deliveries import ConfirmDelivery
from orderdesk.commands.dispatch import HandOver
from orderdesk.commands.door_trouble import ReportException
from orderdesk.commands.edit import DayEdit, EditOrder, LineEdit, LineTerms, MethodEdit, ShipToEdit, TextEdit
from orderdesk.commands.expiry import ReleaseExpired, ReviewReservations
from orderdesk.commands.holds import HoldOrder, LapseHolds, LiftHold
from orderdesk.commands.notes import AddNote
from orderdesk.commands.packing import OpenParcel, VerifyItem
from orderdesk.commands.photos import AttachPhoto
from orderdesk.commands.picking import StartPicking, StopPicking
from orderdesk.commands.place import PlacedLine, PlaceOrder, ShipTo
from orderdesk.commands.recall import InterceptShipment, ReturnShipment
from orderdesk.commands.receipts import ConfirmReceipt, PaidOrder, RecordReceipt
from orderdesk.commands.reservations import MoveReservation, ReleaseReservation
from orderdesk.commands.returns import ReceiveReturn, ReturnedLine
from orderdesk.commands.review import ReturnToReview, ReviewOrder
from orderdesk.commands.sessions import OpenSession
from orderdesk.commands.shortage import DeclareShort
from orderdesk.commands.split import SplitOrder
from orderdesk.commands.staging import StageShipment, UnstageShipment
from orderdesk.commands.statements import StatedItem, StateStock
from orderdesk.commands.stops import ClearStop
from orderdesk.commands.task_done import CompleteTask
from orderdesk.commands.tracking import RecordCourierEvent
from orderdesk.commands.transfer_orders import AcceptTransfer, DeclineTransfer
from orderdesk.commands.warehouse_status import RecordWarehouseStatus
from orderdesk.commands.work import Asker, HubWork, Work

__all__ = [
    "AcceptTransfer",
    "AddNote",
    "AllocateOrder",
    "Asker",
    "AttachPhoto",
    "BindWaybill",
    "CallSupervisor",
    "CancelOrder",
    "CancelShipment",
    "ChangeSetting",
    "ClearStop",
    "CloseOrder",
    "CloseParcel",
    "Command",
    "CompleteTask",
    "ConfirmDelivery",
    "ConfirmReceipt",
    "ConfirmShipped",
    "DayEdit",
    "DecideCredit",
    "DeclareShort",
    "DeclineTransfer",
    "EditOrder",
    "HandOver",
    "HoldOrder",
    "HubWork",
    "InterceptShipment",
    "LapseHolds",
    "LiftHold",
    "LineEdit",
    "LineTerms",
    "MethodEdit",
    "MoveReservation",
    "OpenParcel",
    "OpenSession",
    "PaidOrder",
    "PlaceOrder",
    "PlacedLine",
    "ReceiveReturn",
    "RecordCourierEvent",
    "RecordReceipt",
    "RecordWarehouseStatus",
    "ReleaseExpired",
    "ReleaseReservation",
    "ReopenParcel",
    "ReportException",
    "ReturnShipment",
    "ReturnToReview",
    "ReturnedLine",
    "ReviewOrder",
    "ReviewReservations",
    "ShipTo",
    "ShipToEdit",
    "ShippedItem",
    "ShippedParcel",
    "SplitOrder",
    "StageShipment",
    "StartPicking",
    "StateStock",
    "StatedItem",
    "StopPicking",
    "TextEdit",
    "UnallocateOrder",
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
