"""What printed 判定书 say: the text and pages of PDF and Word files, read by others' tools."""
# ruff: noqa: TID253 - tests are about what docx reads

import re
import shutil
import subprocess
from pathlib import Path

import docx
from docx.oxml.ns import qn


def told_by(tool: str, *arguments: object) -> str:
    """What a tool of poppler says of a file."""
    program = shutil.which(tool)
    assert program is not None, f"{tool} is missing: install poppler-utils"
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()  # noqa: S603


def pdf_text(path: Path) -> str:
    """The text in the order in which it was set, cell by cell."""
    return told_by("pdftotext", "-raw", path, "-")


def bare(text: str) -> str:
    """Without blanks and line ends, which typesetting moves."""
    return re.sub(r"\s+", "", text)


def pages_of(path: Path) -> int:
    found = re.search(r"Pages:\s+(\d+)", told_by("pdfinfo", path))
    assert found is not None
    return int(found[1])


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    parts = [one.text for one in document.element.body.iter(qn("w:t")) if one.text]
    for section in document.sections:
        parts += [one.text for one in section.header.paragraphs]
    return "".join(parts)
