"""What the names in a page's markup and its addresses say: furniture, promotion, headlines, teasers.

What the text of a link or heading is: a headline, a teaser, a button.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from clf.limits import MAX_ADDRESS
from clf.pages.furniture import MOST_CHARS, MOST_WORDS, is_furniture, words


def _names(words: str) -> re.Pattern[str]:
    """Finds one of ``words`` as a part of a class name: `post-title`, `post_title`, `title`."""
    return re.compile(rf"(?:^|[\s_-])(?:{words})(?=$|[\s_-])")


# Whole boxes in which no headline stands.
FURNITURE_BOX = _names(
    r"nav|navbar|navigation|subnav|topnav|navlinks|menu|submenu|megamenu|breadcrumbs?|masthead|site-?footer|footer|"
    r"cookies?|consent|gdpr|onetrust|didomi|comments?|disqus|respond|share|sharing|sharetools|sharedaddy|addtoany|"
    r"social|socials|tags?|taglist|author-?(?:bio|box|info|card)|byline|bylines|newsletters?|signup|sign-up|"
    r"subscribe|subscription|paywall|login|copyright|disclaimer|pagination|pager|skip-?links?|lightbox|modal|"
    r"popup|captions?|credits?|toolbar|user-?menu|languages?"
)
# Parts of a card that are not its headline's own words.
MINOR = _names(
    r"date|dates|datetime|time|times|timestamp|timeago|ago|published|updated|byline|bylines|authors?|kicker|eyebrow|"
    r"overline|flag|badge|label|category|categories|cat|section-?name|tags?|source|domain|sitebit|sitestr|publisher|"
    r"sponsor-?name|"
    r"branding|attribution|advertiser|duration|counts?|views|score|points|rank|number|icon|sr-only|visually-?hidden|"
    r"visuallyhidden|screen-reader-text|off-screen|offscreen|hidden|meta|read-?more|readmore|more-link|comments?|"
    r"credits?|subtext|hnuser|age"
)
HEADLINE = _names(
    r"headline|headlines|title|titles|titleline|storylink|heading|hed|entry-title|card-title|post-title|link-?text|"
    r"teaser-?title"
)
TEASER = _names(
    r"summary|teaser|teasers|excerpt|deck|dek|standfirst|description|desc|underline|subtitle|subhead|subheading|"
    r"sub-?headline|"
    r"lede|intro|abstract|snippet|blurb|body|text|trail-?text|trail|chapo|content-?text"
)
PROMOTED = re.compile(
    r"(?:^|[\s_/.-])(?:taboola|trc_related|trc-?related|outbrain|ob[-_]widget|ob-dynamic|ob_what|revcontent|"
    r"rc-widget|mgid|mgbox|mgline|"
    r"zergnet|adblade|nativo|ntv-?box|sharethrough|plista|ligatus|dianomi|content-?ad|engageya|adsense|sponsored|"
    r"sponsor|sponsors|(?<!node-)(?<!node--)promoted|promotion|promo-?content|paid|paid-?content|paidpost|native-?ad|advert|"
    r"advertisement|advertorial|"
    r"brand-?content|partner-?content|syndicated-?ads?)(?:$|[\s_/.\d-])",
    re.I,
)
_ORGANIC = _names(r"organic\w*|ob-o")  # the site's own stories in a network's widget
PROMOTED_LABEL = re.compile(
    r"^(?:ads?|advert\w*|ad feature|paid (?:post|content|for by|partner|program)\b.{0,40}|sponsored\b.{0,40}|"
    r"promoted\b.{0,40}|"
    r"(?:from|by|content by|presented by|in association with) (?:our |the )?(?:partners?|sponsors?|"
    r"advertisers?)\b.{0,30}|"
    r"partner content|(?:from )?around the web|(?:more )?from the web|you may like|(?:powered|recommended) by "
    r"(?:taboola|outbrain|revcontent|mgid).{0,20}|promoted links|brand voice|advertorial)$",
    re.I,
)
_PROMOTED_HOST = re.compile(
    r"(?:^|\.)(?:taboola|taboolasyndication|outbrain|revcontent|mgid|zergnet|adblade|plista|ligatus|dianomi|"
    r"engageya|doubleclick|"
    r"googleadservices|nativo|content\.ad|sharethrough)\.(?:com|net|org|ad|io)$|(?:^|\.)(?:adservice|ads|adclick)\.",
    re.I,
)
LABEL = _names(
    r"(?:section|widget|trc|rc|mg|ob|block|box|module|list|group|rail|strip|container)[_-]?(?:title|heading|header|name|label)|"
    r"kicker-?title"
)
_NO_STORY_HOST = re.compile(
    r"^(?:subscribe|subscriptions?|account|accounts|login|help|support|profile|membership|newsletters?|jobs|careers)\."
)
_BARE = re.compile(r"(?:/[a-z]{2}-[a-z]{2}(?=/))?(?:/[^\W\d_]+){0,4}/?(?:\.[a-z]{3,4}x?)?$")
_NO_STORY = re.compile(
    r"/(?:tags?|topics?|topics?-list|authors?|writers?|profiles?|users?|categor(?:y|ies)|search|contact(?:-us)?|"
    r"about-us|"
    r"privacy|terms|cookies?|imprint|impressum|login|log-in|logout|sign-?in|sign-?up|register(?:-now)?|subscribe|subscriptions?|"
    r"newsletters?|account|faq|feeds?|rss|sharer|share-post\.g|intent|wp-admin|fccapplications)(?:[/.?]|$|-(?:policy|us|of-use|"
    r"list)\b)|"
    r"/c/[a-z_][^/]{1,24}(?:/\d+)?/?$|/(?:people|place|by|section|sections|collection|about(?:-\w+)?|help|legal|careers|advertis\w*|share)(?:/[^/]{0,24})?/?$|/20\d\d(?:/\d\d?){0,2}/?$",
    re.I,
)
_SHARE_HOST = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|pinterest|whatsapp|t\.me|telegram|instagram|tiktok|play\.google|"
    r"itunes\.apple|apps\.apple)"
    r"\.(?:com|net|me)$|^t\.(?:co|me)$",
    re.I,
)
_STORY = re.compile(
    r"\d{5,}|/20\d\d[/-]\d|\.s?html?$|\.php$|"
    r"(?:(?<![^/])|(?<=[/-]-)|(?<=\A-))(?:[^/-]++-){3,}+[^/]*+/?$|/p/\w+|/(?:article|storie|story|post)s?/.+",
    re.I,
)


def is_named_headline(names: str) -> bool:
    """Whether class names call an element a headline and not a teaser."""
    return bool(HEADLINE.search(names)) and not TEASER.search(names)


def is_promoted_url(url: str) -> bool:
    """Whether ``url`` leads through a network for promoted links."""
    return bool(_PROMOTED_HOST.search(_host(url)))


def is_furniture_url(url: str) -> bool:
    """Whether ``url`` leads to a tag, an author, an account, a share button: to no story.

    >>> is_furniture_url("https://post.example/tag/ferry"), is_furniture_url("/2026/03/ferry-reopens")
    (True, False)
    """
    parts = _split(url)
    if parts is None or _SHARE_HOST.search(parts[1]) or _NO_STORY_HOST.match(parts[1]):
        return True
    path = parts[2]
    return (
        (path in ("", "/") and not parts[3])
        or bool(_NO_STORY.search(path))
        or path.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))
    )


def is_story_url(url: str) -> bool:
    """Whether ``url`` looks like the address of one story: a date, a number, or several words in it."""
    parts = _split(url)
    return parts is not None and bool(_STORY.search(parts[2]) or re.search(r"\d{3,}", parts[3]))


def is_bare_url(url: str) -> bool:
    """Whether the address is of plain words without hyphens or numbers, as those of sections are.

    >>> is_bare_url("https://post.example/weather/today.html"), is_bare_url("/2026/03/ferry-reopens")
    (True, False)
    """
    parts = _split(url)
    if parts is None or re.search(r"\d{3,}", parts[3]):
        return False
    return bool(_BARE.match(unquote(parts[2]).removesuffix("/index.html")))


def slug_words(url: str) -> frozenset[str]:
    """The words that an address spells out.

    >>> sorted(slug_words("https://post.example/2026/03/ferry-reopens.html"))
    ['ferry', 'reopens']
    """
    parts = _split(url)
    path = unquote(parts[2]).lower() if parts else ""
    return frozenset(w for w in re.findall(r"[^\W\d_]{3,}", max(path.removesuffix(".html").split("/"), key=len)))


def link_key(url: str) -> str:
    """What two links to the same story have in common: no scheme, no fragment, no tracking."""
    parts = _split(url)
    if parts is None:
        return url
    query = "&".join(
        p
        for p in parts[3].split("&")
        if p and not re.match(r"(?:utm_|fbclid|gclid|cmpid|ref|source|icid|ito|smid|CMP)", p)
    )
    return f"{parts[1].removeprefix('www.')}{parts[2].rstrip('/')}?{query}".lower()


@lru_cache(4096)
def _split(url: str) -> tuple[str, str, str, str] | None:
    try:
        parts = urlsplit(url[:MAX_ADDRESS])
    except ValueError:
        return None
    return parts.scheme, parts.netloc.lower(), parts.path, parts.query


def _host(url: str) -> str:
    parts = _split(url)
    return parts[1] if parts else ""


@lru_cache(2048)
def names_furniture(names: str) -> bool:
    """Whether class names are of a box without headlines; those that say what it holds (`has-nav`) do not count."""
    return any(FURNITURE_BOX.search(n) for n in names.split()[:6] if not n.startswith(_TELLS_CONTENT))


@lru_cache(2048)
def names_minor(names: str) -> bool:
    """Whether class names are of a date, a byline, a badge."""
    return any(MINOR.search(n) for n in names.split()[:8] if not n.startswith(("category-", "tag-", "has-", "views-")))


@lru_cache(2048)
def names_promoted(names: str) -> bool:
    """Whether class names are of a box that is paid for.

    >>> names_promoted("sponsored-post"), names_promoted("node node--promoted")  # Drupal's front page
    (True, False)
    """
    return bool(PROMOTED.search(names))


@lru_cache(2048)
def names_organic(names: str) -> bool:
    """Whether class names are of a site's own story in the widget of a network for promoted links."""
    return bool(_ORGANIC.search(names))


