"""What a reader makes of the QR codes on a page: drawn as a printer would, read by a program that drew none of them."""

import pypdfium2
import zxingcpp

PRINTER = 300  # dots per inch, of an ordinary office


def codes_on(pdf: bytes) -> list[list[str]]:
    """The texts on each page, in order of the alphabet."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = (page.render(scale=PRINTER / 72).to_pil() for page in document)
        found = (zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormat.QRCode) for image in drawn)
        return [sorted(code.text for code in codes) for codes in found]
    finally:
        document.close()
