"""What a packing bench looks up in its own copy of the data, one scan at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, literal_column, select

from db.cache import cache_tables
from db.prepared import Prepared
from orderdesk.access import Role
from orderdesk.domain.bench_facts import (
    BadgeFact,
    BarcodeFact,
    Item,
    Packable,
    ParcelFact,
    ParcelState,
    Stop,
    WaybillFact,
)
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.domain.quantity import ONE

_T = cache_tables
_ORDER, _SHIPMENT, _SHIPMENT_LINE, _LINE = _T["order"], _T["shipment"], _T["shipment_line"], _T["order_line"]
_PARCEL, _CONTENT, _BINDING, _WAYBILL = _T["parcel"], _T["parcel_content"], _T["binding"], _T["waybill"]
_SKU, _BARCODE = _T["sku"], _T["sku_barcode"]
_STEP = _T["order_step"]
_USER, _USER_ROLE, _HOLD, _CHANGE = _T["user"], _T["user_role"], _T["order_hold"], _T["change_request"]

_READY = (str(Node.ALLOCATED), str(Node.PICKING))
_OPEN_CHANGES = ("requested", "pending", "approved")
_CODE: BindParameter[Any] = bindparam("code")
_KEY: BindParameter[Any] = bindparam("key")

# Put together once: doing so for each scan takes longer than carrying them out.
_BY_BARCODE = Prepared(
    select(_BARCODE.c.sku_id, _SKU.c.code, _SKU.c.name, _BARCODE.c.quantity)
    .join(_SKU, _SKU.c.id == _BARCODE.c.sku_id)
    .where(_BARCODE.c.barcode == _CODE)
    .limit(1)
)
# Scans come in capitals and without blanks; sx_sku_scan is the index for that.
_BY_SKU_CODE = Prepared(
    select(_SKU.c.id, _SKU.c.code, _SKU.c.name)
    .where(func.upper(func.replace(_SKU.c.code, literal_column("' '"), literal_column("''"))) == _CODE)
    .limit(1)
)
_BY_BADGE = Prepared(
    select(_USER.c.id, _USER.c.name).where(func.upper(_USER.c.badge) == func.upper(_CODE), _USER.c.active)
)
# What comes back from a customer is received, not packed.
_SHIPMENTS: Select[Any] = select(
    _SHIPMENT.c.id,
    _SHIPMENT.c.order_id,
    _SHIPMENT.c.warehouse_id,
    _SHIPMENT.c.node,
    _SHIPMENT.c.delivery_method,
    _SHIPMENT.c.carrier_code,
    _ORDER.c.order_no,
).join(_ORDER, (_ORDER.c.id == _SHIPMENT.c.order_id) & (_ORDER.c.order_kind != OrderKind.RETURN))
_ITEMS = Prepared(
    select(
        _SHIPMENT_LINE.c.id,
        _SHIPMENT_LINE.c.order_id,
        _SHIPMENT_LINE.c.shipment_id,
        _SHIPMENT_LINE.c.sku_id,
        _SHIPMENT_LINE.c.quantity,
        _SHIPMENT_LINE.c.packed_quantity,
        _SHIPMENT_LINE.c.short_quantity,
        _LINE.c.sku_code,
        _LINE.c.sku_name,
        _SKU.c.tracks_serial,
        _SKU.c.type_above,
        _SKU.c.base_unit,
    )
    .join(_LINE, _LINE.c.id == _SHIPMENT_LINE.c.order_line_id)
    .outerjoin(_SKU, _SKU.c.id == _SHIPMENT_LINE.c.sku_id)
    .where(_SHIPMENT_LINE.c.shipment_id == _KEY)
    .order_by(_LINE.c.position)
)
_INSIDE = Prepared(
    select(_CONTENT.c.shipment_line_id, _CONTENT.c.shipment_id, _CONTENT.c.quantity, _CONTENT.c.serials).where(
        _CONTENT.c.parcel_id == _KEY
    )
)
_PARCELS = select(_PARCEL.c.id, _PARCEL.c.parcel_no, _PARCEL.c.state)
_PARCEL_BY_NO = Prepared(_PARCELS.where(_PARCEL.c.parcel_no == _CODE))
_PARCEL_BY_ID = Prepared(_PARCELS.where(_PARCEL.c.id == _KEY))
_PARCELS_OF_SHIPMENT = Prepared(
    select(_PARCEL.c.id, _PARCEL.c.parcel_no, _PARCEL.c.state)
    .join(_CONTENT, _CONTENT.c.parcel_id == _PARCEL.c.id)
    .where(_CONTENT.c.shipment_id == _KEY)
    .distinct()
)
_BOUND = Prepared(
    select(_BINDING.c.waybill_no, _BINDING.c.piece).where(_BINDING.c.parcel_id == _KEY, _BINDING.c.to_at.is_(None))
)
_OF_NUMBER = Prepared(
    select(_WAYBILL.c.carrier_code, _WAYBILL.c.number, _WAYBILL.c.state, _BINDING.c.parcel_id, _PARCEL.c.parcel_no)
    .select_from(_WAYBILL)
    .outerjoin(_BINDING, (_BINDING.c.waybill_id == _WAYBILL.c.id) & _BINDING.c.to_at.is_(None))
    .outerjoin(_PARCEL, _PARCEL.c.id == _BINDING.c.parcel_id)
    .where(_WAYBILL.c.number == _CODE, _WAYBILL.c.piece == bindparam("piece"))
)
_STANDING = Prepared(
    select(_ORDER.c.id, _ORDER.c.order_no, _ORDER.c.node, _ORDER.c.close_reason, _ORDER.c.pay_state).where(
        _ORDER.c.id == _KEY
    )
)
_HELD = Prepared(
    select(_HOLD.c.kind, _HOLD.c.reason, _HOLD.c.expires_at, _HOLD.c.placed_by, _HOLD.c.placed_at).where(
        _HOLD.c.order_id == _KEY, _HOLD.c.lifted_at.is_(None)
    )
)
_ENDED = Prepared(
    select(_STEP.c.user_id, _STEP.c.at)
    .where(_STEP.c.order_id == _KEY, _STEP.c.node == str(Node.CLOSED))
    .order_by(_STEP.c.at.desc())
    .limit(1)
)
_CHANGING = Prepared(
    select(_CHANGE.c.change_kind, _CHANGE.c.requested_by, _CHANGE.c.requested_at)
    .where(_CHANGE.c.order_id == _KEY, _CHANGE.c.state.in_(_OPEN_CHANGES))
    .limit(1)
)
_ROLES_OF = Prepared(select(_USER_ROLE.c.role).where(_USER_ROLE.c.user_id == _KEY))
_BY_SHIPMENT_NO, _BY_ORDER_NO, _BY_SOURCE_NO, _BY_SHIPMENT = (
    Prepared(_SHIPMENTS.where(column == parameter).order_by(_SHIPMENT.c.position))
    for column, parameter in (
        (_SHIPMENT.c.shipment_no, _CODE),
        (_ORDER.c.order_no, _CODE),
        (_ORDER.c.source_order_no, _CODE),
        (_SHIPMENT.c.id, _KEY),
    )
)
_WITH_BARCODE = Prepared(select(_BARCODE.c.id).where(_BARCODE.c.sku_id == _KEY).limit(1))
_PARCELS_OF_WAYBILL = Prepared(
    select(_BINDING.c.parcel_id)
    .join(_WAYBILL, _WAYBILL.c.id == _BINDING.c.waybill_id)
    .where(_WAYBILL.c.number == _CODE, _BINDING.c.to_at.is_(None))
)


def make_ready(connection: Connection) -> None:
    """Puts all look-ups together: the first scan of a day must not wait for that."""
    for statement in globals().values():
        if isinstance(statement, Prepared):
            statement.ready(connection)


class CachedBench:
    """The look-ups of `orderdesk.domain.bench` on one read transaction. `now`: when holds are looked at."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        # Asked more than once while one scan is being understood.
        self._barcodes: dict[str, BarcodeFact | None] = {}
        self._badges: dict[str, BadgeFact | None] = {}

    def packables(self, code: str) -> Sequence[Packable]:
        """What a parcel, shipment, order or source order number stands for: open work first."""
        parcel = self._first(_PARCEL_BY_NO, code=code)
        if parcel is not None:
            found = self._of_parcel(parcel)
            return [] if found is None else [found]
        shipments: Sequence[Any] = []
        for query in (_BY_SHIPMENT_NO, _BY_ORDER_NO, _BY_SOURCE_NO):
            shipments = shipments or self._all(query, code=code)
        packables = [self._of_shipment(row) for row in shipments]
        return sorted(packables, key=lambda each: each.node not in _READY)

    def packable_of_waybill(self, number: str) -> Packable | None:
        """The parcel that a waybill is bound to."""
        bound = self._first(_PARCELS_OF_WAYBILL, code=number)
        parcel = None if bound is None else self._first(_PARCEL_BY_ID, key=bound.parcel_id)
        return None if parcel is None else self._of_parcel(parcel)

    def waybills(self, number: str, piece: str) -> Sequence[WaybillFact]:
        """The waybills with this number, of whatever carrier."""
        return [WaybillFact(*row) for row in self._all(_OF_NUMBER, code=number, piece=piece)]

    def barcode(self, code: str) -> BarcodeFact | None:
        """The SKU of a barcode or, where no barcode reads so, of a SKU code."""
        if code not in self._barcodes:
            self._barcodes[code] = self._product(code)
        return self._barcodes[code]

    def _product(self, code: str) -> BarcodeFact | None:
        row = self._first(_BY_BARCODE, code=code)
        if row is not None:
            return BarcodeFact(*row)
        row = self._first(_BY_SKU_CODE, code=code)
        return None if row is None else BarcodeFact(row.id, row.code, row.name, quantity=ONE, is_code=True)

    def badge(self, code: str) -> BadgeFact | None:
        """The person of a badge."""
        if code not in self._badges:
            self._badges[code] = self._bearer(code)
        return self._badges[code]

    def _bearer(self, code: str) -> BadgeFact | None:
        row = self._first(_BY_BADGE, code=code)
        if row is None:
            return None
        roles = {role for (role,) in self._all(_ROLES_OF, key=row.id)}
        return BadgeFact(row.id, row.name, str(Role.SUPERVISOR) in roles)

    def stop(self, order_ids: tuple[UUID, ...]) -> Stop | None:
        """Why goods of these orders must not go out: cancelled, refunded, held, or a change that waits."""
        for order_id in order_ids:
            order = self._first(_STANDING, key=order_id)
            if order is None:
                continue
            facts: dict[str, object] = {"order_no": order.order_no}
            if order.node == Node.CLOSED and order.close_reason != CloseReason.COMPLETED:
                return Stop("stop.cancelled", {**facts, **self._ended(order.id), "close_reason": order.close_reason})
            if order.pay_state == "refunded":
                return Stop("stop.refunded", facts)
            found = self._held(order.id, facts) or self._changing(order.id, facts)
            if found is not None:
                return found
        return None

    def parcel(self, parcel_id: UUID) -> ParcelFact | None:
        """The parcel as it stands; None where there is none, or none any more."""
        row = self._first(_PARCEL_BY_ID, key=parcel_id)
        if row is None:
            return None
        return ParcelFact(ParcelState(row.state), sum(each.quantity for each in self._all(_INSIDE, key=parcel_id)))

    def _ended(self, order_id: UUID) -> dict[str, object]:
        """Who closed the order, and when."""
        row = self._first(_ENDED, key=order_id)
        return {} if row is None else {"by": row.user_id, "at": row.at}

    def _held(self, order_id: UUID, facts: dict[str, object]) -> Stop | None:
        for hold in self._all(_HELD, key=order_id):
            if hold.expires_at is None or hold.expires_at > self._now:
                who = {"by": hold.placed_by, "at": hold.placed_at}
                return Stop("stop.held", {**facts, **who, "hold": hold.kind, "reason": hold.reason})
        return None

    def _changing(self, order_id: UUID, facts: dict[str, object]) -> Stop | None:
        row = self._first(_CHANGING, key=order_id)
        if row is None:
            return None
        who = {"by": row.requested_by, "at": row.requested_at}
        return Stop("stop.changed", {**facts, **who, "change": row.change_kind})

    def _of_shipment(self, shipment: Any) -> Packable:
        """A shipment as it waits: with its open parcel where there is one, else with its closed one, else without."""
        parcels = self._all(_PARCELS_OF_SHIPMENT, key=shipment.id)
        open_one = next((row for row in parcels if row.state == ParcelState.OPEN), None)
        if open_one is None and shipment.node in _READY:
            return self._packable(shipment, None)
        return self._packable(shipment, open_one or (parcels[0] if parcels else None))

    def _of_parcel(self, parcel: Any) -> Packable | None:
        inside = self._first(_INSIDE, key=parcel.id)
        if inside is None:
            return None
        shipment = self._first(_BY_SHIPMENT, key=inside.shipment_id)
        return None if shipment is None else self._packable(shipment, parcel)

    def _packable(self, shipment: Any, parcel: Any | None) -> Packable:
        inside: dict[UUID, Any] = {}
        shipment_ids = [shipment.id]
        bound = None
        if parcel is not None:
            inside = {row.shipment_line_id: row for row in self._all(_INSIDE, key=parcel.id)}
            shipment_ids += [row.shipment_id for row in inside.values()]
            bound = self._first(_BOUND, key=parcel.id)
        return Packable(
            order_id=shipment.order_id,
            order_no=shipment.order_no,
            shipment_id=shipment.id,
            warehouse_id=shipment.warehouse_id,
            node=Node(shipment.node),
            delivery_method=shipment.delivery_method,
            carrier_code=shipment.carrier_code,
            items=tuple(self._items(dict.fromkeys(shipment_ids), inside)),
            parcel_id=None if parcel is None else parcel.id,
            parcel_no=None if parcel is None else parcel.parcel_no,
            parcel_state=None if parcel is None else ParcelState(parcel.state),
            waybill_no=None if bound is None else bound.waybill_no,
            waybill_bound=bound is not None,
        )

    def _items(self, shipment_ids: Iterable[UUID], inside: dict[UUID, Any]) -> Iterable[Item]:
        for shipment_id in shipment_ids:
            rows = self._all(_ITEMS, key=shipment_id)
            known = self._with_barcode([row.sku_id for row in rows])
            for row in rows:
                here = inside.get(row.id)
                done = 0 if here is None else here.quantity
                needed = row.quantity - row.short_quantity - row.packed_quantity + done
                if needed > 0:
                    yield Item(
                        order_id=row.order_id,
                        shipment_id=row.shipment_id,
                        shipment_line_id=row.id,
                        sku_id=row.sku_id,
                        sku_code=row.sku_code,
                        name=row.sku_name,
                        needed=needed,
                        done=done,
                        has_barcode=row.sku_id in known,
                        tracks_serial=bool(row.tracks_serial),
                        type_above=row.type_above,
                        serials=() if here is None else tuple(here.serials),
                        unit=row.base_unit or "",
                    )

    def _with_barcode(self, sku_ids: list[UUID]) -> set[UUID]:
        return {sku_id for sku_id in sku_ids if self._first(_WITH_BARCODE, key=sku_id) is not None}

    def _all(self, query: Prepared, **values: object) -> Sequence[Any]:
        return query.all(self._connection, values)

    def _first(self, query: Prepared, **values: object) -> Any | None:
        return query.first(self._connection, values)
