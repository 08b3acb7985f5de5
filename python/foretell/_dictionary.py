"""Scenarios from dictionaries that mirror the TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

__all__ = ["written"]

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


class _Writer:
    """Writes TOML, and notes at which byte each key and each value begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.at = 0
        self.keys: dict[int, str] = {}

    def write(self, text: str, path: str | None = None) -> None:
        if path:
            self.keys[self.at] = path
        self.parts.append(text)
        self.at += len(text.encode())

    def key(self, name: str, path: str) -> None:
        self.write(_quoted(name), path)

    def pair(self, name: str, value: object, path: str) -> None:
        self.key(name, path)
        self.write(" = ")
        self.value(value, path)

    def value(self, value: object, path: str) -> None:
        if isinstance(value, Mapping):
            self.write("{ ", path)
            for index, (name, inner) in enumerate(_items(cast("Mapping[object, object]", value), path)):
                self.write(", " if index else "")
                self.pair(name, inner, f"{path}.{name}")
            self.write(" }")
        elif isinstance(value, (list, tuple)):
            self.write("[", path)
            for index, inner in enumerate(cast("Sequence[object]", value)):
                self.write(", " if index else "")
                self.value(inner, f"{path}[{index}]")
            self.write("]")
        else:
            self.write(_plain(value, path), path)


def written(data: Mapping[str, Any]) -> tuple[str, dict[int, str]]:
    """Returns a dictionary as TOML, and the path of the key at each byte where a key or a value begins."""
    writer = _Writer()
    tables: list[tuple[str, object]] = []
    for name, value in _items(data, ""):
        if _is_table(value) or _are_tables(value):
            tables.append((name, value))
        else:
            writer.pair(name, value, name)
            writer.write("\n")
    for name, value in tables:
        if isinstance(value, Mapping):
            _table(writer, name, cast("Mapping[object, object]", value))
            continue
        for index, inner in enumerate(cast("Sequence[Mapping[object, object]]", value)):
            path = f"{name}[{index}]"
            writer.write("\n[[")
            writer.key(name, path)
            writer.write("]]\n")
            for key, own in _items(inner, path):
                writer.pair(key, own, f"{path}.{key}")
                writer.write("\n")
    return "".join(writer.parts), writer.keys


def _table(writer: _Writer, name: str, value: Mapping[object, object]) -> None:
    """Writes ``[name]`` with its plain values, then ``[name.inner]`` for each table in it."""
    items = list(_items(value, name))
    plain: list[tuple[str, object]] = []
    inner: list[tuple[str, Mapping[object, object]]] = []
    for key, own in items:
        if isinstance(own, Mapping):
            inner.append((key, cast("Mapping[object, object]", own)))
        else:
            plain.append((key, own))
    if plain or not inner:
        writer.write("\n[")
        writer.key(name, name)
        writer.write("]\n")
    for key, own in plain:
        writer.pair(key, own, f"{name}.{key}")
        writer.write("\n")
    for key, table in inner:
        path = f"{name}.{key}"
        writer.write("\n[")
        writer.key(name, name)
        writer.write(".")
        writer.key(key, path)
        writer.write("]\n")
        for inner_key, inner_own in _items(table, path):
            writer.pair(inner_key, inner_own, f"{path}.{inner_key}")
            writer.write("\n")


def _items(value: Mapping[Any, Any], path: str) -> list[tuple[str, object]]:
    for key in value:
        if not isinstance(key, str):
            where = f"a key of {path}" if path else "a key"
            raise TypeError(f"{where} is {key!r}: keys are texts")
    return list(value.items())


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _are_tables(value: object) -> bool:
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return all(isinstance(inner, Mapping) for inner in cast("Sequence[object]", value))


def _quoted(name: str) -> str:
    return name if _BARE.match(name) else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(value: object, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(
        f"{path} is {value!r}: a scenario holds texts, numbers, truth values, dates, lists and dictionaries"
    )
