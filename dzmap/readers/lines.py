"""Every row of a table as a line of text, for lists whose columns nobody named."""

from dzmap.readers.sheets import Book, Cell
from dzmap.services.coordinates import TextLine


def lines_of(book: Book) -> list[TextLine]:
    """The rows of all sheets in order, cells apart by tabs; rows are numbered as Excel shows them."""
    several = len(book.sheets) > 1
    return [
        TextLine(
            f"{sheet.name}!{sheet.number(at)}" if several else str(sheet.number(at)),
            "\t".join(_text(cell) for cell in row),
        )
        for sheet in book.sheets
        for at, row in enumerate(sheet.rows)
    ]


def _text(cell: Cell) -> str:
    """A cell as text with all digits of its number."""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
