"""What on a page is neither headline nor teaser: section labels, buttons, bylines, dates, captions."""

from __future__ import annotations

import re
from enum import Enum

LEAST_WORDS = 3  # a shorter line of a page is a label or a button
_LONGEST = 160  # characters; no label is longer, and no pattern below sees more


class Label(Enum):
    """What a line of furniture says about the lines around it."""

    SECTION = "section"  # "More like this": an article ends here, other headlines follow
    BUTTON = "button"  # "Share this", a cookie notice, a short line: an article may end here
    ASIDE = "aside"  # a byline, date, caption or advertisement: the text goes on around it


_SECTION = re.compile(
    r"""(?:
    more\s(?:like\sthis|stories|news|headlines|articles|coverage|for\syou|to\sexplore|top\sstories|from\b.{0,30}|
        on\sthis(?:\s\w+)?|in\sthis\s\w+|related(?:\s\w+)?|you\smay\slike) |
    (?:read|see|watch)\s(?:also|more|next|this(?:\snext)?) | also\s(?:read|see|(?:in|on)\s(?:the\snews|this\s\w+)) |
    related(?:\s(?:articles?|stor(?:y|ies)|news|posts?|topics?|content|coverage|links|reading|to\sthis\s\w+))? |
    recommended(?:\s(?:for\syou|reading|stories|articles|by\s\w+))? | we\srecommend |
    (?:popular|trending|latest|recent|featured|breaking|similar|other)
        (?:\s(?:now|today|news|posts?|stories|articles|headlines|updates|videos|reads|this\sweek|right\snow)){0,2}
        (?:\s(?:from|on|in)\s\w+)? |
    top\s(?:stories|news|headlines|picks|reads|articles|posts|videos)(?:\s(?:today|now|this\sweek))? |
    most[\s-](?:read|popular|viewed|watched|shared|commented|discussed|recent)(?:\s(?:now|today|news|stories|articles|
        this\s\w+|in\s\w+)){0,2} |
    editor.{0,2}s?.?\s(?:choice|picks?|selection) | must[\s-]reads? | hot\stopics | in\scase\syou\smissed\sit |
    you\s(?:may|might)\s(?:also\s)?(?:like|enjoy|be\sinterested\sin|have\smissed)(?:\s(?:this|these))? |
    don.?t\smiss(?:\s(?:this|these|out))? | in\sother\snews | (?:from|around|elsewhere\son)\sthe\sweb |
    (?:sponsored|promoted|paid|partner)(?:\s(?:content|stories|links|posts?|offers|by\s.{1,30})) |
    what\sto\sread\snext | (?:up|read)\snext | (?:next|previous)\s(?:article|story|post) | (?:keep|continue)\sreading |
    (?:today|this\sweek).?s\s(?:top\s)?(?:news|stories|headlines|picks) | news\sin\sbrief
    )\s*[:.…!»›>→-]*""",
    re.I | re.X,
)
_BUTTON = re.compile(
    r"""(?:
    (?:share|tweet|pin|print|save|e-?mail)(?:\s(?:this|on|via|article|story|post|page|it))(?:\s\w+){0,3} |
    follow\s(?:us|me|\w+\son)(?:\s.{0,40})? | (?:subscribe|sign\s?(?:up|in)|log\s?in|register)\s(?:to|for|now|here|with|or|
        today)\b.{0,80} |
    (?:leave|post|write|add|join)\s(?:a|the|your)\s(?:comment|reply|conversation|discussion).{0,30} |
    (?:comments?|replies)\s(?:\(\d+\)|are\s(?:closed|off).{0,20}) |
    copy\s(?:the\s)?link(?:\sto\s.{0,20})? | skip\sto\s.{0,20} | back\sto\s(?:top|the\stop|home\w*) |
    (?:load|show)\s(?:more|all)(?:\s\w+){0,2} | (?:view|see|browse)\s(?:all|more)(?:\s\w+){0,2} |
    listen\sto\sthis\s(?:article|story) | (?:accept|reject|manage|allow)\s(?:all\b|cookies|preferences|settings).{0,30} |
    (?:we|this\s(?:web)?site|our\spartners)\b.{0,60}\b(?:cookies|your\sprivacy)\b.{0,90} |
    (?:cookie|privacy)\s(?:policy|settings|preferences|notice|statement)(?:\s.{0,30})? |
    terms\s(?:of|and|&)\s(?:use|service|sale|conditions)(?:\s.{0,40})? | .{0,60}\ball\srights\sreserved\b.{0,30} |
    (?:copyright\s)?(?:©|\(c\)\s?\d).{0,90} | (?:tags?|topics?|categor(?:y|ies)|filed\sunder)\s?:.{0,120} |
    https?://\S+
    )\s*[:.…!»›>→-]*""",
    re.I | re.X,
)
_NAME = r"(?-i:[A-ZÀ-ÞЀ-Я][\w.'’-]*)"
_NAMES = rf"{_NAME}(?:,?\s(?:{_NAME}|and|&|de|van|von|der|da|al)){{0,6}}"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:{_DAY},?\s)?(?:{_ORDINAL}\s(?:of\s)?{_MONTH}|{_MONTH}\s{_ORDINAL})(?:,?\s\d{{4}})?|{_MONTH}\s\d{{4}}|{_DAY}"
_TIME = r"(?:\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)(?:\s(?-i:\(?[A-Z]{2,4}\)?))?"
_AGO = r"(?:\d+|an?|one)\s?(?:[smhdw]|(?:sec|min|hr)s?|(?:second|minute|hour|day|week|month|year)s?)\sago|just\snow|yesterday|today"
_COUNT = r"\d[\d.,]*\s?[km]?\s(?:comments?|views?|shares?|likes?|reads?|replies)|\d+[\s-]min(?:ute)?s?\sread"
_MOMENT = rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|{_DATE}|{_TIME}|{_AGO}|{_COUNT})"
_STAMP = rf"{_MOMENT}(?:[\s,|•·/–—-]{{1,4}}(?:at\s)?{_MOMENT}){{0,4}}"
_AGENCY = r"(?:getty(?:\simages)?|reuters|afp|ap|epa(?:-efe)?|alamy|shutterstock|istock|unsplash)"
_ASIDE = re.compile(
    rf"""(?:
    (?:by|words|text|story)\s{_NAMES}(?:\s?[|•·–—-].{{0,80}}|,?\s.{{0,30}}\b(?:correspondent|reporter|editor|writer|staff)|
        ,?\s{_STAMP})? |
    (?:written|reported|edited|compiled|posted|published|reviewed)\sby\s{_NAMES}.{{0,40}} |
    (?:{_NAMES}\s?[|•·,–—-]\s?)?(?:(?:last\s)?(?:updated|published|posted|modified)(?:\s(?:on|at))?\s?[:,-]?\s?)?{_STAMP} |
    (?:photo(?:graph)?|image|picture|illustration|credit|caption|file\s(?:photo|image))\s?(?:[:/©|]|by\s|courtesy\s).{{1,100}} |
    source:\s?\S+(?:\s\S+){{0,2}} | (?:.{{0,90}}[/|©]\s?)?{_AGENCY}\)? |
    advertisement\b(?:\s?[-–—:.].{{0,40}})? | (?:story|article)\scontinues\s.{{0,40}} | scroll\s(?:down|to)\s.{{0,30}}
    )\s*""",
    re.I | re.X,
)
_CREDITED = re.compile(r"[.)(|]\s?(?:Photo|Image|Picture|Credit|PHOTO|IMAGE|CREDIT)s?\s?[:©/]")
_FILE = re.compile(r"_|\.(?:jpe?g|png|gif|webp|svg)$", re.I)


def words(line: str) -> int:
    """Number of words: parts between white space with a letter or digit in them."""
    return sum(any(c.isalnum() for c in word) for word in line.split())


def label_of(line: str) -> Label | None:
    """What kind of furniture ``line`` is, or ``None``. White space in ``line`` is single spaces.

    >>> label_of("Share this post:"), label_of("By Ann Lee"), label_of("Share prices fall in Tokyo")
    (<Label.BUTTON: 'button'>, <Label.ASIDE: 'aside'>, None)
    """
    if len(line) <= _LONGEST:
        if _SECTION.fullmatch(line):
            return Label.SECTION
        if _ASIDE.fullmatch(line):
            return Label.ASIDE
        if words(line) < LEAST_WORDS or _BUTTON.fullmatch(line):
            return Label.BUTTON
    if _CREDITED.search(line, max(0, len(line) - 80)):
        return Label.ASIDE
    return Label.ASIDE if all(_FILE.search(token) for token in line.split()) else None


def is_furniture(line: str) -> bool:
    """Whether ``line`` is no part of a headline block.

    >>> is_furniture("You may also like"), is_furniture("10 things to know about 2027")
    (True, False)
    """
    return label_of(line) is not None
