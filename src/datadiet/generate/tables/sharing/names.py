"""Names of people, known by how they are written."""

import re
from collections.abc import Sequence

__all__ = ["are_names"]

_NO, _MAYBE, _SURELY = range(3)
_MOST = 0.5
"""Share of the different values that must be written so."""
_MANY = 10
"""So many different values must be written so where nothing but capitals speaks for names: 'New York' is no person."""
_SOME = 3
"""So many, where a title, an initial or a given name speaks for them."""
_LONGEST = 60
_BEFORE_NAMES = "dr prof mr mrs ms miss mx sir dame rev hon herr frau hr fr mme mlle sra sig dott ing dipl med habil pd"
_AFTER_NAMES = "jr sr ii iii iv phd md msc ba ma esq"
_WITHIN_NAMES = "van von de der den del della di da dos du la le el al bin ibn zu zur ter ten y e"
_GIVEN_NAMES = """
    aaron adam ahmed aisha albert alex alexander ali alice amelia amy ana andrea andreas andrew anna anne
    anton antonio ava barbara ben benjamin betty brian carlos carol caroline charles charlotte chen chloe
    chris christine clara claudia daniel david deborah diana dmitri donald dorothy edward elena elias
    elizabeth ella emily emma eric erik eva fatima felix finn fiona francesco franz friedrich gabriel george
    giulia giuseppe greta hanna hannah hans harry heinz helen helena henry hiroshi ida ines ingrid irina
    isabel isabella ivan jack jacob james jan jane jason jean jennifer jessica jin joao john jonas jorge jose
    joseph joshua juan julia julian jurgen jürgen karen karin karl katharina kevin klaus lars laura lea lena
    leon liam lin linda lisa louis lucas lucia luis luisa lukas marco margaret maria marie mario marta martha
    martin mary matthew max maximilian maya mehmet mei mia michael michelle miguel mohamed mohammed monika
    muhammad nancy natalia nicholas nicole nina noah nora olga oliver olivia omar otto pablo patricia patrick
    paul paula pedro peter petra philip pierre priya rachel rahul raj ralf rebecca richard robert ronald ruth
    ryan samuel sandra sara sarah sebastian sergei sofia sophia sophie stefan stephanie stephen steven susan
    susanne tanya theo theresa thomas tim tobias tom ursula uwe wei werner william wolfgang yan yusuf zoe zoë
"""
_TITLES, _AFTER, _PARTICLES, _GIVEN = (
    frozenset(each.split()) for each in (_BEFORE_NAMES, _AFTER_NAMES, _WITHIN_NAMES, _GIVEN_NAMES)
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])+\.?")


def are_names(words: Sequence[str], *, capitals: bool = True) -> bool:
    """Whether most of these different values are written like names of people.

    A title (Dr.), an initial (A.) or a common given name makes a few enough; two or three words with capitals, or
    'Last, First', are names where there are many of them. One word alone is a name where it is a common given name.
    What is written otherwise, such as a surname alone, is not known.

    Args:
        words: different values.
        capitals: whether words with capitals alone are enough.
    """
    marks = [_mark(word) for word in words]
    named, surely = sum(mark != _NO for mark in marks), sum(mark == _SURELY for mark in marks)
    least = max(_MOST * len(words), 1)
    return named > least and ((capitals and named >= _MANY) or (surely > least and surely >= _SOME))


def _mark(word: str) -> int:
    text = word.strip()
    tokens = [token for token in re.split(r"[\s,]+", text) if token]
    if len(text) > _LONGEST or not tokens:
        return _NO
    plain = [token.lower().rstrip(".") for token in tokens]
    rest = [token for token, bare in zip(tokens, plain, strict=True) if bare not in _TITLES | _AFTER]
    titled = plain[0] in _TITLES
    if not 1 <= len(rest) <= 5:
        return _NO
    kinds = [_kind(token) for token in rest]
    given = any(token.lower() in _GIVEN for token in rest)
    if "other" in kinds:
        return _SURELY if given and 2 <= len(rest) <= 3 and all(map(_WORD.fullmatch, rest)) else _NO
    capitals = kinds.count("capital")
    if not capitals:
        return _NO
    if titled or given or "initial" in kinds:
        return _SURELY
    return _MAYBE if capitals > 1 else _NO


def _kind(token: str) -> str:
    if _INITIALS.fullmatch(token):
        return "initial"
    if token.lower() in _PARTICLES:
        return "particle"
    bare = re.sub(r"^[dlDLO]['’]", "", token)
    return "capital" if bare[:1].isupper() and _WORD.fullmatch(bare) else "other"
