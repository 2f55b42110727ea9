"""What somebody wrote, without what their mail program put around it."""

import re
from html.parser import HTMLParser

HTML_LIMIT = 1_000_000  # characters; nobody types more
STRAY_LIMIT = 100  # signs that open a tag nobody closes: the parser reads on to the end for each
BLOCKS: tuple[str, ...] = ("address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4")
BLOCKS += ("h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul")
UNSEEN = ("script", "style", "head", "title", "template", "noscript")


class _Reader(HTMLParser):
    """Words alone; addresses of links in brackets behind their words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.unseen.clear()
        if tag in UNSEEN:
            self.unseen.append(tag)
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag == "a":
            self.links.append(dict(attributes).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and tag == self.unseen[-1]:
            self.unseen.pop()
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag == "a" and self.links:
            self._close_link(self.links.pop())

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _close_link(self, address: str) -> None:
        if address.startswith(("http://", "https://")) and address not in "".join(self.pieces[-3:]):
            self.pieces.append(f" ({address})")


def text_of_html(html: str) -> str:
    """Never raises: where the parser gives up, what it has read until then."""
    html = html[:HTML_LIMIT]
    if html.count("<") > html.count(">") + STRAY_LIMIT:
        return re.sub(r"<[^<>]*>?", " ", html).strip()
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass
    lines = [line.strip() for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# «… wrote:» as programs say it in Kazakh, Russian and English, on one line or broken over two.
WROTE = re.compile(r"(wrote|writes|писал\(?а?\)?|пишет|написал\(?а?\)?|жазды|жазған|жазады)\s*:?\s*$", re.IGNORECASE)
ORIGINAL = re.compile(
    r"^\s*[-_—]{2,}\s*(original message|исходное сообщение|пересылаемое сообщение|бастапқы хабарлама|түпнұсқа хабар)",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\s*\*?(from|sent|date|to|cc|subject|от|отправлено|дата|кому|копия|тема|кімнен|жіберілді|күні|кімге|көшірме|тақырып)\*?\s*:",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^\s*>")


def without_quote(text: str) -> str:
    """A reply without the mail it answers. What stands between quoted lines is kept; a mail of nothing else stays."""
    lines = text.split("\n")
    end = next((at for at in range(len(lines)) if _begins_quote(lines, at)), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip() or QUOTED.match(kept[-1]) or _is_attribution(kept, lines)):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _begins_quote(lines: list[str], at: int) -> bool:
    """The line from which all is the earlier mail: a rule, or the headings some programs copy."""
    if ORIGINAL.match(lines[at]):
        return True
    return bool(HEADING.match(lines[at])) and sum(bool(HEADING.match(line)) for line in lines[at : at + 6]) >= 3


def _is_attribution(kept: list[str], lines: list[str]) -> bool:
    """The line that says who wrote the quote; a person may end a mail with «… wrote:» only before one."""
    following = next((line for line in lines[len(kept) :] if line.strip()), "")
    return bool(QUOTED.match(following)) and bool(WROTE.search(kept[-1]))


KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
KAZAKH_SHARE = 0.04  # a Kazakh text has about 0.2; a Russian one with Kazakh names far less


def language_of(text: str) -> str:
    """Guessed from the letters: kk, ru, or en where there is hardly any Cyrillic."""
    letters = sum(letter.isalpha() for letter in text)
    cyrillic = CYRILLIC.findall(text)
    if len(cyrillic) * 3 < letters or not cyrillic:
        return "en"
    return "kk" if sum(letter in KAZAKH for letter in cyrillic) >= KAZAKH_SHARE * len(cyrillic) else "ru"
