"""What ``decode`` makes of bytes, and what it says about them."""

from __future__ import annotations

import pytest
from case_files import row_params
from encoded_texts import encoded_texts, short, whole
from hypothesis import given
from hypothesis import strategies as st

from epubify.checks.edits import is_sound
from epubify.decode import decode, join_pieces
from epubify.decode.certain import reads
from epubify.decode.mojibake import undo
from epubify.decode.sense import CLUES, Around, clue_for
from epubify.errors import NoStory, NotText, UsageError
from epubify.model import Piece, Source
from epubify.options import Options
from epubify.readers import choose_reader
from epubify.report import Report, apply_edits


def read(data: bytes, options: Options | None = None, report: Report | None = None):
    return decode(Source("x.txt", data), options or Options(), report or Report())


def codes(data: bytes) -> list[str]:
    report = Report()
    read(data, report=report)
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize(("codec", "text"), row_params("decode", "encodings"))
def test_encoding_is_recognised(codec, text):
    assert read(text.encode(codec)).text == text


@pytest.mark.parametrize("shape", [whole, short], ids=["whole", "short"])
def test_texts_in_many_languages_come_back_from_their_encodings(shape):
    assert [str(text) for text in encoded_texts([shape]) if not text.is_read()] == []


@pytest.mark.parametrize("codec", ["gb18030", "cp932", "euc-jp", "cp949"])
def test_a_lost_byte_spoils_one_character_and_not_its_line(codec):
    lines = {
        "gb18030": "港口很暗，没有人说话。老人慢慢地走上灯塔。\n",
        "cp932": "港は暗かった。誰も話さなかった。老人は灯台に登った。\n",
        "euc-jp": "港は暗かった。誰も話さなかった。老人は灯台に登った。\n",
        "cp949": "항구는 어두웠고 아무도 말하지 않았다. 노인은 천천히 갔다.\n",
    }[codec]
    data = lines.encode(codec) * 20
    found = read(data[:101] + data[102:]).text
    right = [line for line in found.splitlines() if f"{line}\n" == lines]
    wrong = [line for line in found.splitlines() if f"{line}\n" != lines]
    assert (len(right), len(wrong)) == (19, 1)
    assert sum(char not in lines for char in wrong[0]) <= 2


def read_as_gbk(data: bytes, lost: str) -> str:
    """Return bytes as Windows reads them with its code page of Chinese."""
    text, at = "", 0
    while at < len(data):
        length = 1 if data[at] <= 0x80 else 2
        piece = data[at : at + length]
        if data[at] == 0x80:
            text += "€"
        elif reads(piece, "gb18030"):
            text += piece.decode("gb18030")
        else:
            text, length = text + lost, 1
        at += length
    return text


@pytest.mark.parametrize("lost", ["\N{REPLACEMENT CHARACTER}", "?"])
def test_what_gbk_lost_of_utf8_is_told_by_what_can_stand_there(lost):
    text = "第三章 渡口\n他说：“走了。”\n「一个人走」\n为什么？没有人说话。\n第十二回 船的影子\n"
    misread = read_as_gbk(text.encode(), lost)
    assert misread.count(lost) >= 2
    report = Report()
    assert read(misread.encode(), report=report).text == text
    assert [finding.code for finding in report.findings] == ["D004"]


def test_of_letters_that_were_lost_twice_nothing_is_left():
    report = Report()
    assert read("他锟斤拷走了。".encode(), report=report).text == "他��走了。"
    assert [finding.code for finding in report.findings] == ["D004", "D005"]


@pytest.mark.parametrize(("text", "nothing"), row_params("decode", "mojibake-negative"))
def test_real_text_is_no_mojibake(text, nothing):
    assert not nothing
    assert list(undo(text)) == []


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "mac_roman", "cp1250", "cp437", "koi8_r"])
@pytest.mark.parametrize(
    "text", ["“It’s late,” she said—naïve.", "Привет, мир — и", "cœur, l’hôtel"]
)
def test_mojibake_of_any_codec_is_undone(codec, text):
    misread = "".join(bytes([b]).decode(codec, "ignore") or chr(b) for b in text.encode())
    assert read(misread.encode()).text == text


