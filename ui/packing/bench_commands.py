"""The command that an intent of the bench stands for."""

from __future__ import annotations

from uuid import UUID

from orderdesk import commands
from orderdesk.commands.command import Command
from orderdesk.domain import bench
from orderdesk.domain import bench_intents as intents
from orderdesk.domain.bench_state import BenchState


def command_of(intent: bench.Intent, state: BenchState, made: UUID) -> Command | None:
    """The command an intent stands for; None for those that are carried out otherwise. `made`:
    an id for what it makes."""
    match intent:
        case intents.VerifyItem():
            return commands.VerifyItem(
                parcel_id=intent.parcel_id,
                order_id=intent.order_id,
                shipment_line_id=intent.shipment_line_id,
                quantity=intent.quantity,
                barcode=intent.barcode,
                serials=intent.serials,
                verified=intent.verified,
            )
        case intents.BindWaybill() | intents.UnbindWaybill():
            kind = commands.BindWaybill if isinstance(intent, intents.BindWaybill) else commands.UnbindWaybill
            return kind(
                parcel_id=intent.parcel_id,
                carrier_code=intent.carrier_code,
                waybill_no=intent.waybill_no,
                piece=intent.piece,
            )
        case intents.CloseParcel() | intents.ReopenParcel():
            # The number of a parcel is unique already; whoever drives it finds it on the box.
            own = state.box.parcel_no if intent.issue_number and state.box is not None else None
            verb = commands.CloseParcel if isinstance(intent, intents.CloseParcel) else commands.ReopenParcel
            return verb(parcel_id=intent.parcel_id, order_ids=intent.order_ids, own_waybill_no=own)
        case intents.VoidParcel():
            return commands.VoidParcel(parcel_id=intent.parcel_id)
        case intents.DeclareShort():
            return commands.DeclareShort(
                order_id=intent.order_id, shipment_line_id=intent.shipment_line_id, quantity=intent.quantity
            )
        case intents.CallSupervisor():
            facts = state.stop.facts if state.stop is not None else {}
            number = state.box.parcel_no if state.box is not None else facts.get("parcel_no")
            return commands.CallSupervisor(call_id=made, order_id=intent.order_ids[0], parcel_no=str(number or ""))
        case intents.ClearStop():
            return commands.ClearStop.model_validate(
                {
                    "order_ids": intent.order_ids,
                    "parcel_id": intent.parcel_id,
                    "stop": intent.stop,
                    "bin_code": intent.bin_code,
                    "supervisor_id": intent.user_id,
                }
            )
    return None
