"""The text of a LaTeX file: what is left when commands and braces are gone, read sign by sign."""

from __future__ import annotations

import re
import unicodedata

from epubify.checks.originals.paragraph_text import ParagraphText

_BODY = re.compile(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)
_ABOUT = re.compile(r"\\(?:title|authors?|subtitle|Set(?:Title|Author|Subtitle))(?![A-Za-z])")
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\(?P<new>[A-Za-z]+)\s*\}?"
    r"\s*(?:\[(?P<many>\d)\]\s*(?:\[(?P<else>[^\]]*)\]\s*)?)?\{"
    r"|\\def\s*\\(?P<old>[A-Za-z]+)\s*(?P<marks>(?:#\d)*)\s*\{"
)
_FRACTION = re.compile(r"\\[a-z]{0,4}frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_PIECE = re.compile(
    r"\\begin\s*\{(?:verbatim|Verbatim|lstlisting|comment)\*?\}(?:\[[^\]\n]*\])?(?P<typed>.*?)"
    r"\\end\s*\{(?:verbatim|Verbatim|lstlisting|comment)\*?\}"
    r"|\\begin\s*\{(?P<drawn>toc|tikzpicture|picture|pspicture|thebibliography|filecontents)\*?\}.*?"
    r"(?:\\end\s*\{(?P=drawn)\*?\}|\Z)"
    r"|\\verb\*?(?P<sign>[^A-Za-z\s*])(?P<verb>[^\n]*?)(?P=sign)"
    r"|%(?P<comment>[^\n]*)\n?[ \t]*"
    r"|\\(?:begin|end)\s*\{(?P<around>[^{}]*)(?:\}|\Z)(?:\[[^\]\n]*\])?"
    r"|\\(?P<name>[A-Za-z@]+)\*?[ \t]*"
    r"|\\(?P<accent>[`'^~=.\"])\s*"
    r"(?:\{\s*(?P<letter>\\?[A-Za-z]?[A-Za-z ]*)\}|(?P<bare>\\?[A-Za-z]))"
    r"|\\(?P<line>\\)(?:\*|>|!(?=[ \t]*(?:\n|\Z)))?(?:\s*\[\s*[-+]?[.\\\d][^\]\n]*\])?"
    r"|\\(?P<symbol>.)|(?P<end>\n[ \t]*\n\s*)|(?P<brace>[{}])|(?P<tie>[~&\n])"
    r"|(?P<other>[^\\%{}~&\n$]+|.)",
    re.DOTALL,
)
_WITHOUT_TEXT = re.compile(
    r"(?:label|ref|pageref|cite|index|[vh]space|vskip|hskip|(?:this)?pagestyle|pagenumbering|usepackage"
    r"|documentclass|RequirePackage|bibliography\w*|hypersetup|graphicspath|selectlanguage|color"
    r"|linespread|enlargethispage|markright|fontfamily|set(?:main|sans)font|chapterstyle|geometry"
    r"|setstretch|hyphenation|newcounter|(?:ref)?stepcounter|newlength|nocite|tolerance|thanks"
    r"|input|include|subfile|includeonly|import|includegraphics|fancybreak|plainbreak"
    r"|pgfornament|adforn|psvectorian|decoglyph)$"
)
_TWICE = re.compile(
    r"(?:(?:setc|addtoc)ounter|setlength|addtolength|markboth|fontsize|(?:re)?new(?:command|"
    r"environment)|providecommand|definecolor|title(?:format|spacing)|settowidth|let|def|rule|"
    r"setkomafont|pdfbookmark|DeclareRobustCommand)$"
)
_FIRST = re.compile(
    r"(?:hyper(?:target|link)|textcolor|href|foreignlanguage|colorbox|raisebox|parbox|scalebox)$"
)
_FIRST_OF = {"StrSubstitute": 2, "StrDel": 2, "texorpdfstring": 1}
"""Commands of which the first argument is printed, and how many others they have."""
_SPACED = re.compile(r"(?:[vh]skip|kern|[hv]rule|parindent|parskip|baselineskip)$")
_BARE_LENGTH = re.compile(
    r"(?:\s*=?\s*(?:height|width|depth|plus|minus|by)?\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*"
    r"(?:pt|pc|bp|cm|mm|in|em|ex|fil{1,3})(?![A-Za-z]))+"
)
_DIVIDES = frozenset(
    {"part", "chapter", "section", "subsection", "subsubsection", "book", "addchap", "addpart",
     "addsec", "poemtitle", "PoemTitle", "ChapterTitle", "QuickChapter", "newpage", "clearpage",
     "cleardoublepage", "pagebreak", "eject"}
)  # fmt: skip
_ENDS = frozenset(
    {"newpage", "clearpage", "cleardoublepage", "pagebreak", "eject", "par", "linebreak", "newline"}
)
_OPTION = re.compile(r"\s*\[[^\]]*\]")
_WISH = re.compile(r"\s*\[\s*[-+]?[.\\\d][^\]\n]*\]")
"""What may stand in brackets behind a command, and how much a page or a line wants to end."""
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    '"': "\u0308", "u": "\u0306", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "TeX": "TeX", "LaTeX": "LaTeX", "ier": "er", "textonehalf": "½", "No": "№", "pounds": "£",
    "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "textunderscore": "_",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ", "mu": "μ", "pi": "π",
    "sigma": "σ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Omega": "Ω",
}  # fmt: skip
_AROUND = {"minipage": 1, "multicols": 1, "tabular": 1, "tabularx": 2, "longtable": 1,
           "adjustwidth": 2, "spacing": 1, "otherlanguage": 1, "wrapfigure": 2}  # fmt: skip
