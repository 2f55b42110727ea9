"""Mails as they come: in three languages, with wrong labels, quoted, attached, broken, hostile."""

from email.message import EmailMessage
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inquiries.mailbox.automatic import is_nobody
from inquiries.mailbox.charsets import clean, decode
from inquiries.mailbox.mails import PARTS_LIMIT, Unreadable, read_mail
from inquiries.mailbox.texts import language_of, text_of_html, without_quote
from tests.inquiries.mails import bounce, mail, raw

KAZAKH = "Сәлеметсіз бе! Биылғы көктемде қанша үйді су басты?"
RUSSIAN = "Здравствуйте! Сколько домов затопило этой весной?"
OURS = f"<{'a1' * 20}@example.kz>"


@pytest.mark.parametrize("label", ["", "utf-8", "windows-1251", "koi8-r", "us-ascii", "iso-8859-1", "x-nonsense"])
@pytest.mark.parametrize("really", ["utf-8", "windows-1251", "koi8-r"])
def test_letters_are_read_whatever_the_label_says(really, label):
    headers = f"From: a@b.kz\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit"
    read = read_mail(raw(headers, RUSSIAN.encode(really)))
    assert read.text == RUSSIAN


@pytest.mark.parametrize(
    ("content", "label", "words"),
    [
        ("ДОБРЫЙ ДЕНЬ".encode("windows-1251"), "windows-1251", "ДОБРЫЙ ДЕНЬ"),  # capitals look like small koi8-r
        ("ДОБРЫЙ ДЕНЬ".encode("koi8-r"), "koi8-r", "ДОБРЫЙ ДЕНЬ"),
        ("café déjà vu".encode("latin-1"), "iso-8859-1", "café déjà vu"),  # not everything is Cyrillic
        (KAZAKH.encode("kz1048"), "kz1048", KAZAKH),  # the old Kazakh table, where it is named
        ("Привет".encode("utf-16"), "utf-16", "Привет"),
        ("\ufeffПривет".encode(), "utf-8", "Привет"),
        (b"", "utf-8", ""),
        (b"\xff\xfe\x00", "", "яю\x00"),  # anything is some text
    ],
)
def test_bytes_become_words(content, label, words):
    assert decode(content, label) == words


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?B?0KHTmdC70LXQvA==?=", "Сәлем"),
        ("=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
        ("=?utf-8?B?0J/RgNC4?= =?utf-8?B?0LLQtdGC?=", "Привет"),  # two words, one text
        ("Привет, пресс-служба", "Привет, пресс-служба"),  # raw UTF-8
        ("=?x-nonsense?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        ("=?utf-8?B?!!!?=", ""),
        ("a\tb   c", "a b c"),
    ],
)
def test_subject_is_decoded(header, subject):
    assert read_mail(raw(f"From: a@b.kz\nSubject: {header}")).subject == subject


@pytest.mark.parametrize(
    ("header", "name", "sender"),
    [
        ("Dana <Dana@People.example>", "Dana", "dana@people.example"),
        ("=?utf-8?B?0JTQsNC90LA=?= <a@b.kz>", "Дана", "a@b.kz"),
        ("a@b.kz", "", "a@b.kz"),
        # A name that poses as an address changes nothing.
        ("=?utf-8?Q?victim=40x.kz_=3Cvictim=40x.kz=3E?= <real@y.kz>", "victim@x.kz <victim@x.kz>", "real@y.kz"),
        ("", "", ""),
    ],
)
def test_sender_is_parted_from_the_name(header, name, sender):
    read = read_mail(raw(f"From: {header}\nSubject: x"))
    assert (read.name, read.sender) == (name, sender)


