"""A workstation of one company reaches nothing of another one, by whatever command."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import insert

from db.engine import open_engine
from db.store import Store
from db.tables import people
from orderdesk.access import Role, may
from orderdesk.commands import Command, verbs
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.shelf import Shelf
from orderdesk.ids import derived_id
from tests.hub.examples import example_of
from tests.hub.shop_floor import ShopFloor
from tests.sync import small_company as company

THEIRS = derived_id(company.COMPANY, "another company")
EVERYBODY = tuple(str(role) for role in Role if role is not Role.SYSTEM)


def theirs(key: Key) -> Document | None:
    """A document of the other company under a key; None where such documents belong to no company."""
    model = KINDS[key.kind].model
    if "company_id" not in model.model_fields:
        return None
    amounts = {field: 0 for field in model.model_fields if field.endswith("_fen")}
    return example_of(model).model_copy(update={"id": key.id, "company_id": THEIRS, **amounts})


def example(kind: str) -> tuple[Command, list[Document]]:
    """A command of this kind that names the other company in every way it can, and the documents it is about."""
    command = example_of(verbs()[kind].command)
    if "company_id" in type(command).model_fields:
        return command.model_copy(update={"company_id": THEIRS}), []
    found = [theirs(key) for key in (*command.keys(), *command.references())]
    return command, [document for document in found if document is not None]


def keep(floor: ShopFloor, documents: list[Document]) -> None:
    """Stores documents whose customers, users and so on nobody knows."""
    store = Store(open_engine(floor.store.engine.url, foreign_keys=False))
    with store.write() as connection:
        for document in documents:
            document._stored = None
            Shelf(connection).save(document)
    store.close()


def everything(floor: ShopFloor, login: str) -> None:
    """Gives somebody every role that a person may have."""
    user_id: UUID = company.USERS[login]
    rows = [{"id": derived_id(user_id, f"every {role}"), "user_id": user_id, "role": role} for role in EVERYBODY]
    with floor.store.write() as connection:
        connection.execute(insert(people.user_role), rows)


@pytest.mark.parametrize("kind", sorted(verbs()))
def test_no_command_reaches_another_company(sqlite_floor: ShopFloor, kind: str) -> None:
    everything(sqlite_floor, "sales")
    command, documents = example(kind)
    keep(sqlite_floor, documents)
    outcome = sqlite_floor.say(command, by="sales", at="A1")
    if not may(EVERYBODY, verbs()[kind].needs):
        assert outcome.code == "access.denied"
    elif documents or "company_id" in type(command).model_fields:
        assert (outcome.code, outcome.facts) == ("access.other_company", {"command": kind})
    else:
        kinds = {kind for kind, _ in command.keys()}  # noqa: SIM118  # no dictionary
        assert not kinds & {"order", "parcel", "waybill"}


def test_an_order_for_another_company_is_refused_and_one_for_the_own_is_not(floor: ShopFloor) -> None:
    ask = floor.an_order()
    assert floor.code(ask.model_copy(update={"company_id": THEIRS}), by="sales", at="A1") == "access.other_company"
    assert floor.code(ask, by="sales", at="A1") is None


def test_a_device_for_all_companies_is_not_held_to_one(floor: ShopFloor) -> None:
    with floor.store.write() as connection:
        connection.execute(people.device.update().values(company_id=None))
    ask = floor.an_order().model_copy(update={"company_id": THEIRS})
    assert floor.code(ask, by="sales", at="A1") not in (None, "access.other_company")