"""Environments, and how many arguments in braces each has that print nothing."""
_QUOTES = (("``", "“"), ("''", "”"), ('"`', "„"), ("\"'", "“"), ('"=', "-"), ('"-', ""))


def latex_text(_: bytes, text: str) -> str:
    r"""Return the words of LaTeX: title and author, then the text, notes behind their paragraphs.

    >>> latex_text(b"", r"\chapter{So} It w\'as \emph{late}\footnote{No.}. % ask").split()
    ['So', 'It', 'wás', 'late.', 'ask', 'No.']
    >>> latex_text(b"", r"It was cut \begin{ver").split()
    ['It', 'was', 'cut']
    >>> latex_text(b"", r"\begin{tabular}{l}A\end{tabular} \begin{center}B\end{center}").split()
    ['A', 'B']
    """
    body = _BODY.search(text)
    head = _undefined(text[: body.start()]) if body else ""
    told = {one[0]: one for one in _ABOUT.finditer(head)}  # what is said again replaces it
    last = sorted(told.values(), key=lambda one: one.start())
    said = [_Reading(_group(head, one.end())[0]).text() for one in last]
    rest = _resolved(body[1] if body else text, text)
    for one in last:
        printed = _group(head, one.end())[0].replace("\\", "\\\\")
        rest = re.sub(rf"\\(?:the|@){one[0][1:]}(?![A-Za-z])", printed, rest)
    return "\n\n".join([*said, _Reading(rest).text()])


def _group(text: str, at: int) -> tuple[str, int]:
    """Return what is in the braces that come next, and where they end."""
    option = re.compile(r"\s*(?:\[[^\]]*\]\s*)?").match(text, at)
    start = option.end() if option else at
    if text[start : start + 1] == "\\":
        name = re.compile(r"\\[A-Za-z]+").match(text, start)
        return "", name.end() if name else start
    if text[start : start + 1] != "{":
        return "", at
    depth, n = 0, start
    while n < len(text):
        if text[n] == "\\":
            n += 1
        else:
            depth += {"{": 1, "}": -1}.get(text[n], 0)
            if not depth:
                return text[start + 1 : n], n + 1
        n += 1
    return text[start + 1 :], len(text)