_TELLS_CONTENT = ("has-", "no-", "with-", "tag-", "category-", "js-", "post-", "type-", "is-")


MOST_HEADING_WORDS = 48  # of what a page marks as a headline
NUMBERED = re.compile(r"#?\d{1,3}[.):] ")
_TRAILING_TIME = re.compile(
    r"(?<!\s)\s*+(?:[-–—|•·]\s*+)?(?:\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?: \d{4})?|"
    r"(?<!\d)\d++ ?(?:m|min\w*|h|hrs?|hours?|days?) ago)$",
    re.I,
)
_LEADING_KIND = re.compile(
    r"^(?:(?:full article|video|watch|audio|gallery|previous|next|read more|read next|read also|related|"
    r"see also)\s*[:|>»–-]\s*|PREVIOUS |Video )",
    re.I,
)
_COMMANDS = re.compile(
    r"^(?:sign (?:up|in)|log ?in|subscribe|unsubscribe|download|install|follow|share|tweet|email|"
    r"get (?:the|our|your|news)|view (?:all|more|offer|this|in|the|your)|see (?:all|more|full)|browse|"
    r"show (?:all|more|\d)|load more|read (?:more|full|about our)|skip to|click here|report (?:a|this)|learn more|"
    r"contact|about (?:us|our|the)|terms|privacy|do not sell|manage|accept|advertise|submit a|enter (?:to win|our)|"
    r"back to|go to|join (?:our|the|us)|full coverage|more (?:from|on|in|about)|change (?:what|your|how)|update your|"
    r"reset your|send us|order your|support (?:us|our|local|independent)|on now|watch live|live now|copyright|"
    r"all rights|jump to|comments?(?: (?:on|are|policy|\(?\d)|$)|leave a|continue reading|why you can trust|forgot)\b",
    re.I,
)
_OF_THE_HOUSE = re.compile(  # what a command to the reader goes on to name, and a headline hardly does
    r"\b(?:our|(?:follow|contact|join|send|support|tell|about|with|to|from) us|your|newsletters?|inbox|account|"
    r"by email|via|trust|corrections?|typo|error|problem|facebook|twitter|whatsapp|cookies?|conditions|of use|"
    r"free trial|read more|forum|subscription|"
    r"this (?:site|page|story|article|post|email|list|newsletter|with|on))\b",
    re.I,
)
_INVITES = re.compile(r"^(?:get an?|register|try|become|buy|start your|win|donate|listen|apply|book|order)\b", re.I)
_FEW = 4  # words up to which what begins like a command is one
_READING = re.compile(r"\d\s?°|[+\-−–▲▼]\s?\d[\d.,]*\s?%|[▲▼]")  # of a thermometer, of a stock exchange


