"""LibreOffice, which converts old files, fetches nothing that they link to."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from support import need

from fundqa.readers import office

_PICTURE = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that it is asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_GET = do_HEAD = do_OPTIONS = do_PROPFIND = answer

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join()


def linking(address: str) -> bytes:
    """A Word file with a picture that lies elsewhere."""
    document = docx.Document()
    document.add_paragraph("2022年支出2936.52万元。")
    link = document.part.relate_to(f"{address}/picture.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.element.body.insert(0, parse_xml(_PICTURE.format(link=link)))
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_no_picture_that_a_file_links_to_is_fetched(asked, monkeypatch):
    """In either format; without the settings of the profile it would be, which shows that the link is one."""
    need(office.program(), "LibreOffice")
    address, paths = asked
    given = linking(address)
    assert office.to_docx(given, "a.docx", ".docx")
    assert paths == []
    monkeypatch.setattr(office, "_TARGET", "doc:MS Word 97")
    monkeypatch.setattr(office, "_SETTINGS", ())
    old = office.to_docx(given, "a.docx", ".docx")
    assert paths
    monkeypatch.undo()
    paths.clear()
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    assert office.to_docx(old, "a.doc", ".doc")
    assert paths == []