def _braced(text: str, at: int) -> int:
    """Return where a group ends whose brace is open."""
    depth = 1
    while at < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def _resolved(body: str, text: str) -> str:
    """Return the text without definitions, the short names in it written out."""
    names: dict[str, re.Match[str]] = {}
    for one in _DEFINED.finditer(text):
        name = one["new"] or one["old"]
        if not (_WITHOUT_TEXT.match(name) or _TWICE.match(name) or name in _DIVIDES):
            names[name] = one
    body = _undefined(body)
    limit = 2 * len(body) + 10_000
    for _ in range(3 if names else 0):
        longer = _written_out(body, names)
        if len(longer) > limit:
            break
        body = longer
    return _FRACTION.sub(r"\1/\2", body)


def _undefined(text: str) -> str:
    """Return a text without the definitions in it."""
    parts, at = [], 0
    for one in _DEFINED.finditer(text):
        if one.start() >= at:
            parts.append(text[at : one.start()])
            at = _braced(text, one.end())
    return "".join([*parts, text[at:]])


def _written_out(body: str, names: dict[str, re.Match[str]]) -> str:
    """Return a text with each name as what it is defined to be."""
    said, at = "", 0
    pieces = []
    for used in re.finditer(r"\\([A-Za-z]+)(?![A-Za-z@])", body):
        defined = names.get(used[1])
        if used.start() < at or defined is None:
            continue
        pieces.append(body[at : used.start()])
        said, at = _filled(defined, body, used.end())
        pieces.append(said)
    return "".join([*pieces, body[at:]])


