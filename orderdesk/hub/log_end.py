"""How a writing transaction ends: it takes its seq and writes its changes and its command under it.

The log's head stays locked from here until the commit, so everybody who writes waits for these few moments. On
PostgreSQL they are one statement: with three of them the lock would also last as long as this process takes to wake up
in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, select, true, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql import column

from db.prepared import AtCommit, Prepared
from db.tables import log
from orderdesk.hub import changelog

_HEAD, _CHANGE, _COMMAND = log.log_head, log.change, log.command
_NEXT = update(_HEAD).where(_HEAD.c.id == 1).values(last=_HEAD.c.last + 1)
_KEEP = Prepared(insert(_COMMAND), [column.name for column in _COMMAND.columns])

_CHANGED = [each for each in _CHANGE.columns if each.name != "seq"]
_SAID = [each for each in _COMMAND.columns if each.name != "seq"]
# At the commit it also tells the tails of all hub processes how far the log goes.
_head = _NEXT.returning(_HEAD.c.last, func.pg_notify("orderdesk_changes", cast(_HEAD.c.last, Text))).cte("head")
_rows = (
    func.jsonb_to_recordset(cast(bindparam("changes", type_=Text), JSONB))
    .table_valued(*(column(each.name, each.type) for each in _CHANGED))
    .render_derived(name="given", with_types=True)
)
_append = insert(_CHANGE).from_select(
    ["seq", *(each.name for each in _CHANGED)], select(_head.c.last, _rows).select_from(_head.join(_rows, true()))
)
_keep = insert(_COMMAND).from_select(
    ["seq", *(each.name for each in _SAID)],
    select(_head.c.last, *(bindparam(f"said_{each.name}", type_=each.type) for each in _SAID)),
)
_APPEND_AT_ONCE = Prepared(_append.returning(_CHANGE.c.seq))
_APPEND_AND_KEEP = Prepared(_keep.add_cte(_append.cte("appended")).returning(_COMMAND.c.seq))


def end(
    connection: Connection, rows: Sequence[dict[str, Any]], command: Mapping[str, Any] | None = None
) -> Callable[[], int]:
    """Writes prepared changes and, if one is given, its command under the next seq; tells that after the commit.

    The last thing in a transaction: on PostgreSQL it travels with the COMMIT.
    """
    if connection.dialect.name != "postgresql":
        seq = changelog.take_seq(connection)
        changelog.append(connection, seq, rows)
        if command is not None:
            _KEEP.run(connection, {**command, "seq": seq})
        return lambda: seq
    changes = json.dumps(rows, ensure_ascii=False, default=str)
    last = AtCommit.of(connection)
    if command is None:
        last.add(connection, _APPEND_AT_ONCE, [{"changes": changes}])
        return lambda: int(last.rows[0].seq)
    # A value under the name of a column would be taken for one of the INSERT itself.
    said = {f"said_{name}": value for name, value in command.items()}
    last.add(connection, _APPEND_AND_KEEP, [{**said, "changes": changes}])
    return lambda: int(last.rows[0].seq)


def keep(connection: Connection, command: Mapping[str, Any]) -> None:
    """Writes a command that has changed nothing; it names the seq that was the last one."""
    _KEEP.run(connection, command)
