"""The fields of a sheet: each asks for one thing and says what is wrong with what was entered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLayout, QScrollArea, QWidget

from orderdesk.domain.days import SHANGHAI
from orderdesk.domain.money import format_yuan, parse_yuan
from orderdesk.domain.quantity import format_quantity, parse_quantity, require_whole
from orderdesk.errors import Refused
from ui.components.buttons import Button
from ui.components.choices import Check, Select
from ui.components.entries import Entry, Field, Notes
from ui.components.frames import Ground
from ui.components.layout import hbox, vbox
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.sales.actions.asks import Amount, Ask, Choice, Day, Given, Goods, Item, Moment, Picture, Tick, Told, Words
from ui.sales.actions.deed import say

_MISSING = QT_TRANSLATE_NOOP("Deeds", "Needed")
_NO_LESS = QT_TRANSLATE_NOOP("Deeds", "No less than {amount} yuan")
_NO_MORE = QT_TRANSLATE_NOOP("Deeds", "No more than {amount} yuan")
_MINUTE = "%Y-%m-%d %H:%M"
_GOODS_HIGH = 240


class WrongAnswer(Exception):
    """What was entered cannot be taken; the field shows why."""


class AskField(QWidget):
    """One thing that is asked; `entered` when Enter ends it."""

    entered = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask
        self.field: Field | None = None

    def value(self) -> object:
        """The answer; None for nothing. Raises WrongAnswer."""
        raise NotImplementedError

    def answer(self) -> object:
        """The answer, checked; what is wrong is shown here. Raises WrongAnswer."""
        if self.field is not None:
            self.field.clear()
        try:
            found = self.value()
        except Refused as refusal:
            self._show(refusal_text(refusal.code, refusal.facts))
        except WrongAnswer as wrong:
            self._show(str(wrong))
        if self.ask.required and found in (None, "", ()):
            self._show(say(_MISSING))
        return found

    def refuse(self, sentence: str) -> None:
        """Says what is wrong with the answer beside those of other fields."""
        if self.field is not None:
            self.field.say("error", sentence)

    def typed(self) -> object:
        """What stands in the field, right or wrong, as `put_back` takes it."""
        raise NotImplementedError

    def put_back(self, typed: object) -> None:
        """Lets it stand there again."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """The keyboard goes here."""
        if self.field is not None:
            self.field.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _frame(self, widget: QWidget, *under: QLayout) -> None:
        self.field = Field(self.ask.label, widget, hint=self.ask.hint, required=self.ask.required)
        self.setLayout(vbox(self.field, *under, gap=6))

    def _show(self, sentence: str) -> None:
        self.refuse(sentence)
        raise WrongAnswer(sentence)


class ChoiceField(AskField):
    """A drop-down list."""

    def __init__(self, ask: Choice) -> None:
        super().__init__(ask)
        nothing = [("", say(QT_TRANSLATE_NOOP("Deeds", "Choose…")))] if ask.required and not ask.preset else []
        self.select = Select([*nothing, *ask.options], value=ask.preset, name=ask.label)
        self._frame(self.select)

    def value(self) -> str:
        return self.select.value()

    def typed(self) -> object:
        return self.select.value()

    def put_back(self, typed: object) -> None:
        self.select.choose(str(typed))


class WordsField(AskField):
    """A line or a few of text; ready ones can be picked."""

    def __init__(self, ask: Words) -> None:
        super().__init__(ask)
        self._most = ask.most
        self.entry: Entry | Notes
        if ask.lines > 1:
            self.entry = Notes(ask.preset, name=ask.label, lines=ask.lines)
        else:
            self.entry = Entry(ask.preset, name=ask.label)
            self.entry.setMaxLength(ask.most)
            self.entry.returnPressed.connect(self.entered)
        row = hbox(gap=6)
        self._frame(self.entry, *([row] if ask.ready else []))
        if ask.ready:
            for text in ask.ready:
                button = Button(text, "ghost", size="sm")
                button.clicked.connect(lambda _on=False, chosen=text: self.put(chosen))
                row.addWidget(button)
            row.addStretch(1)

    def put(self, text: str) -> None:
        """Writes a text into the field and goes there."""
        self.put_back(text)
        self.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def value(self) -> str:
        return self.typed().strip()[: self._most]

    def typed(self) -> str:
        entry = self.entry
        return entry.text() if isinstance(entry, Entry) else entry.toPlainText()

    def put_back(self, typed: object) -> None:
        if isinstance(self.entry, Entry):
            self.entry.setText(str(typed))
        else:
            self.entry.setPlainText(str(typed))


class TickField(AskField):
    """A check box."""

    def __init__(self, ask: Tick) -> None:
        super().__init__(ask)
        self.check = Check(ask.label)
        self.setLayout(vbox(self.check))

    def value(self) -> bool:
        return self.check.isChecked()

    def typed(self) -> object:
        return self.check.isChecked()

    def put_back(self, typed: object) -> None:
        self.check.setChecked(typed is True)

    def take_focus(self) -> None:
        self.check.setFocus(Qt.FocusReason.OtherFocusReason)


class AmountField(AskField):
    """Yuan in the field, fen in the answer."""

    def __init__(self, ask: Amount) -> None:
        super().__init__(ask)
        self._least, self._most = ask.least_fen, ask.most_fen
        preset = "" if ask.preset_fen is None else format_yuan(ask.preset_fen)
        self.entry = Entry(preset, name=ask.label, width=160)
        self.entry.returnPressed.connect(self.entered)
        self._frame(self.entry)

    def value(self) -> int | None:
        text = self.entry.text().strip()
        if not text:
            return None
        found = parse_yuan(text)
        if found < self._least:
            raise WrongAnswer(say(_NO_LESS, amount=format_yuan(self._least, grouped=True)))
        if self._most is not None and found > self._most:
            raise WrongAnswer(say(_NO_MORE, amount=format_yuan(self._most, grouped=True)))
        return found

    def typed(self) -> object:
        return self.entry.text()

    def put_back(self, typed: object) -> None:
        self.entry.setText(str(typed))


class TimeField(AskField):
    """A day or a moment, typed."""

    def __init__(self, ask: Day | Moment) -> None:
        super().__init__(ask)
        self._is_day = isinstance(ask, Day)
        preset = ask.preset.astimezone(SHANGHAI).strftime(_MINUTE) if isinstance(ask, Moment) and ask.preset else ""
        shape = "2026-12-31" if self._is_day else "2026-12-31 18:00"
        self.entry = Entry(preset, name=ask.label, placeholder=shape, width=200)
        self.entry.returnPressed.connect(self.entered)
        self._preset, self._preset_at = preset, ask.preset if isinstance(ask, Moment) else None
        self._frame(self.entry)

    def value(self) -> date | datetime | None:
        text = self.entry.text().strip()
        if not text:
            return None
        if text == self._preset and self._preset_at is not None:
            return self._preset_at  # with its seconds: rounded down it could lie before what it follows
        try:
            if self._is_day:
                return date.fromisoformat(text)
            return datetime.strptime(text, _MINUTE).replace(tzinfo=SHANGHAI).astimezone(UTC)
        except ValueError as error:
            shown = self.entry.placeholderText()
            raise WrongAnswer(say(QT_TRANSLATE_NOOP("Deeds", "Write it like {shape}"), shape=shown)) from error

    def typed(self) -> object:
        return self.entry.text()

    def put_back(self, typed: object) -> None:
        self.entry.setText(str(typed))


class _GoodsRow(QWidget):
    """One line of goods: what it is, and how much of it; with conditions, how much in each."""

    def __init__(self, item: Item, conditions: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.item = item
        preset = format_quantity(item.preset) if item.preset else ""
        #: One field for each condition, the first one with the preset; a single one without a condition.
        self.entries: dict[str, Entry] = {}
        for condition, text in conditions or (("", ""),):
            label = say(QT_TRANSLATE_NOOP("Deeds", "Quantity of {item}"), item=item.title)
            name = f"{label} · {text}" if text else label
            self.entries[condition] = Entry("" if self.entries else preset, name=name, width=64 if text else 84)
        words = vbox(Text(item.title), Text(item.detail, "caption", "tertiary"), gap=0)
        if not conditions:
            self.setLayout(hbox((words, 1), self.entry, gap=8, margins=(0, 0, 4, 0)))
            return
        fields = hbox(gap=6)
        for condition, text in conditions:
            fields.addWidget(Text(text, "caption", "secondary"))
            fields.addWidget(self.entries[condition])
            fields.addSpacing(8)
        fields.addStretch(1)
        self.setLayout(vbox(words, fields, gap=4, margins=(0, 0, 4, 4)))

    @property
    def entry(self) -> Entry:
        """The first of its fields."""
        return next(iter(self.entries.values()))

    def given(self) -> tuple[Given, ...]:
        """What was entered, without what is nothing. Raises Refused, WrongAnswer."""
        found = []
        for condition, entry in self.entries.items():
            text = entry.text().strip()
            quantity = require_whole(parse_quantity(text), self.item.base_unit) if text else 0
            if quantity:
                found.append(Given(self.item.id, quantity, condition))
        if sum(each.quantity for each in found) > self.item.most or any(each.quantity < 0 for each in found):
            most = format_quantity(self.item.most)
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
            raise WrongAnswer(say(QT_TRANSLATE_NOOP("Deeds", "{item}: no more than {n}"), item=self.item.title, n=most))
        return tuple(found)


class GoodsField(AskField):
    """Lines of goods below each other; more than fit are scrolled."""

    def __init__(self, ask: Goods) -> None:
        super().__init__(ask)
        self._is_single = ask.is_single
        self.rows = [_GoodsRow(item, ask.conditions) for item in ask.items]
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(ask.label)
        inner = Ground(vbox(*self.rows, None, gap=6), "surface")
        scroll.setWidget(inner)
        scroll.setFixedHeight(min(inner.sizeHint().height() + 2, _GOODS_HIGH))
        for row in self.rows:
            for entry in row.entries.values():
                entry.returnPressed.connect(self.entered)
        self._frame(scroll)

    def take_focus(self) -> None:
        if self.rows:
            self.rows[0].entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> object:
        return {(row.item.id, condition): entry.text() for row in self.rows for condition, entry in row.entries.items()}

    def put_back(self, typed: object) -> None:
        known = typed if isinstance(typed, dict) else {}
        for row in self.rows:
            for condition, entry in row.entries.items():
                entry.setText(known.get((row.item.id, condition), entry.text()))

    def value(self) -> tuple[Given, ...]:
        found = tuple(given for row in self.rows for given in row.given())
        if self._is_single and len(found) > 1:
            raise WrongAnswer(self.ask.hint)
        return found


class PictureField(AskField):
    """A button that opens the file chooser, and what was chosen."""

    def __init__(self, ask: Picture) -> None:
        super().__init__(ask)
        self.path: Path | None = None
        self._name = Text(say(QT_TRANSLATE_NOOP("Deeds", "Nothing chosen")), "body", "secondary")
        self._choose = Button(say(QT_TRANSLATE_NOOP("Deeds", "Choose a file…")), icon="camera")
        self._choose.clicked.connect(self._on_choose)
        row = QWidget()
        row.setLayout(hbox(self._choose, (self._name, 1)))
        row.setFocusProxy(self._choose)
        self._frame(row)

    def put(self, path: Path) -> None:
        """Takes a file."""
        self.path = path
        self._name.setText(path.name)

    def value(self) -> Path | None:
        return self.path

    def typed(self) -> object:
        return self.path

    def put_back(self, typed: object) -> None:
        if isinstance(typed, Path):
            self.put(typed)

    def _on_choose(self) -> None:
        kinds = say(QT_TRANSLATE_NOOP("Deeds", "Photos and papers")) + " (*.jpg *.jpeg *.png *.webp *.pdf)"
        chosen, _filter = QFileDialog.getOpenFileName(self, self.ask.label, "", kinds)
        if chosen:
            self.put(Path(chosen))


class ToldField(AskField):
    """A sentence among the fields."""

    def __init__(self, ask: Told) -> None:
        super().__init__(ask)
        self.setLayout(vbox(Text(ask.label, "body", "secondary", wrap=True)))

    def value(self) -> None:
        return None

    def typed(self) -> object:
        return None

    def put_back(self, typed: object) -> None:
        """There is nothing to put back."""


def field_for(ask: Ask) -> AskField:
    """The field that asks it."""
    match ask:
        case Told():
            return ToldField(ask)
        case Choice():
            return ChoiceField(ask)
        case Words():
            return WordsField(ask)
        case Tick():
            return TickField(ask)
        case Amount():
            return AmountField(ask)
        case Day() | Moment():
            return TimeField(ask)
        case Goods():
            return GoodsField(ask)
        case Picture():
            return PictureField(ask)
    raise TypeError(f"no field for {type(ask).__name__}")