def _filled(defined: re.Match[str], body: str, at: int) -> tuple[str, int]:
    """Return what a name stands for with its arguments, and where they end."""
    said = re.sub(r"(?<!\\)%[^\n]*\n?[ \t]*", "", _group(defined.string, defined.end() - 1)[0])
    many = int(defined["many"] or len(defined["marks"] or "") // 2)
    for n in range(1, many + 1):
        optional = re.compile(r"\s*\[([^\]]*)\]").match(body, at) if n == 1 else None
        if n == 1 and defined["else"] is not None:
            given = optional[1] if optional else defined["else"]
            at = optional.end() if optional else at
        else:
            space = re.compile(r"[ \t]*\n?[ \t]*").match(body, at)
            at = space.end() if space else at
            single = re.compile(r"\\[A-Za-z@]+|\\.|[^\s{}\\]", re.DOTALL).match(body, at)
            given = single[0] if single else ""
            at = single.end() if single else at
            if body.startswith("{", at) and not single:
                end = _braced(body, at + 1)
                given, at = body[at + 1 : end - 1], end
        said = said.replace(f"#{n}", given)
    said += " " if re.search(r"\\[A-Za-z@]+$", said) else ""
    if not many:
        behind = re.compile(r"(\{\}|[ \t]+)?").match(body, at)
        at = behind.end() if behind else at
    return said, at


class _Reading:
    """Reads pieces one after another; braces close what a note opened."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.told = ParagraphText()
        self.closing: list[str] = []

    def text(self) -> str:
        self.told.begin_paragraph()
        at = 0
        while at < len(self.source):
            piece = _PIECE.match(self.source, at)
            if piece is None:
                break
            at = self._piece(piece)
        while self.closing:
            self._close()
        self.told.end_paragraph()
        whole = self.told.whole()
        for run, sign in _QUOTES:
            whole = whole.replace(run, sign)
        return whole.replace("`", "‘").replace("'", "’").replace("---", "—").replace("--", "–")

    def _piece(self, piece: re.Match[str]) -> int:
        kind, end = piece.lastgroup, piece.end()
        if piece["typed"] is not None or piece["comment"] is not None:
            typed = piece["typed"] is not None
            self._aside(piece["typed"] if typed else piece["comment"], typed=typed)
        elif piece["verb"] is not None:
            self.told.add(piece["verb"])
        elif piece["around"] is not None:
            self._end()
            begins = piece[0].startswith("\\begin")
            for _ in range(_AROUND.get(piece["around"], 0) if begins else 0):
                _, end = _group(self.source, end)
        elif piece["name"]:
            return self._command(piece["name"], end)
        elif piece["accent"]:
            letter = (piece["letter"] or piece["bare"] or "").strip()
            self.told.add(_with(piece["accent"], _LETTERS.get(letter[1:], letter.lstrip("\\"))))
        elif kind == "end":
            self._end()
        elif kind == "brace":
            self.closing.append("") if piece["brace"] == "{" else self._close()
        else:
            self._sign(piece)
        return end

    def _sign(self, piece: re.Match[str]) -> None:
        if piece["tie"] or piece["line"]:
            self.told.add(" ")
        elif piece["symbol"]:
            self.told.add(piece["symbol"] if piece["symbol"] in "&%$#_{}" else
                          " " if piece["symbol"] in "\\ \n\t,;:" else "")  # fmt: skip
        elif piece["other"] and piece["other"] != "$":
            self.told.add(piece["other"])

    def _aside(self, text: str, *, typed: bool) -> None:
        if typed:
            self._end()
            self.told.add(f"\n{text}\n")
        else:
            self.told.add_left_out(f" {text} ")

    def _end(self) -> None:
        if "note" in self.closing:
            self.told.add("\n")
        else:
            self.told.end_paragraph()
            self.told.begin_paragraph()

    def _close(self) -> None:
        if self.closing and self.closing.pop() == "note":
            self.told.end_anchored()

    def _command(self, name: str, end: int) -> int:
        if name in _LETTERS:
            self.told.add(_LETTERS[name])
            return end + 2 if self.source.startswith("{}", end) else end
        if name in _MARKS and len(name) == 1:
            inner, after = _group(self.source, end)
            letter = inner or self.source[end : end + 1]
            self.told.add(_with(name, letter.lstrip("\\")))
            return after if inner else end + 1
        if name in ("footnote", "footnotetext", "endnote"):
            return self._note(end)
        return self._other(name, end)

    def _note(self, end: int) -> int:
        open_at = re.compile(r"\s*(?:\[[^\]]*\]\s*)?\{").match(self.source, end)
        if open_at is None or "note" in self.closing:
            return end
        self.told.begin_anchored()
        self.closing.append("note")
        return open_at.end()

    def _other(self, name: str, end: int) -> int:
        if name in _DIVIDES or name in ("par", "item"):
            self._end()
        if name in _FIRST_OF:
            return self._first_of_several(end, _FIRST_OF[name])
        if _SPACED.match(name) and (bare := _BARE_LENGTH.match(self.source, end)):
            return bare.end()
        count = 3 if name == "addcontentsline" else 2 * bool(_TWICE.match(name))
        count = count or int(bool(_WITHOUT_TEXT.match(name) or _FIRST.match(name)))
        for _ in range(count):
            _, end = _group(self.source, end)
        options = _WISH if name in _ENDS else _OPTION
        option = options.match(self.source, end) if name != "item" else None
        if name in ("linebreak", "newline", "quad", "qquad", "space", "enspace", "thinspace"):
            self.told.add(" ")
        return option.end() if option else end

    def _first_of_several(self, end: int, others: int) -> int:
        first, after = _group(self.source, end)
        for _ in range(others):
            _, after = _group(self.source, after)
        self.told.add(_Reading(first).text())
        return after


def _with(mark: str, letter: str) -> str:
    bare = {"ı": "i", "ȷ": "j"}.get(letter[:1], letter[:1])
    return unicodedata.normalize("NFC", bare + _MARKS[mark]) + letter[1:] if bare else ""
