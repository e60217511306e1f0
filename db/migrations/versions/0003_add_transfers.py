"""What the third release adds: where the goods of a transfer are to go; what is delivered counts as unpaid; indexes.

Until now an order used its customer's credit as an open one for ever. The rows are worked out anew from the orders.

The indexes are for looking for the next job of one system, for the earlier states of a document that is to be erased,
for orders by a number that is not ours, and for pictures that no photo names.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from alembic import op
from sqlalchemy import Connection, Text, column, func, select, table, text, update

from db.migrations.columns import optional
from db.types import Fen, Id, Quantity

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FOREIGN_NUMBERS = ("source_order_no", "customer_po_no")

_ORDER = table(
    "order",
    *(column(name, Id) for name in ("id", "customer_id", "company_id")),
    *(column(name, Fen) for name in ("amount_fen", "paid_fen")),
    *(column(name, Text) for name in ("node", "close_reason")),
)
_CHECK = table("order_check", column("order_id", Id), column("kind", Text), column("code", Text))
_SHIPMENT = table(
    "shipment", column("id", Id), column("order_id", Id), column("node", Text), column("close_reason", Text)
)
_LINE = table("order_line", column("id", Id), column("amount_fen", Fen), column("quantity", Quantity))
_CARRIED = table(
    "shipment_line",
    column("shipment_id", Id),
    column("order_line_id", Id),
    column("quantity", Quantity),
    column("short_quantity", Quantity),
)
_USE = table(
    "credit_use",
    *(column(name, Id) for name in ("customer_id", "company_id")),
    *(column(name, Fen) for name in ("open_fen", "unpaid_fen")),
)


def upgrade() -> None:
    """Adds what the releases before may leave out, and counts credit anew."""
    for added in optional(Id, "to_warehouse_id"):
        op.add_column("order", added)
    op.drop_index("ix_job_due", "job")
    op.create_index("ix_job_due", "job", ["system", "state", "run_at"])
    op.create_index("ix_change_key", "change", ["kind", "key"])
    op.create_index("ix_upload_received_at", "upload", ["received_at"])
    op.create_index("ix_photo_sha256", "photo", ["sha256"])
    for name in _FOREIGN_NUMBERS:
        given = text(f"{name} IS NOT NULL")
        op.create_index(f"ix_order_{name}", "order", [name], sqlite_where=given, postgresql_where=given)
    _count_anew(op.get_bind())


def _count_anew(connection: Connection) -> None:
    sums: dict[tuple[UUID, UUID], list[int]] = defaultdict(lambda: [0, 0])
    counting = (
        select(_ORDER)
        .join(_CHECK, _CHECK.c.order_id == _ORDER.c.id)
        .where(
            _CHECK.c.kind == "credit",
            _CHECK.c.code.in_(("credit.within_limit", "credit.granted")),
            _ORDER.c.amount_fen > _ORDER.c.paid_fen,
            (_ORDER.c.node != "closed") | (_ORDER.c.close_reason == "completed"),
        )
    )
    for row in connection.execute(counting).all():
        left = row.amount_fen - row.paid_fen
        is_over = row.node in ("delivered", "closed")
        unpaid = left if is_over else min(max(_received_fen(connection, row.id) - row.paid_fen, 0), left)
        used = sums[row.customer_id, row.company_id]
        used[0] += left - unpaid
        used[1] += unpaid
    connection.execute(update(_USE).values(open_fen=0, unpaid_fen=0))
    for (customer_id, company_id), (open_fen, unpaid_fen) in sums.items():
        mine: tuple[Any, ...] = (_USE.c.customer_id == customer_id, _USE.c.company_id == company_id)
        connection.execute(update(_USE).where(*mine).values(open_fen=open_fen, unpaid_fen=unpaid_fen))


def _received_fen(connection: Connection, order_id: UUID) -> int:
    """What the customer has of an order of which more is to come, each line's part rounded half up."""
    query = (
        select(
            _LINE.c.amount_fen, _LINE.c.quantity, func.sum(_CARRIED.c.quantity - _CARRIED.c.short_quantity).label("n")
        )
        .join(_CARRIED, _CARRIED.c.order_line_id == _LINE.c.id)
        .join(_SHIPMENT, _SHIPMENT.c.id == _CARRIED.c.shipment_id)
        .where(
            _SHIPMENT.c.order_id == order_id,
            (_SHIPMENT.c.node == "delivered") | (_SHIPMENT.c.close_reason == "completed"),
        )
        .group_by(_LINE.c.id, _LINE.c.amount_fen, _LINE.c.quantity)
    )
    return sum(
        (2 * row.amount_fen * int(row.n) + row.quantity) // (2 * row.quantity)
        for row in connection.execute(query)
        if row.quantity
    )


def downgrade() -> None:
    """Takes the additions away; what customers use of their credit stays as it is."""
    for name in _FOREIGN_NUMBERS:
        op.drop_index(f"ix_order_{name}", "order")
    op.drop_index("ix_photo_sha256", "photo")
    op.drop_index("ix_upload_received_at", "upload")
    op.drop_index("ix_change_key", "change")
    op.drop_index("ix_job_due", "job")
    op.create_index("ix_job_due", "job", ["state", "run_at"])
    op.drop_column("order", "to_warehouse_id")
