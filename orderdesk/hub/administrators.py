"""Who may change whom, and that somebody is left who may: the company of an administrator, and the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from db.tables import masters, people
from orderdesk.access import Role
from orderdesk.documents.masters import UserRole


def has_several_companies(connection: Connection) -> bool:
    """Whether this hub works for more than one company."""
    return len(connection.execute(select(masters.company.c.id).limit(2)).all()) > 1


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an administrator reaches: those of one company and its warehouses, or everybody (`company_id` None)."""

    company_id: UUID | None
    warehouse_ids: frozenset[UUID]

    def may_change(self, roles: Sequence[UserRole]) -> bool:
        """Whether somebody with these roles works nowhere else."""
        return self.company_id is None or all(
            role.company_id == self.company_id or role.warehouse_id in self.warehouse_ids for role in roles
        )

    def may_see(self, roles: Sequence[UserRole]) -> bool:
        """Whether somebody with these roles works here at all."""
        return self.may_change(roles) or any(
            role.company_id == self.company_id or (role.company_id is None and role.warehouse_id is None)
            for role in roles
        )


def reach_of(connection: Connection, within: UUID | None) -> Reach:
    """The reach of an administrator who is held to a company; where there is no other, everybody works for it."""
    if within is None or not has_several_companies(connection):
        return Reach(None, frozenset())
    warehouses = masters.warehouse
    query = select(warehouses.c.id).where(warehouses.c.company_id == within)
    return Reach(within, frozenset(connection.execute(query).scalars()))


def hold_administrators(connection: Connection) -> None:
    """Locks everybody who administers, in one order, until the end of the transaction."""
    users, roles = people.user, people.user_role
    administrators = select(roles.c.user_id).where(roles.c.role == Role.ADMIN)
    connection.execute(
        select(users.c.id).where(users.c.id.in_(administrators)).order_by(users.c.id).with_for_update()
    ).all()


def has_other_administrator(connection: Connection, user_id: UUID, mine: Sequence[UserRole]) -> bool:
    """Whether somebody else administers everything that is administered by these roles."""
    users, roles = people.user, people.user_role
    places = {role.company_id for role in mine}
    query = (
        select(roles.c.company_id)
        .join(users, users.c.id == roles.c.user_id)
        .where(roles.c.role == Role.ADMIN, roles.c.user_id != user_id, users.c.active)
    )
    others = set(connection.execute(query).scalars())
    return None in others or (None not in places and places <= others)
