"""What the fourth release adds: indexes by the last four characters of order numbers, waybills and phone numbers.

The hub is asked for orders that no cache holds any more by what people read out, which is the end of a number.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ENDINGS = (("order", "order_no", "number"), ("consignee", "phone", "phone"), ("waybill", "number", "number"))


def upgrade() -> None:
    """Adds the indexes."""
    for table, column, name in _ENDINGS:
        op.create_index(f"ix_{table}_{name}_end", table, [text(f"substr({column}, length({column}) - 3)")])


def downgrade() -> None:
    """Takes them away."""
    for table, _, name in _ENDINGS:
        op.drop_index(f"ix_{table}_{name}_end", table)
