"""Putting a value into a TOML text, or taking one out, where it stands: all that is not meant stays to the byte."""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

from acuevid.errors import AcuevidError
from acuevid.intake.layout import Kind, Node, layout, line_end, line_start, next_line
from acuevid.intake.values import statement, written, written_key

Path = tuple[str | int, ...]
Order = Callable[[tuple[str, ...]], Sequence[str]]
"""The names of the fields of the record at a path, in the order in which they are written."""


def put(text: str, path: Path, value: Any, order: Order) -> str:
    """The text with a plain value at a path; tables that are not there are made, inline."""
    node = layout(text)
    for n, step in enumerate(path):
        inner = node.inner(step)
        if inner is None:
            for name in reversed(path[n + 1 :]):
                value = {str(name): value}
            return _insert(text, path[:n], node, str(step), value, order(names(path[:n])))
        node = inner
    return _replace(text, path, node, value, order)


def drop(text: str, path: Path) -> str:
    """The text without what is at a path; a table, or a list of tables, that this leaves empty goes, too."""
    nodes = _way(layout(text), path)
    parent, node = nodes[-2], nodes[-1]
    if node.kind in (Kind.DOTTED, Kind.TABLES):
        if node.kind is Kind.TABLES:
            inner: list[str | int] = list(reversed(range(len(node.elements))))
        else:
            inner = list(node.members)
        for step in inner:
            text = drop(text, (*path, step))
        return text
    if parent.kind is Kind.ARRAY and len(parent.elements) == 1 and node.kind is Kind.INLINE:
        return drop(text, path[:-1])
    if parent.is_table and len(parent.members) == 1 and parent.kind is not Kind.DOTTED and isinstance(path[-2], str):
        return drop(text, path[:-1])
    if node.kind is Kind.HEADED:
        return _without_table(text, node)
    holder = next(n for n in reversed(nodes[:-1]) if n.kind is not Kind.DOTTED)
    if holder.kind is Kind.HEADED:
        return text[: line_start(text, node.first)] + text[next_line(text, node.end) :]
    if holder.kind is Kind.INLINE and node.first == holder.start:
        raise AcuevidError("a table cannot be left empty here")
    return _without_item(text, holder, node)


def append_table(text: str, path: Path, name: str, lines: Sequence[tuple[str, Any]], order: Order) -> str:
    """The text with one more table ``[[…name]]`` in the table at a path, behind the last one of its kind."""
    table = _way(layout(text), path)[-1]
    end = line_end(text)
    rows = table.members.get(name)
    if rows is not None and rows.kind is Kind.ARRAY:
        return _put_element(text, rows, len(rows.elements), dict(lines))
    if rows is not None:
        model = rows.elements[-1]
        header, start, at = text[model.first : model.head], line_start(text, model.first), rows.last
        indent = text[start : model.first]
    else:
        header, indent = f"[[{'.'.join(map(written_key, (*names(path), name)))}]]", ""
        at = _behind(table, name, order(names(path)), with_headers=True)
    block = end.join(("", f"{indent}{header}", *(statement(written_key(k), v, indent, end) for k, v in lines), ""))
    return _insert_line(text, next_line(text, at), block)


def rename_key(text: str, path: Path, new: str) -> str:
    """The text with another key for what is at a path."""
    node = _way(layout(text), path)[-1]
    return text[: node.key[0]] + written_key(new) + text[node.key[1] :]


def names(path: Path) -> tuple[str, ...]:
    """The names in a path, without the positions."""
    return tuple(step for step in path if isinstance(step, str))


def _way(node: Node, path: Path) -> list[Node]:
    """The nodes on the way to a path, with the first; raises `KeyError` where it is not there."""
    found = [node]
    for step in path:
        inner = found[-1].inner(step)
        if inner is None:
            raise KeyError(step)
        found.append(inner)
    return found


def _replace(text: str, path: Path, node: Node, value: Any, order: Order) -> str:
    if node.kind in (Kind.DOTTED, Kind.HEADED) and isinstance(value, dict) and value:
        for name, inner in value.items():
            text = put(text, (*path, name), inner, order)
        for name in node.members.keys() - value.keys():
            text = drop(text, (*path, name))
        return text
    if node.kind not in (Kind.SCALAR, Kind.ARRAY, Kind.INLINE):
        raise AcuevidError(f"{path[-1]} is a table of its own; change its fields one by one")
    return text[: node.start] + written(value) + text[node.end :]


def replace_elements(text: str, path: Path, old: Sequence[Any], new: Sequence[Any], order: Order) -> str:
    """The text with other elements in the array at a path; those that stay, and comments, stay where they are."""
    matcher = SequenceMatcher(None, [*map(written, old)], [*map(written, new)], autojunk=False)
    for _, start, stop, first, last in reversed([code for code in matcher.get_opcodes() if code[0] != "equal"]):
        both = min(stop - start, last - first)
        for n in range(both):
            text = put(text, (*path, start + n), new[first + n], order)
        for n in reversed(range(start + both, stop)):
            text = drop(text, (*path, n))
        for n in range(both, last - first):
            text = _put_element(text, _way(layout(text), path)[-1], start + n, new[first + n])
    return text


def _insert(text: str, path: Path, table: Node, name: str, value: Any, known: Sequence[str]) -> str:
    """The text with one more member in a table that is there."""
    if not table.is_table:
        raise AcuevidError(f"{path[-1] if path else 'this'} is no table, and has no field {name}")
    key = written_key(name)
    nodes = _way(layout(text), path)
    holder = next(n for n in reversed(nodes) if n.kind is not Kind.DOTTED)
    if table.kind is Kind.DOTTED:
        key = f"{text[table.first : table.key[1]]}.{key}"
    at = _behind(table, name, known)
    if holder.kind is Kind.INLINE:
        return _insert_inline(text, table, at, f"{key} = {written(value)}")
    first = min((node.first for node in table.statements() if node.first >= table.head), default=table.first)
    indent = text[line_start(text, first) : first]
    end = line_end(text)
    line = statement(key, value, indent if not indent.strip() else "", end) + end
    return _insert_line(text, next_line(text, at), line)