def test_mojibake_in_one_stretch_twice_over_is_undone_and_the_rest_left_alone():
    clean = "“CAFÉ” it said; naïve, I’d say.\n" * 200
    dirty = "“It’s late—go.”\n"
    for _ in range(2):
        dirty = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in dirty.encode())
    report = Report()
    text = read((clean + dirty + clean).encode(), report=report).text
    assert text == clean + "“It’s late—go.”\n" + clean
    assert [finding.code for finding in report.findings] == ["D004"]
    assert report.findings[0].at.first_line == 201


def test_mojibake_stays_where_its_rule_is_disabled():
    text = read("Itâ€™s".encode(), Options(disable=frozenset({"mojibake"}))).text
    assert text == "Itâ€™s"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x85", "\r\r\n", "\r\r\r\n"])
def test_every_line_end_becomes_a_newline(end):
    assert read(f"one{end}two\x0c{end}".encode()).text == "one\ntwo\x0c\n"


def test_parts_in_different_encodings_are_read_each_with_its_own():
    data = "“One”\n".encode() * 3 + "“Two”—é\r\n".encode("cp1252") * 3 + "“Three”\n".encode()
    text = read(data)
    assert text.text == "“One”\n" * 3 + "“Two”—é\n" * 3 + "“Three”\n"
    assert [piece.encoding for piece in text.pieces] == ["utf-8", "cp1252", "utf-8"]
    assert codes(data) == ["D003"]


@pytest.mark.parametrize("other", ["mac-roman", "cp850"])
def test_parts_from_different_systems_are_read_each_with_its_own(other):
    text = "Élise — née Müller — said naïvely that the café wasn’t “déjà vu”.\n".replace(
        "—", "—" if other == "mac-roman" else "-"
    )
    if other == "cp850":
        text = text.translate({ord("’"): "'", ord("“"): '"', ord("”"): '"'})
    data = text.encode("cp1252") * 4 + text.encode(other) * 4 + text.encode("cp1252") * 2
    read_data = read(data)
    assert read_data.text == text * 10
    assert [piece.encoding for piece in read_data.pieces] == ["cp1252", other, "cp1252"]
    assert codes(data) == ["D003"]


def test_a_single_odd_byte_is_no_part_of_another_system():
    line = "“It’s late,” she said—“go.”\n"
    data = line.encode("cp1252") * 5 + b"a stray \xd5 here\n" + line.encode("cp1252") * 5
    assert [piece.encoding for piece in read(data).pieces] == ["cp1252"]


def test_foreign_bytes_inside_a_line_of_utf8():
    assert read("“Naïve”, said Zoë; ".encode() + b"caf\xe9\n").text == "“Naïve”, said Zoë; café\n"


def test_a_mark_at_the_head_of_a_file_whose_later_part_is_windows_1252():
    data = "\ufeff“One”\n".encode() * 3 + "“Two”\n".encode("cp1252") * 3
    assert read(data).text.removeprefix("\ufeff").endswith("“Two”\n“Two”\n“Two”\n")


def test_chinese_with_a_character_cut_short_stays_utf8():
    line = "港口很暗，没有人说话。老人慢慢地走上灯塔。\n".encode()
    text = read(line * 5 + line[:-2] + b"\n" + line * 5)
    assert text.encoding == "utf-8"
    assert text.text.count("\N{REPLACEMENT CHARACTER}") == 1


def test_capitals_before_closing_quotes_do_not_make_a_line_utf8():
    text = "“Well”—he said…\n" * 30 + "CAFÉ”\n" + "“No”\n"
    assert read(text.encode("cp1252")).text == text


