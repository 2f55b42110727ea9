"""PDFs with secrets in every corner, and a look into every corner of a PDF."""

import json
from io import BytesIO

import pypdfium2
import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from documents.letters import FONTS

SECRET = "Sapparova"  # no word of ours, so that finding it means something
IIN = "900101300017"


def paper(body, *, files=None, **words):
    """A PDF of typst markup. `data` of the markup is what else is given."""
    source = f"""
        #let data = json(bytes(sys.inputs.data))
        #set page(width: 400pt, height: 300pt, margin: 30pt)
        #set text(font: "Noto Sans", size: 12pt)
        {body}
    """
    return typst.compile(
        source.encode(),
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(words)},
    )


def red_picture():
    file = BytesIO()
    Image.new("RGB", (40, 20), "red").save(file, "PNG")
    return list(file.getvalue())


def letter():
    """Page 1: a name in the text, a red picture, white text, text behind a box; metadata and an attachment."""
    return paper(
        """
        #set document(title: "Case of " + data.secret, author: data.secret, keywords: data.secret)
        #pdf.attach("secret.txt", bytes(data.secret), description: data.secret)
        #place(top + left, dx: 0pt, dy: 0pt)[Dear Ms #data.secret, your question is answered.]
        #place(top + left, dy: 60pt, image(bytes(data.picture), width: 80pt, alt: data.secret))
        #place(top + left, dy: 150pt, text(fill: white, data.secret))
        #place(top + left, dy: 180pt, text(data.secret))
        #place(top + left, dy: 175pt, rect(width: 120pt, height: 30pt, fill: gray))
        #link("https://example.kz/" + data.secret)[#place(top + left, dy: 220pt)[a link]]
        """,
        secret=SECRET,
        picture=red_picture(),
    )


def whole_dossier():
    """`letter`, and behind it a page with invisible text, a hidden layer, notes, a script and an attachment."""
    writer = PdfWriter(clone_from=BytesIO(letter()))
    page = writer.add_blank_page(400, 300)
    hidden = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(SECRET)})
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}),
            NameObject("/Properties"): DictionaryObject({NameObject("/Hidden"): hidden}),
        }
    )
    content = DecodedStreamObject()
    content.set_data(
        b"BT /F1 12 Tf 30 250 Td (A page of its own) Tj ET "
        b"BT 3 Tr /F1 12 Tf 30 200 Td (invisible %(secret)s) Tj ET "
        b"/OC /Hidden BDC BT 0 Tr /F1 12 Tf 30 150 Td (layer %(secret)s) Tj ET EMC" % {b"secret": SECRET.encode()}
    )
    page[NameObject("/Contents")] = writer._add_object(content)
    off = {"/OCGs": ArrayObject([hidden]), "/D": DictionaryObject({NameObject("/OFF"): ArrayObject([hidden])})}
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject(name): value for name, value in off.items()}
    )
    writer.add_annotation(1, FreeText(text=SECRET, rect=(30, 100, 200, 120)))
    writer.add_annotation(1, Text(text=SECRET, rect=(30, 60, 50, 80)))
    writer.add_open_action(JavaScript(f"app.alert('{SECRET}')"))
    writer.add_outline_item(title=SECRET, page_number=1)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def changed(content, change):
    """The PDF after `change(writer)`."""
    writer = PdfWriter(clone_from=BytesIO(content))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def streams(content):
    """Every stream of a PDF, unpacked, by what it says it is."""
    reader = PdfReader(BytesIO(content))
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(number)
        if hasattr(thing, "get_data"):
            yield str(thing.get("/Subtype", thing.get("/Type", "content"))), thing


def everything(content):
    """All words a PDF holds for any reader: text as two programs read it, every object, every stream unpacked."""
    reader = PdfReader(BytesIO(content))
    with pypdfium2.PdfDocument(content) as pdf:
        read = [page.get_textpage().get_text_range() for page in pdf]
    read += [page.extract_text() for page in reader.pages]
    read += [repr(reader.get_object(number)) for number in range(1, reader.trailer["/Size"])]
    unpacked = b"\n".join(thing.get_data() for _kind, thing in streams(content)) + content
    return "\n".join([*read, unpacked.decode("latin-1"), unpacked.decode("utf-16-be", "ignore")])


def picture_of(content, page=0):
    """The page as a reader sees it, at 100 dpi."""
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[page].render(scale=100 / 72).to_pil().convert("RGB")
