"""Tables as HTML that fold up on a phone."""

from collections.abc import Iterable, Sequence
from html import escape


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table; the first cell of each row is its heading. Cells are plain text."""
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    body = "".join(_row(titles, row) for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<table class="fa-table">{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _row(titles: Sequence[str], row: Sequence[str]) -> str:
    cells = "".join(
        f'<td data-label="{escape(title)}">{escape(cell)}</td>'
        for title, cell in zip(titles[1:], row[1:], strict=True)
    )
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'