def test_plain_text_comes_before_html_and_html_where_there_is_no_plain():
    message = EmailMessage()
    message["From"] = "a@b.kz"
    message.set_content("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    assert read_mail(message.as_bytes()).text == "plain words"
    only = EmailMessage()
    only.set_content("<p>html <b>words</b></p><script>bad()</script>", subtype="html")
    assert read_mail(only.as_bytes()).text == "html words"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("<style>p{}</style><title>t</title>x", "x"),
        ("<head><body>seen", "seen"),  # a head nobody closed
        ('<a href="https://a.kz/1">here</a>', "here (https://a.kz/1)"),
        ('<a href="https://a.kz/1">https://a.kz/1</a>', "https://a.kz/1"),
        ('<a href="javascript:x()">here</a>', "here"),
        ("a &amp; b &#1178;", "a & b Қ"),
        ("<![if x]>kept<![endif]>", "kept"),
        ("<<<<>>>", "<<<<>>>"),
    ],
)
def test_html_becomes_text(html, text):
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Thanks.\n\nOn 19 Mar 2026, Press wrote:\n> We ask\n> what", "Thanks."),
        ("Рахмет.\n\n19.03.2026 Баспасөз қызметі жазды:\n> сұрақ", "Рахмет."),
        ("Спасибо.\n\n19 марта 2026 г. пресс-служба пишет:\n> вопрос\n>\n> ещё", "Спасибо."),
        ("Answer\n-----Original Message-----\nFrom: x\nold", "Answer"),
        ("Ответ\n-------- Исходное сообщение --------\nстарое", "Ответ"),
        ("Ответ\n\nОт: Пресс\nОтправлено: 19 марта\nКому: Дана\nТема: вопрос\n\nстарое", "Ответ"),
        ("Жауап\n\nКімнен: Баспасөз\nЖіберілді: 19 наурыз\nКімге: Дана\nТақырып: сұрақ\n\nескі", "Жауап"),
        ("> first?\nYes.\n> second?\nNo.", "> first?\nYes.\n> second?\nNo."),  # answers between the questions
        ("> only a quote", "> only a quote"),  # better than nothing
        ("Subject: floods, as I wrote:\nhow many?", "Subject: floods, as I wrote:\nhow many?"),
    ],
)
def test_reply_is_read_without_what_it_quotes(said, kept):
    assert without_quote(said) == kept


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (KAZAKH, "kk"),
        (RUSSIAN, "ru"),
        ("How many houses?", "en"),
        (RUSSIAN * 5 + " С уважением, Әлия", "ru"),  # a Kazakh name in a Russian text
        ("Please explain to us what this means: Қазақстан", "en"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_language_is_guessed_from_the_letters(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''%D0%BF%D0%B8%D1%81%D1%8C%D0%BC%D0%BE.pdf", "письмо.pdf"),  # RFC 2231
        ("attachment; filename*0*=utf-8''%D0%BF%D0%B8; filename*1*=%D1%81%D1%8C.pdf", "пись.pdf"),
        ('attachment; filename="=?utf-8?B?0L/QuNGB0YzQvNC+LnBkZg==?="', "письмо.pdf"),  # against RFC 2047, everywhere
        ('attachment; filename="письмо.pdf"', "письмо.pdf"),
        ("attachment", "application.pdf"),
        (f"attachment; filename*{'9' * 5000}=a", "file"),
    ],
)
def test_file_has_its_name(disposition, name):
    part = f"From: a@b.kz\nContent-Type: application/pdf\nContent-Disposition: {disposition}"
    assert [file.name for file in read_mail(raw(part, b"%PDF-")).files] == [name]


def test_mail_within_a_mail_gives_its_words_and_files():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "x@y.kz", "Inner"
    inner.set_content("inner words")
    inner.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="inner.pdf")
    outer = EmailMessage()
    outer["From"] = "a@b.kz"
    outer.set_content("see below")
    outer.add_attachment(inner)
    read = read_mail(outer.as_bytes())
    assert read.text == "see below\n\n--- Inner\n---  x@y.kz\n\ninner words"
    assert [file.name for file in read.files] == ["inner.pdf"]


def test_pictures_in_the_text_come_after_what_was_attached():
    message = EmailMessage()
    message.set_content("<img src='cid:1'>words", subtype="html")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>", filename="logo.png")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="act.pdf")
    assert [file.name for file in read_mail(message.as_bytes()).files] == ["act.pdf", "logo.png"]


def test_signature_of_a_mail_is_no_file():
    signed = "From: a@b.kz\nContent-Type: application/pkcs7-signature; name=smime.p7s"
    assert read_mail(raw(signed, b"0")).files == ()


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, False),
        ({"auto_submitted": "auto-replied"}, True),
        ({"auto_submitted": "auto-generated (rejected)"}, True),
        ({"auto_submitted": "no"}, False),
        ({"precedence": "bulk"}, True),
        ({"precedence": "list"}, False),  # the office's own address may be a group
        ({"x_auto_response_suppress": "All"}, True),
        ({"x_autoreply": "yes"}, True),
        ({"return_path": "<>"}, True),
        ({"subject": "Automatic reply: Floods"}, True),
        ({"subject": "Out of office"}, True),
        ({"subject": "Автоответ: Су тасқыны"}, True),
        ({"subject": "Автоматический ответ: вопрос"}, True),
        ({"subject": "Автоматты жауап: сұрақ"}, True),
        ({"subject": "Жұмыста жоқпын"}, True),
        ({"subject": "Question about the automatic reply of the ministry"}, False),
        ({"subject": "Автоответчик министерства не работает"}, False),
    ],
)
def test_machine_is_told_from_a_person(headers, automatic):
    assert read_mail(mail(**headers)).is_automatic is automatic