def test_each_finding_can_be_made():
    made = {
        *codes("“Well”".encode("cp1252")),
        *codes("“One”—two\n".encode() + b"four \xe2\x80\n"),
        *codes("“One”\n".encode() * 3 + "“Two”—é\n".encode("cp1252") * 3),
        *codes("Itâ€™s \N{REPLACEMENT CHARACTER}".encode()),
    }
    assert made == {"D001", "D002", "D003", "D004", "D005"}


def test_a_character_that_was_cut_short_is_replaced_and_told():
    data = "“One”—two—three\n".encode() + b"four \xe2\x80\n"
    report = Report()
    text = read(data, report=report).text
    assert text == "“One”—two—three\nfour \N{REPLACEMENT CHARACTER}\n"
    found = next(finding for finding in report.findings if finding.code == "D002")
    assert found.at.first_line == 2


def test_losses_of_an_earlier_hand_are_told():
    assert codes("It\N{REPLACEMENT CHARACTER}s late".encode()) == ["D005"]


def test_a_guess_is_told_and_certainty_is_not():
    assert codes("“Well”".encode("cp1252")) == ["D001"]
    assert codes("“Well”".encode()) == []


def test_a_declared_charset_that_fits_is_believed():
    data = "Content-Type: text/plain; charset=iso-8859-2\n\nłóżko, źle\n".encode("iso8859-2")
    assert "łóżko, źle" in read(data).text


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r"])
@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
def test_a_declared_charset_in_which_no_word_is_written_so_is_not(declared, codec):
    words = "Дождь шёл весь день. Паром пришёл в шесть, и Анна молчала, как всегда.\n" * 5
    told = f'<?xml version="1.0" encoding="{declared}"?>\n<p>{words}</p>'
    assert read(told.encode(codec)).text == told


def test_a_declared_charset_that_does_not_fit_is_not():
    data = "Content-Type: text/plain; charset=us-ascii\n\n“łóżko”\n".encode()
    assert "“łóżko”" in read(data).text


def test_the_encoding_asked_for_is_used():
    assert read(b"\x8e\x8f", Options(encoding="mac_roman")).text == "éè"


def test_an_unknown_encoding_is_a_usage_error_with_a_suggestion():
    with pytest.raises(UsageError, match=r"“windos_1252”; did you mean “windows_1252”\?"):
        read(b"x", Options(encoding="windos_1252"))


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", "\ufeff \u3000".encode(), b"\x1a"])
def test_nothing_in_it(data):
    with pytest.raises(NoStory):
        read(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "Microsoft Office"),
        (b"\x1f\x8b\x08\0\0", "gzip"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\0" * 60 + b"BOOKMOBI", "Kindle"),
    ],
)
@pytest.mark.parametrize("asked", [None, "text"])
def test_known_formats_are_named_where_no_reader_takes_them(data, kind, asked):
    with pytest.raises(NotText, match=kind):
        choose_reader(Source("x.txt", data), Options(format=asked))


def test_binary_data_is_refused_with_line_and_offset():
    with pytest.raises(NotText, match=r"x\.txt:2: not text: NUL bytes at offset 8"):
        read(b"a line.\n" + b"\0\1\2\3" * 50)


def test_a_few_stray_zeros_are_dirt():
    assert read(b"A line of text.\n" * 20 + b"\0\0").text.endswith("\0\0")


def test_the_ledger_knows_bytes_and_pieces():
    report = Report()
    data = b"caf\xe9\r\n"
    text = read(data, report=report)
    ledger = report.ledger("x.txt")
    assert (ledger.data, ledger.pieces) == (data, text.pieces)
    assert ledger.pieces == (Piece(0, 6, "cp1252"),)


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data):
    report = Report()
    try:
        text = read(data, report=report)
    except (NotText, NoStory):
        return
    assert [p.start for p in text.pieces] == [0, *(p.end for p in text.pieces[:-1])]
    assert text.pieces[-1].end == len(data)
    assert "\r" not in text.text


