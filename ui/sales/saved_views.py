"""Views of the order list that somebody has saved under a name: filter, sort and columns together."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ui import settings
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.entries import Entry, Field
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.sales.orders_room import OrdersRoom

_MOST = 20
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `columns` as the table keeps them."""

    name: str
    filter: str
    sort: str
    descending: bool
    columns: str


class SavedViews(Button):
    """The button with its menu. They are kept in this workstation's settings."""

    def __init__(self, room: OrdersRoom, kept: Settings) -> None:
        super().__init__("", "ghost", icon="bookmark-simple", size="sm")
        self._room, self._kept = room, kept
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """The words of the window's language."""
        self.say(self.tr("Views"))

    def views(self) -> list[View]:
        """What has been saved here, in the order of the names."""
        return [view for view in map(_read, self._raw()) if view is not None]

    def _raw(self) -> list[Any]:
        """As they stand in the settings: with what a newer program has written beside them."""
        try:
            found = json.loads(self._kept.text(settings.ORDER_VIEWS) or "[]")
        except ValueError:
            return []
        return found if isinstance(found, list) else []

    def save(self, name: str) -> None:
        """Saves what the list shows; an older view of that name is replaced."""
        question = self._room.model.question
        view = View(
            name.strip()[:_LONGEST],
            self._room.chips.key(),
            str(question.sort),
            question.descending,
            self._room.table.column_state(),
        )
        others = [each for each in self._raw() if _name_of(each) != view.name]
        self._write([*others, asdict(view)])

    def has_room_for(self, name: str) -> bool:
        """Whether a view can be saved under a name: one of that name is replaced, a further one may be too many."""
        names = {_name_of(each) for each in self._raw()}
        return name.strip()[:_LONGEST] in names or len(names) < _MOST

    def forget(self, name: str) -> None:
        """Drops a view."""
        self._write([each for each in self._raw() if _name_of(each) != name])

    def use(self, view: View) -> None:
        """Shows the list so; what was typed to narrow it belongs to no view."""
        self._room.clear_filter()
        self._room.chips.choose(view.filter)
        self._room.table.restore_columns(view.columns)
        self._room.sort_changed.emit(view.sort, view.descending)

    def menu_now(self) -> QMenu:
        """What can be chosen, saved and forgotten."""
        menu = QMenu(self)
        views = self.views()
        for view in views:
            menu.addAction(_plain(view.name)).triggered.connect(partial(self.use, view))
        if views:
            menu.addSeparator()
        menu.addAction(self.tr("Save this view…")).triggered.connect(self._ask_name)
        if views:
            forget = menu.addMenu(self.tr("Forget"))
            for view in views:
                forget.addAction(_plain(view.name)).triggered.connect(partial(self.forget, view.name))
        return menu

    def _on_clicked(self) -> None:
        menu = self.menu_now()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _ask_name(self) -> None:
        dialog = ViewNameDialog(self, self.has_room_for)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self.save)
        dialog.open()

    def _write(self, views: list[Any]) -> None:
        self._kept.keep(settings.ORDER_VIEWS, json.dumps(sorted(views, key=_name_of), ensure_ascii=False))


class ViewNameDialog(Dialog):
    """Asks what a view is to be called: `named(name)`."""

    named = Signal(str)

    def __init__(self, parent: QWidget, has_room_for: Callable[[str], bool]) -> None:
        super().__init__("", parent, icon="bookmark-simple", token="accent")
        self._has_room_for = has_room_for
        self.show_title(self.tr("Save this view"))
        self.name = Entry("", name=self.tr("Name"))
        self.name.setMaxLength(_LONGEST)
        self.name.returnPressed.connect(self._on_save)
        self._field = Field(self.tr("Name"), self.name, hint=self.tr("Filter, sort and columns as they are now"))
        self.body.addWidget(self._field)
        stay = Button(self.tr("Back"), keys="Esc")
        stay.clicked.connect(self.reject)
        save = Button(self.tr("Save view"), "primary", keys="Enter")
        save.clicked.connect(self._on_save)
        self.buttons.addWidget(stay)
        self.buttons.addWidget(save)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        name = self.name.text().strip()
        if name and self._has_room_for(name):
            self.accept()
            self.named.emit(name)
            return
        if name:
            text = self.tr("There are {n} views already: forget one first, or take the name of one")
            self._field.say("error", text.format(n=_MOST))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def _name_of(kept: object) -> str:
    return str(kept.get("name", "")) if isinstance(kept, dict) else ""


def _read(kept: object) -> View | None:
    """A view out of the settings; None for what this program does not understand. Fields it does not know are left."""
    known = {each.name: each.type for each in fields(View)}
    found = {key: value for key, value in kept.items() if key in known} if isinstance(kept, dict) else {}
    kinds = {"str": str, "bool": bool}
    if any(not isinstance(found.get(key), kinds[str(kind)]) for key, kind in known.items()):
        return None
    return View(**found)


def _plain(name: str) -> str:
    # An ampersand would be taken for the mark of a key.
    return name.replace("&", "&&")