@pytest.mark.parametrize(
    ("address", "nobody"),
    [
        ("no-reply@a.kz", True),
        ("noreply@a.kz", True),
        ("mailer-daemon@a.kz", True),
        ("postmaster@a.kz", True),
        ("noreply-news@a.kz", True),
        ("norelly@a.kz", False),
        ("bouncer@a.kz", False),
        ("dana@a.kz", False),
    ],
)
def test_address_of_nobody_is_known(address, nobody):
    assert is_nobody(address) is nobody


QMAIL = raw(
    "From: MAILER-DAEMON@qmail.example\nSubject: failure notice",
    f"""Hi. This is the qmail-send program at qmail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<aigul@outlet.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {OURS}
Subject: answer
""".encode(),
)
EXIM = raw(
    "From: Mail Delivery System <Mailer-Daemon@exim.example>\nX-Failed-Recipients: aigul@outlet.example\n"
    "Subject: Mail delivery failed: returning message to sender",
    f"all hosts have been failing for a long time\n\nMessage-Id: {OURS}\n".encode(),
)
RUSSIAN_BOUNCE = raw(
    "From: postmaster@post.example\nSubject: Недоставленное сообщение",
    f"Не удалось доставить: 550 5.7.1 отказ\n{OURS}\n".encode(),
)
DELAY = raw(
    "From: mailer-daemon@exim.example\nSubject: Warning: message delayed 24 hours",
    f"could not be delivered yet, 4.4.1\n{OURS}\n".encode(),
)


@pytest.mark.parametrize(
    ("content", "is_final"),
    [
        (bounce(OURS), True),
        (bounce(OURS, action="failed", status="4.4.7"), True),  # the time to try is over
        (bounce(OURS, action="delayed", status="4.4.1"), False),
        (bounce(OURS, action="delivered", status="2.0.0"), False),
        (QMAIL, True),
        (EXIM, True),
        (RUSSIAN_BOUNCE, True),
        (DELAY, False),
    ],
    ids=["postfix", "gave-up", "delayed", "delivered", "qmail", "exim", "russian", "warning"],
)
def test_returned_letter_is_known_with_its_name(content, is_final):
    found = read_mail(content).bounce
    assert found is not None
    assert (found.ids, found.is_final) == ((OURS,), is_final)


def test_person_who_writes_of_a_returned_mail_is_no_machine():
    said = mail("My mail could not be delivered: 5.1.1", subject="Undelivered mail")
    assert (read_mail(said).bounce, read_mail(said).is_automatic) == (None, False)


def test_nothing_that_a_database_refuses_is_left():
    read = read_mail(raw("From: a\x00b <a@b.kz>\nSubject: x\x00\x07y", b"one\x00two\x1b[31m \xed\xa0\x80"))
    assert "\x00" not in read.name + read.subject + read.text
    assert clean("a\ud800b\u202ec\x00", 10).encode() == "ab\u202ec".encode()
    assert read.subject == "xy"


def test_hostile_mails_are_read_quickly_or_not_at_all():
    began = process_time()
    long_header = b"Subject: " + b"a" * 10_000_000 + b"\r\nFrom: " + b"<" * 1_000_000 + b"\r\n\r\nwords"
    assert read_mail(long_header).text == "words"
    many = raw("Content-Type: multipart/mixed; boundary=B", b"--B\nContent-Type: image/png\n\nx\n" * 1000 + b"--B--")
    assert (len(read_mail(many).files), read_mail(many).is_cut) == (PARTS_LIMIT, True)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (i, i) for i in range(5000))
    with pytest.raises(Unreadable):
        read_mail(nested)
    read_mail(b"Content-Type: text/html\r\n\r\n" + b"<a" * 500_000)
    read_mail(b"Content-Type: text/plain" + b"; a=b" * 500_000 + b"\r\n\r\nx")
    assert process_time() - began < 20


PIECES = (b"From: ", b"Subject: ", b"Content-Type: ", b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\n")
PIECES += (b"Content-Type: message/rfc822\r\n\r\n", b"Content-Transfer-Encoding: ", b"base64\r\n", b"=?utf-8?B?", b"?=")
PIECES += (b"text/html; charset=", b"message/delivery-status\r\n\r\n", b"\r\n\r\n", b"--B\r\n", b"filename*0*=")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=60)), max_size=30))
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_reading_fail(pieces):
    read = read_mail(b"".join(pieces))
    for words in (read.text, read.subject, read.name, read.sender, read.message_id):
        assert "\x00" not in words
        words.encode()
