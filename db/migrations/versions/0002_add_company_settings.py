"""What the second release adds: settings of a company, and an index on when holds lapse."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Id, Json, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds, and changes nothing that the first release reads or writes."""
    op.create_table(
        "company_setting",
        *required(Id, "id", "company_id"),
        *required(Text, "name"),
        *required(Json, "value"),
        *required(UtcTime, "set_at"),
        *optional(Id, "set_by"),
        primary_key("company_setting", "id"),
        reference("company_setting", "company_id", "company"),
        reference("company_setting", "set_by", "user"),
        unique("company_setting", "company_id", "name"),
    )
    op.create_index(op.f("ix_order_hold_expires_at"), "order_hold", ["expires_at"])


def downgrade() -> None:
    """Takes the additions away."""
    op.drop_index(op.f("ix_order_hold_expires_at"), "order_hold")
    op.drop_table("company_setting")