def is_command(text: str, surely: bool = True) -> bool:
    """Whether a text tells the reader what to do here, rather than what has happened; or may do so, if not ``surely``.

    >>> is_command("Share this story with your friends"), is_command("Share prices fall after bank warning")
    (True, False)
    """
    if not _COMMANDS.match(text):
        return not surely and bool(_INVITES.match(text))
    return not surely or words(text) <= _FEW or bool(_OF_THE_HOUSE.search(text))


def addresses_reader(text: str) -> bool:
    """Whether a text speaks of what a site offers its readers ("our", "your", "newsletter").

    >>> addresses_reader("Send us your news and pictures")
    True
    """
    return bool(_OF_THE_HOUSE.search(text))


def is_reading(text: str) -> bool:
    """Whether a text is a line of a weather box or of a list of prices.

    >>> is_reading("Lowmark now: 6°C, light rain and wind"), is_reading("Grain deal extended by 60 days")
    (True, False)
    """
    return bool(_READING.search(text))


def is_teaser_text(text: str) -> bool:
    """Whether a text beside a headline says enough to be its teaser."""
    return words(text) >= 4 and not is_furniture(text) and not is_command(text)


def tidy(text: str) -> str:
    """A headline without the kind in front ("Video") and the date behind.

    >>> tidy("Video Storm reaches the coast 7 April 2020")
    'Storm reaches the coast'
    """
    if len(text) > 4 * MOST_CHARS:
        return text
    return _TRAILING_TIME.sub("", _LEADING_KIND.sub("", text)).strip(" |›»>")


@lru_cache(4096)
def reads(text: str, least: int, most: int = MOST_WORDS) -> bool:
    """Whether ``text`` can be a headline of so many words: no button, label, byline or paragraph."""
    count = words(text)
    if not least <= count <= most or len(text) > MOST_CHARS or is_command(text):
        return False
    return not is_furniture(text) if count >= 3 else not is_furniture(f"{text} x x")
