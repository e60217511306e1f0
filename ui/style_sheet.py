"""The application style sheet, generated from the tokens: colours and boxes only.

It holds no fonts: a font rule in a style sheet silently wins over setFont and cannot ask for tabular figures.
"""

from collections.abc import Mapping
from typing import Any


def style_sheet(color: Mapping[str, str], tokens: Mapping[str, Any]) -> str:
    """Rules for the stock widgets, scoped by object name and dynamic properties."""
    radius: Mapping[str, int] = tokens["radius"]
    parts = (
        _grounds(color, radius),
        _labels(color),
        _buttons(color, radius),
        _entries(color, radius),
        _tables(color),
        _rest(color, radius),
    )
    return "\n".join(parts)


def _grounds(c: Mapping[str, str], r: Mapping[str, int]) -> str:
    tones = "\n".join(
        f'QFrame[tone="{tone}"] {{ background: {c[f"{tone}.bg"]}; border: none; border-radius: {r["md"]}px; }}'
        for tone in ("info", "ok", "warn", "danger")
    )
    return f"""
QWidget {{ color: {c["text.primary"]}; }}
QMainWindow, QDialog, QWidget[ground="app"] {{ background: {c["bg.app"]}; }}
QWidget[ground="surface"] {{ background: {c["bg.surface"]}; }}
QWidget[ground="subtle"] {{ background: {c["bg.subtle"]}; }}
QFrame#rail {{ background: {c["rail.bg"]}; border: none; }}
QFrame#topBar {{ background: {c["bg.surface"]}; border: none; border-bottom: 1px solid {c["border.subtle"]}; }}
QFrame#footer {{ background: {c["bg.surface"]}; border: none; border-top: 1px solid {c["border.subtle"]}; }}
QFrame#sidePanel {{ background: {c["bg.surface"]}; border: none; border-left: 1px solid {c["border.default"]}; }}
QFrame#toast {{ background: {c["bg.inverse"]}; border: none; border-radius: {r["lg"]}px; }}
QFrame#keyCap {{ background: {c["bg.subtle"]}; border: 1px solid {c["border.default"]}; border-bottom-width: 2px;
  border-radius: {r["sm"]}px; }}
QFrame[card="plain"] {{ background: {c["bg.surface"]}; border: 1px solid {c["border.subtle"]};
  border-radius: {r["lg"]}px; }}
QFrame[card="flat"] {{ background: {c["bg.subtle"]}; border: 1px solid {c["border.subtle"]};
  border-radius: {r["md"]}px; }}
QFrame[card="dialog"] {{ background: {c["bg.surface"]}; border: 1px solid {c["border.default"]};
  border-radius: {r["xl"]}px; }}
QFrame[line="h"] {{ background: {c["border.subtle"]}; border: none; min-height: 1px; max-height: 1px; }}
QFrame[line="v"] {{ background: {c["border.subtle"]}; border: none; min-width: 1px; max-width: 1px; }}
{tones}"""


def _labels(c: Mapping[str, str]) -> str:
    tones = {
        "secondary": "text.secondary",
        "tertiary": "text.tertiary",
        "disabled": "text.disabled",
        "link": "text.link",
        "inverse": "text.inverse",
        "ok": "ok",
        "warn": "warn",
        "danger": "danger",
        "accent": "accent",
        "rail": "rail.fg",
        "railActive": "rail.fgActive",
        "toastLink": "toast.link",
        "toastHint": "toast.hint",
    }
    rules = "\n".join(f'QLabel[tint="{name}"] {{ color: {c[token]}; }}' for name, token in tones.items())
    return f"QLabel {{ background: transparent; border: none; }}\n{rules}"


def _buttons(c: Mapping[str, str], r: Mapping[str, int]) -> str:
    return f"""
QPushButton {{ background: {c["bg.surface"]}; color: {c["text.primary"]}; border: 1px solid {c["border.default"]};
  border-radius: {r["md"]}px; padding: 0 12px; min-height: 30px; }}
QPushButton:hover {{ background: {c["bg.hover"]}; }}
QPushButton:pressed {{ background: {c["bg.sunken"]}; }}
QPushButton:focus {{ border: 2px solid {c["border.focus"]}; padding: 0 11px; min-height: 28px; }}
QPushButton[kind="primary"] {{ background: {c["accent"]}; color: {c["accent.on"]}; border-color: {c["accent"]}; }}
QPushButton[kind="primary"]:hover {{ background: {c["accent.hover"]}; }}
QPushButton[kind="primary"]:pressed {{ background: {c["accent.press"]}; }}
QPushButton[kind="primary"]:focus {{ border-color: {c["text.primary"]}; }}
QPushButton[kind="danger"] {{ background: {c["danger"]}; color: {c["danger.on"]}; border-color: {c["danger"]}; }}
QPushButton[kind="danger"]:hover {{ background: {c["danger.hover"]}; }}
QPushButton[kind="danger"]:focus {{ border-color: {c["text.primary"]}; }}
QPushButton[kind="dangerGhost"] {{ color: {c["danger"]}; }}
QPushButton[kind="ghost"] {{ background: transparent; border-color: transparent; color: {c["text.secondary"]}; }}
QPushButton[kind="ghost"]:hover {{ background: {c["bg.hover"]}; }}
QPushButton[kind="ghost"]:focus, QPushButton[kind="link"]:focus {{ border-color: {c["border.focus"]}; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent; color: {c["text.link"]};
  padding: 0 4px; }}
QPushButton[kind="link"]:focus {{ padding: 0 3px; }}
QPushButton[kind="toast"] {{ background: transparent; border-color: transparent; color: {c["toast.link"]};
  padding: 0 4px; }}
QPushButton[kind="toast"]:focus {{ border-color: {c["toast.link"]}; padding: 0 3px; }}
QPushButton[small="true"] {{ min-height: 24px; padding: 0 8px; border-radius: {r["sm"]}px; }}
QPushButton[small="true"]:focus {{ min-height: 22px; padding: 0 7px; }}
QPushButton[large="true"] {{ min-height: 38px; padding: 0 20px; }}
QPushButton[large="true"]:focus {{ min-height: 36px; padding: 0 19px; }}
QPushButton[iconOnly="true"] {{ padding: 0; min-width: 30px; max-width: 30px; }}
QPushButton[iconOnly="true"]:focus {{ padding: 0; min-width: 28px; max-width: 28px; }}
QPushButton[small="true"][iconOnly="true"] {{ padding: 0; min-width: 24px; max-width: 24px; }}
QPushButton[small="true"][iconOnly="true"]:focus {{ padding: 0; min-width: 22px; max-width: 22px; }}
QPushButton:disabled {{ color: {c["text.disabled"]}; background: {c["bg.subtle"]};
  border-color: {c["border.subtle"]}; }}
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {{ background: {c["bg.sunken"]};
  color: {c["text.disabled"]}; border-color: {c["bg.sunken"]}; }}
QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled {{ background: transparent;
  border-color: transparent; }}"""


