"""Changing what a company has set otherwise than the program's defaults."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Literal
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import insert, update

from db.tables import masters
from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.settings import READERS, stored_settings
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.errors import Refused
from orderdesk.ids import derived_id

_STORED = masters.company_setting


class ChangeSetting(Command):
    """Sets a rule of a company. `was`: the value as it was seen, None for the program's default.

    `allocation`: weights `distance`, `stock`, `cost`, the most `shipments` of an order, `cost_fen` by warehouse code.
    `price_tolerance`: `bp`, basis points; everybody sees it on the company. `promise`: `cut_off`, `day_end` and
    `carrier_cut_offs` in minutes of the day, `road_days`, and days of its own: `holidays`, `working_days`.
    """

    company_id: UUID
    name: Literal["allocation", "price_tolerance", "promise"]
    value: dict[str, Any]
    was: dict[str, Any] | None = None

    def keys(self) -> tuple[Key, ...]:
        """No document: only the hub reads settings, and the company goes out to everybody."""
        return ()


@change(ChangeSetting, needs=Permission.ADMINISTER)
def change_setting(ask: ChangeSetting, work: Work) -> None:
    """Checks the value. Raises Refused `setting.bad_value`."""
    work.company(ask.company_id)
    try:
        rule = READERS[ask.name].validate_json(json.dumps(ask.value), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(step) for step in found["loc"])
        raise Refused("setting.bad_value", name=ask.name, why=f"{where}: {found['msg']}") from error
    strange = sorted(set(ask.value) - {field.name for field in fields(rule)})
    if strange:
        raise Refused("setting.bad_value", name=ask.name, why=", ".join(strange))


@decide(ChangeSetting)
def settle_setting(ask: ChangeSetting, work: HubWork) -> None:
    """Keeps the value, if nobody changed it meanwhile. Raises Refused `setting.changed_meanwhile`."""
    if ask.name == "price_tolerance":
        _set_tolerance(ask, work)
        return
    present = stored_settings(work, ask.company_id).get(ask.name)
    if present != ask.was:
        raise Refused("setting.changed_meanwhile", name=ask.name, present=present)
    values = {"value": ask.value, "set_at": work.received_at, "set_by": work.asker.user_id}
    if present is not None:
        mine = (_STORED.c.company_id == ask.company_id, _STORED.c.name == ask.name)
        work.connection.execute(update(_STORED).where(*mine).values(**values))
        return
    row_id = derived_id(ask.company_id, f"setting:{ask.name}")
    new = {"id": row_id, "company_id": ask.company_id, "name": ask.name, **values}
    work.connection.execute(insert(_STORED).values(**new))


def _set_tolerance(ask: ChangeSetting, work: HubWork) -> None:
    company = work.company(ask.company_id)
    present = {"bp": company.price_tolerance_bp}
    if ask.was != present:
        raise Refused("setting.changed_meanwhile", name=ask.name, present=present)
    company.price_tolerance_bp = READERS[ask.name].validate_python(ask.value).bp
    if work.shelf.save(company):
        work.shared[company.key] = company
