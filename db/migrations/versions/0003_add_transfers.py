"""What the third release adds: where the goods of a transfer are to go."""

from __future__ import annotations

from alembic import op

from db.migrations.columns import optional
from db.types import Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds, and changes nothing that the releases before read or write."""
    for column in optional(Id, "to_warehouse_id"):
        op.add_column("order", column)


def downgrade() -> None:
    """Takes the addition away."""
    op.drop_column("order", "to_warehouse_id")
