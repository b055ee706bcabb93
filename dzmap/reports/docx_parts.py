"""Pieces of Word documents that Word, WPS and LibreOffice lay out alike.

Every style and run names an East Asian font, tables have a fixed grid, lines an exact height, so that
the same sheet breaks in the same places. No table of contents: WPS does not fill one.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dzmap.reports.texts import printable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_CELL_MARGIN_MM = {"top": 0.35, "left": 1.2, "bottom": 0.35, "right": 1.2}
_TWIPS_PER_MM = 1440 / 25.4
_FOLLOWERS: Mapping[str, Sequence[str]] = {
    "w:tblBorders": ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"),
    "w:tblCellMar": ("w:tblLook",),
    "w:shd": ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"),
    "w:pgNumType": ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:docGrid"),
}
"""What may follow an element: Word refuses files whose elements stand in another order."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How words look: size in points, colour as RRGGBB."""

    size: float = 9.0
    bold: bool = False
    colour: str = ""
    font: str = SONG


@dataclass(frozen=True)
class Picture:
    """A picture as PNG bytes and its width in mm."""

    png: bytes
    width_mm: float

    @property
    def height_mm(self) -> float:
        """Its height, from the size in pixels that a PNG states at its head."""
        across, down = (int(side) for side in struct.unpack(">II", self.png[16:24]))
        return self.width_mm * down / across


def new_document() -> "Document":
    """An A4 document without text whose styles all name Chinese fonts."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    root = document.styles.element
    for style in root.iter(qn("w:style")):
        if style.get(qn("w:type")) != "numbering":
            _name_fonts(style.get_or_add_rPr(), SONG)
    # Those of the defaults and of parts of table styles (first row, last column …).
    for fonts in root.iter(qn("w:rFonts")):
        _name_fonts(fonts.getparent(), SONG)
    return document


def _name_fonts(properties: Any, font: str) -> None:
    """Set the fonts of run properties; fonts of a theme would win over them."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for name in _THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), value)


def write(paragraph: "Paragraph", words: str, look: Look) -> "Run":
    """Add words to a paragraph."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(printable(words))
    _name_fonts(run._element.get_or_add_rPr(), look.font)
    run.font.size = Pt(look.size)
    run.font.bold = look.bold
    if look.colour:
        run.font.color.rgb = RGBColor.from_string(look.colour.removeprefix("#"))
    return run


def draw(paragraph: "Paragraph", picture: Picture) -> "Run":
    """Add a picture to a paragraph, in its line."""
    from docx.shared import Mm

    run = paragraph.add_run()
    _name_fonts(run._element.get_or_add_rPr(), SONG)
    inline = run.add_picture(BytesIO(picture.png), width=Mm(picture.width_mm))._inline
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")  # left out, it means an eighth of an inch to some programs
    return run


def lined(
    paragraph: "Paragraph", height_pt: float, *, before: float = 0, after: float = 0
) -> "Paragraph":
    """Give a paragraph lines of an exact height, and space around it, in points."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    layout = paragraph.paragraph_format
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(height_pt)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    return paragraph


def aligned(paragraph: "Paragraph", where: str) -> "Paragraph":
    """Align a paragraph: left, center or right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, where.upper())
    return paragraph


def grid_table(
    document: "Document", rows: int, widths_mm: Sequence[float], *, bordered: bool = True
) -> "Table":
    """A table with a fixed grid, its columns ``widths_mm`` wide."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    table: Table = document.add_table(rows=rows, cols=len(widths_mm))
    table.style = "Table Grid" if bordered else "Normal Table"
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    margins = _child(table._tbl.tblPr, "w:tblCellMar")
    for side, width in _CELL_MARGIN_MM.items():
        edge = _child(margins, f"w:{side}")
        edge.set(qn("w:w"), str(round(width * _TWIPS_PER_MM)))
        edge.set(qn("w:type"), "dxa")
    for row in table.rows:
        _child(row._tr.get_or_add_trPr(), "w:cantSplit")
    return table


def repeat_head(table: "Table") -> None:
    """Print the first row again on every page."""
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")


def first_line(cell: "_Cell", height_pt: float, where: str = "left") -> "Paragraph":
    """The first paragraph of a cell, its content in the middle of the height."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return aligned(lined(cell.paragraphs[0], height_pt), where)


def next_line(cell: "_Cell", height_pt: float, where: str = "left") -> "Paragraph":
    """A further paragraph of a cell."""
    return aligned(lined(cell.add_paragraph(), height_pt), where)


def shade(cell: "_Cell", colour: str) -> None:
    """Fill a cell with a colour, ``#RRGGBB``."""
    from docx.oxml.ns import qn

    shading = _child(cell._tc.get_or_add_tcPr(), "w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:color"), "auto")
    shading.set(qn("w:fill"), colour.removeprefix("#"))


def border(table: "Table", colour: str, eighths: int) -> None:
    """Outline a table in a colour, ``eighths`` of a point wide; no lines inside."""
    from docx.oxml.ns import qn

    borders = _child(table._tbl.tblPr, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = _child(borders, f"w:{side}")
        inside = side.startswith("inside")
        edge.set(qn("w:val"), "nil" if inside else "single")
        edge.set(qn("w:sz"), str(eighths))
        edge.set(qn("w:color"), colour.removeprefix("#"))


def number_pages(section: "Section") -> None:
    """Count the pages of a section from 1."""
    from docx.oxml.ns import qn

    _child(section._sectPr, "w:pgNumType").set(qn("w:start"), "1")


def line_across(paragraph: "Paragraph", width_mm: float) -> "Paragraph":
    """Let a tab in a header or footer lead to the right edge, and nowhere else."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.style = "Normal"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT)
    return lined(paragraph, 14)


def write_field(paragraph: "Paragraph", code: str, guess: str, look: Look) -> None:
    """A field that the word processor fills (PAGE, NUMPAGES, SECTIONPAGES); ``guess`` until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", guess), ("end", "")):
        run = write(paragraph, text if kind == "text" else "", look)
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
        elif not kind:
            order = OxmlElement("w:instrText")
            order.set(qn("xml:space"), "preserve")
            order.text = f" {text} "
            run._element.append(order)


def behind_text(run: "Run") -> None:
    """Move the picture of a run behind the text, into the middle of the page."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn

    inline = run._element.find(f".//{qn('wp:inline')}")
    across, up = inline.extent.cx, inline.extent.cy
    anchor = parse_xml(
        f"<wp:anchor {nsdecls('wp')} behindDoc='1' distT='0' distB='0' distL='0' distR='0'"
        " simplePos='0' locked='0' layoutInCell='1' allowOverlap='1' relativeHeight='0'>"
        "<wp:simplePos x='0' y='0'/>"
        "<wp:positionH relativeFrom='page'><wp:align>center</wp:align></wp:positionH>"
        "<wp:positionV relativeFrom='page'><wp:align>center</wp:align></wp:positionV>"
        f"<wp:extent cx='{across}' cy='{up}'/><wp:effectExtent l='0' t='0' r='0' b='0'/>"
        "<wp:wrapNone/></wp:anchor>"
    )
    for part in ("wp:docPr", "wp:cNvGraphicFramePr", "a:graphic"):
        anchor.append(inline.find(qn(part)))
    inline.getparent().replace(inline, anchor)


def _child(parent: Any, name: str) -> Any:
    """The child of that name, made in its place in the schema's order if it is not there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        follower = next(parent.iterchildren(*map(qn, _FOLLOWERS.get(name, ("w:none",)))), None)
        if follower is None:
            parent.append(found)
        else:
            follower.addprevious(found)
    return found
