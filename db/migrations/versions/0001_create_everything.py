"""All tables of the first release."""

from __future__ import annotations

from alembic import op

from db.migrations.initial import dispatch, goods, log, orders, places, work

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SUBJECTS = (places, goods, orders, dispatch, work, log)


def upgrade() -> None:
    """Makes the tables, those that others refer to first."""
    for subject in _SUBJECTS:
        subject.create()


def downgrade() -> None:
    """Removes all tables."""
    for subject in reversed(_SUBJECTS):
        for table in reversed(subject.TABLES):
            op.drop_table(table)
