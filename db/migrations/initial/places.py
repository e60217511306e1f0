"""Companies, warehouses, carriers, code lists, and the people and devices that work in them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Id, UtcTime

#: In the order in which they can be made.
TABLES = (
    "company",
    "warehouse",
    "carrier",
    "code_list",
    "code",
    "user",
    "user_role",
    "user_secret",
    "device",
    "device_state",
    "enrolment_code",
    "session",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_company()
    _create_warehouse()
    _create_carrier()
    _create_code_list()
    _create_code()
    _create_user()
    _create_user_role()
    _create_user_secret()
    _create_device()
    _create_device_state()
    _create_enrolment_code()
    _create_session()


def _create_company() -> None:
    op.create_table(
        "company",
        *required(Id, "id"),
        *required(Text, "code", "name", "currency"),
        *required(Integer, "price_tolerance_bp"),
        *required(BigInteger, "version"),
        primary_key("company", "id"),
        unique("company", "code"),
    )


def _create_warehouse() -> None:
    op.create_table(
        "warehouse",
        *required(Id, "id", "company_id"),
        *required(Text, "code", "name", "mode", "province", "city"),
        *required(Integer, "priority"),
        *required(BigInteger, "version"),
        primary_key("warehouse", "id"),
        reference("warehouse", "company_id", "company"),
        unique("warehouse", "company_id", "code"),
    )


def _create_carrier() -> None:
    op.create_table(
        "carrier",
        *required(Id, "id"),
        *required(Text, "code", "name", "name_en", "delivery_method"),
        *required(Boolean, "issues_own_numbers", "active"),
        *required(BigInteger, "version"),
        primary_key("carrier", "id"),
        unique("carrier", "code"),
    )


def _create_code_list() -> None:
    op.create_table(
        "code_list",
        *required(Id, "id"),
        *required(Text, "name"),
        *required(BigInteger, "version"),
        primary_key("code_list", "id"),
        unique("code_list", "name"),
    )


def _create_code() -> None:
    op.create_table(
        "code",
        *required(Id, "id", "code_list_id"),
        *required(Integer, "position"),
        *required(Text, "code", "name", "name_en"),
        *optional(UtcTime, "retired_at"),
        primary_key("code", "id"),
        reference("code", "code_list_id", "code_list", cascade=True),
    )
    op.create_index(op.f("ix_code_code_list_id"), "code", ["code_list_id"])


def _create_user() -> None:
    op.create_table(
        "user",
        *required(Id, "id"),
        *required(Text, "login", "name"),
        *optional(Text, "badge"),
        *required(Boolean, "active"),
        *required(BigInteger, "version"),
        primary_key("user", "id"),
        unique("user", "badge"),
        unique("user", "login"),
    )


def _create_user_role() -> None:
    op.create_table(
        "user_role",
        *required(Id, "id", "user_id"),
        *optional(Id, "company_id", "warehouse_id"),
        *required(Text, "role"),
        primary_key("user_role", "id"),
        reference("user_role", "company_id", "company"),
        reference("user_role", "user_id", "user", cascade=True),
        reference("user_role", "warehouse_id", "warehouse"),
    )
    op.create_index(op.f("ix_user_role_user_id"), "user_role", ["user_id"])


def _create_user_secret() -> None:
    op.create_table(
        "user_secret",
        *required(Id, "user_id"),
        *required(Text, "password_hash"),
        *optional(Text, "pin_hash"),
        *required(Integer, "failed"),
        *optional(UtcTime, "blocked_until"),
        primary_key("user_secret", "user_id"),
    )


def _create_device() -> None:
    op.create_table(
        "device",
        *required(Id, "id"),
        *required(Text, "code", "name", "seat"),
        *optional(Id, "company_id", "warehouse_id"),
        *required(Text, "bench_mode"),
        *required(UtcTime, "enrolled_at"),
        *optional(UtcTime, "revoked_at"),
        *required(BigInteger, "version"),
        primary_key("device", "id"),
        reference("device", "company_id", "company"),
        reference("device", "warehouse_id", "warehouse"),
        unique("device", "code"),
    )


def _create_device_state() -> None:
    op.create_table(
        "device_state",
        *required(Id, "device_id"),
        *required(LargeBinary, "secret_hash"),
        *required(BigInteger, "last_n"),
        *required(Text, "program"),
        *required(BigInteger, "cursor"),
        *optional(UtcTime, "seen_at"),
        primary_key("device_state", "device_id"),
    )


def _create_enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        *required(Id, "id"),
        *required(LargeBinary, "code_hash"),
        *required(Text, "seat", "device_name"),
        *optional(Id, "company_id", "warehouse_id"),
        *required(Integer, "uses_left"),
        *required(UtcTime, "made_at", "expires_at"),
        primary_key("enrolment_code", "id"),
        reference("enrolment_code", "company_id", "company"),
        reference("enrolment_code", "warehouse_id", "warehouse"),
        unique("enrolment_code", "code_hash"),
    )


def _create_session() -> None:
    op.create_table(
        "session",
        *required(Id, "id", "user_id", "device_id"),
        *required(UtcTime, "opened_at"),
        *required(Boolean, "offline"),
        *required(UtcTime, "verified_at", "expires_at"),
        *optional(UtcTime, "closed_at"),
        *optional(LargeBinary, "token_hash"),
        *optional(UtcTime, "token_expires_at"),
        primary_key("session", "id"),
        reference("session", "device_id", "device"),
        reference("session", "user_id", "user"),
        unique("session", "token_hash"),
    )