def _entries(c: Mapping[str, str], r: Mapping[str, int]) -> str:
    every = "QLineEdit, QComboBox, QDateEdit, QTimeEdit, QDateTimeEdit, QSpinBox, QPlainTextEdit, QTextEdit"
    focus = ", ".join(f"{name}:focus" for name in every.split(", "))
    return f"""
{every} {{ background: {c["bg.surface"]}; color: {c["text.primary"]};
  border: 1px solid {c["border.input"]}; border-radius: {r["md"]}px; padding: 0 8px; min-height: 30px;
  selection-background-color: {c["accent"]}; selection-color: {c["accent.on"]}; }}
QLineEdit:hover, QComboBox:hover {{ border-color: {c["text.tertiary"]}; }}
QLineEdit[quiet="true"] {{ border-color: {c["border.default"]}; background: {c["bg.subtle"]}; }}
{focus} {{ border: 2px solid {c["border.focus"]}; padding: 0 7px; min-height: 28px; }}
QLineEdit[state="error"], QComboBox[state="error"], QPlainTextEdit[state="error"] {{
  border: 2px solid {c["danger"]}; padding: 0 7px; min-height: 28px; }}
QLineEdit[state="warn"], QComboBox[state="warn"], QPlainTextEdit[state="warn"] {{
  border: 2px solid {c["warn.solid"]}; padding: 0 7px; min-height: 28px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 5px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{ background: {c["bg.subtle"]};
  color: {c["text.disabled"]}; border-color: {c["border.default"]}; }}
QLineEdit[cell="true"] {{ border-radius: 0; min-height: 20px; padding: 0 7px; }}
QComboBox {{ padding-right: 24px; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ width: 0; height: 0; }}
QComboBox QAbstractItemView {{ background: {c["bg.surface"]}; color: {c["text.primary"]}; outline: none;
  border: 1px solid {c["border.default"]}; selection-background-color: {c["bg.selected"]};
  selection-color: {c["text.primary"]}; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 8px; }}"""


def _tables(c: Mapping[str, str]) -> str:
    return f"""
QScrollArea {{ border: none; background: transparent; }}
QTableView, QListView, QTreeView {{ background: {c["bg.surface"]}; border: none;
  gridline-color: {c["border.subtle"]}; selection-background-color: {c["bg.selected"]};
  selection-color: {c["text.primary"]}; outline: none; }}
QHeaderView {{ background: {c["bg.subtle"]}; border: none; }}
QHeaderView::section {{ background: {c["bg.subtle"]}; color: {c["text.secondary"]}; border: none;
  border-bottom: 1px solid {c["border.default"]}; padding: 0 8px; }}
QHeaderView::section:hover {{ color: {c["text.primary"]}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}
QTableCornerButton::section {{ background: {c["bg.subtle"]}; border: none; }}"""


def _rest(c: Mapping[str, str], r: Mapping[str, int]) -> str:
    return f"""
QCheckBox {{ background: transparent; }}
QRadioButton {{ spacing: 8px; background: transparent; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c["border.input"]}; border-radius: 8px;
  background: {c["bg.surface"]}; }}
QRadioButton::indicator:checked {{ border: 5px solid {c["accent"]}; width: 6px; height: 6px;
  background: {c["accent.on"]}; }}
QRadioButton::indicator:focus {{ border-color: {c["border.focus"]}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {c["border.default"]}; border-radius: 3px; min-height: 32px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {c["border.default"]}; border-radius: 3px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c["border.input"]}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: none; width: 0; height: 0; }}
QProgressBar {{ background: {c["bg.sunken"]}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {c["accent"]}; border-radius: 3px; }}
QToolTip {{ background: {c["bg.inverse"]}; color: {c["text.inverse"]}; border: none; padding: 4px 8px; }}
QMenu {{ background: {c["bg.surface"]}; border: 1px solid {c["border.default"]}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: {r["sm"]}px; }}
QMenu::item:selected {{ background: {c["bg.hover"]}; }}
QMenu::item:disabled {{ color: {c["text.disabled"]}; }}
QMenu::separator {{ height: 1px; background: {c["border.subtle"]}; margin: 4px 8px; }}
QSplitter::handle {{ background: {c["border.subtle"]}; }}"""