def _behind(table: Node, name: str, known: Sequence[str], *, with_headers: bool = False) -> int:
    """Where that ends after which a member is to stand: the last one before it in the order, or the header."""
    rank = {other: n for n, other in enumerate(known)}
    direct = {
        other: node for other, node in table.members.items() if with_headers or not any(True for _ in node.headed())
    }
    if name in rank:
        before = {other: node for other, node in direct.items() if rank.get(other, -1) < rank[name]}
        if with_headers:  # a statement may not come behind a table with a header
            before = {
                other: node
                for other, node in direct.items()
                if other in before or node.kind in (Kind.SCALAR, Kind.ARRAY, Kind.INLINE, Kind.DOTTED)
            }
            return max((node.last for node in before.values()), default=table.head)
        if before:
            return before[max(before, key=lambda other: rank.get(other, -1))].last
        return table.head if table.kind is Kind.HEADED else table.start
    return max((node.last for node in direct.values()), default=table.head)


def _insert_line(text: str, at: int, lines: str) -> str:
    """The text with whole lines where a line begins, or at its end, which may lack a line end."""
    if at == len(text) and not text.endswith("\n"):
        lines = line_end(text) + lines
    return text[:at] + lines + text[at:]


def _insert_inline(text: str, table: Node, at: int, item: str) -> str:
    members = (
        list(table.statements())
        if table.kind is Kind.DOTTED
        else [leaf for member in table.members.values() for leaf in member.statements()]
    )
    if not members:
        return f"{text[: table.start]}{{ {item} }}{text[table.end :]}"
    if any(leaf.end == at for leaf in members):
        return f"{text[:at]}, {item}{text[at:]}"
    first = min(leaf.first for leaf in members)
    return f"{text[:first]}{item}, {text[first:]}"


def _put_element(text: str, array: Node, at: int, value: Any) -> str:
    """The text with one more element in an array, on a line of its own where the others are."""
    item = written(value)
    if not array.elements:
        rest = text[array.start + 1 : array.end - 1]
        parting = "," if rest.strip() else ""
        return f"{text[: array.start + 1]}{item}{parting}{text[array.start + 1 :]}"
    neighbour = array.elements[max(0, at - 1)]
    start = line_start(text, neighbour.start)
    indent = text[start : neighbour.start]
    if start <= array.start or indent.strip():  # several stand on one line
        if at == 0:
            return f"{text[: neighbour.start]}{item}, {text[neighbour.start :]}"
        return f"{text[: neighbour.end]}, {item}{text[neighbour.end :]}"
    end = line_end(text)
    if at == 0:
        return f"{text[:start]}{indent}{item},{end}{text[start:]}"
    comma = _comma(text, neighbour.end, array.end)
    behind = comma + 1 if comma >= 0 else neighbour.end
    below = next_line(text, behind)
    if not _is_bare(text[behind:below]):
        return f"{text[: neighbour.end]}, {item}{text[neighbour.end :]}"
    if comma < 0:
        text = f"{text[: neighbour.end]},{text[neighbour.end :]}"
        below += 1
    return f"{text[:below]}{indent}{item},{end}{text[below:]}"


def _without_item(text: str, holder: Node, node: Node) -> str:
    """The text without one item of an array or an inline table, and without the comma that parted it."""
    start, comma = line_start(text, node.first), _comma(text, node.end, holder.end)
    stop = next_line(text, node.end)
    alone = start > holder.start and not text[start : node.first].strip() and stop < holder.end
    behind = comma + 1 if comma >= 0 else node.end
    if alone and comma < stop and _is_bare(text[behind:stop]):
        return text[:start] + text[stop:]
    ahead = text[: node.first].rstrip(" \t")
    if comma >= 0:
        at_end = _is_bare(text[behind : next_line(text, behind)])
        return ahead + text[behind:] if at_end else text[: node.first] + text[behind:].lstrip(" \t")
    if ahead.endswith("\n"):  # what stands before it may have a comment, and keeps its comma
        return ahead + text[node.end :]
    before = max((n.end for n in _items(holder) if n.end <= node.first), default=node.first)
    return text[:before] + text[node.end :]


def _is_bare(rest: str) -> bool:
    """Whether the rest of a line has nothing but a comment."""
    return not rest.strip() or rest.lstrip().startswith("#")


def _items(holder: Node) -> list[Node]:
    return [*holder.elements, *(leaf for member in holder.members.values() for leaf in member.statements())]


def _comma(text: str, at: int, stop: int) -> int:
    """Where the comma behind an item stands; -1 where there is none."""
    while at < stop:
        if text[at] == ",":
            return at
        if text[at] == "#":
            at = next_line(text, at)
        elif text[at] in " \t\r\n":
            at += 1
        else:
            break
    return -1


def _without_table(text: str, node: Node) -> str:
    """The text without a table that has a header, the comments right above it, and the blank lines behind it."""
    at = next_line(text, node.last)
    while at < node.end and text[at : next_line(text, at)].lstrip(" \t").startswith("#"):
        at = next_line(text, at)
    while at < len(text) and not text[at : next_line(text, at)].strip():
        at = next_line(text, at)
    start = node.start
    if at == len(text):
        return text[:start].rstrip("\r\n \t") + line_end(text) if text[:start].strip() else ""
    return text[:start] + text[at:]