@given(st.text(alphabet="aé“”’—Ãâ€™œ\x9d \nÐÑ", max_size=80))
def test_mojibake_edits_can_be_checked_and_end(text):
    now = text
    for edits in undo(text):
        assert all(is_sound("mojibake", edit.before, edit.after) for edit in edits)
        now = apply_edits(now, edits)
    assert now.count("\n") == text.count("\n")


def test_replaying_gives_the_text():
    report = Report()
    data = "Itâ€™s\r\nlateâ€¦".encode()
    text = read(data, report=report)
    ledger = report.ledger("x.txt")
    assert ledger.replay(join_pieces(ledger.data, ledger.pieces)) == text.text == "It’s\nlate…"


CLUE_TAKES = [(clue, example) for clue in CLUES for example in clue.takes]
CLUE_SPARES = [(clue, example) for clue in CLUES for example in clue.spares]


@pytest.mark.parametrize(("clue", "example"), CLUE_TAKES, ids=lambda v: getattr(v, "name", ""))
def test_a_clue_takes_its_examples(clue, example):
    assert clue_for(Around(example[:2], example[2], example[3:])) is clue


@pytest.mark.parametrize(("clue", "example"), CLUE_SPARES, ids=lambda v: getattr(v, "name", ""))
def test_a_clue_spares_what_it_is_not_about(clue, example):
    assert clue_for(Around(example[:2], example[2], example[3:])) is not clue


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "cp932", "cp949"])
@pytest.mark.parametrize("damage", [b"\xff", b"\x80\xff"])
def test_a_text_of_two_bytes_a_character_may_have_damaged_ones(codec, damage):
    sample = {
        "gb18030": "港口很暗，没有人说话。老人慢慢地走上灯塔。\n",
        "big5hkscs": "港口很暗，沒有人說話。老人慢慢地走上燈塔。\n",
        "cp932": "港は暗かった。誰も話さなかった。老人は灯台に登った。\n",
        "cp949": "항구는 어두웠고 아무도 말하지 않았다. 노인은 천천히 갔다.\n",
    }[codec]
    data = sample.encode(codec) * 8
    read_data = read(data[: len(sample.encode(codec)) * 4 - 1] + damage + b"\n" + data)
    assert read_data.encoding == codec
    assert sample in read_data.text


def test_utf8_read_as_gbk_comes_right_and_what_was_lost_is_seen():
    text = "港口很暗，没有人说话。\n老人慢慢地走上灯塔，一个人走。\n"
    misread = text.encode().decode("gb18030", "replace")
    report = Report()
    found = read(misread.encode(), report=report).text
    assert found.replace("\N{REPLACEMENT CHARACTER}", "") in text.replace("。", "") + text
    assert "没有人说话" in found
    assert "D004" in {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "data",
    [
        b"It rained all day.\n" * 20 + b"\0" * 3_000,
        b"It rained all day.\n" * 20 + b"\x1a" * 128,
        b"It rained all day.\n" * 20 + b"\0" * 64 + b"It rained all night.\n" * 20,
        b"_\x08N_\x08o.\n",
        b"\x1b[1;33mIt rained.\x1b[0m\n",
        b"It rained all day.\n" * 60 + bytes(range(1, 9)) * 8 + b"It rained.\n" * 60,
    ],
)
def test_what_old_systems_leave_in_a_text_is_no_reason_to_refuse_it(data):
    assert "N" in read(data).text or "rained" in read(data).text


def test_padding_and_codes_are_told():
    assert codes(b"It rained.\n" * 20 + b"\0" * 99) == ["D006"]
    assert codes(b"\x1b[1;33mIt rained.\x1b[0m\n") == ["D006"]
    assert codes(b"It rained.\x0c\n_\x08N_\x08o.\n\x1a") == []


def test_a_byte_more_or_less_does_not_hide_utf16():
    data = "\ufeffIt rained all day in the town.\n".encode("utf-16-le") * 9
    assert read(data + b"x").encoding == "utf-16-le"
