"""What a line of a page is: headline, teaser, running text, or furniture (labels, buttons, bylines, dates)."""

from __future__ import annotations

import re

_CUT = re.compile(r"(?:\.\.\.|…)[\"'”’)\]\s]*$|\[(?:\.\.\.|…)\]$")
_INNER_CUT = re.compile(r"\S(?:\.\.\.|…) \S")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
_SENTENCE_BREAK = re.compile(r"[a-z0-9)”\"][.!?][\"”’)]* [\"“‘]?[A-ZА-ЯÀ-Þ]")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[\s./-](?:\d{{1,2}}|{_MONTH})[\s./,-]+\d{{2,4}}|"
    rf"{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})"
)
_LABEL_WORD = (
    r"(?:more|read|next|also|on|from|in|like|likes?|this|that|the|our|your|story|stories|news|articles?|posts?|"
    r"topics?|popular|viewed|watched|"
    r"commented|shared|emailed|for|to|by|you|now|right|picks?|choice|headlines|videos?|of|week|month|today|here|all|"
    r"about|content|links?|web|"
    r"related|it|miss|may|might|enjoy|interested|trending|latest|top|most|full|article|series|reading|coverage|"
    r"searches|features?|partners?|sponsors?)"
)
_AFTER_COMMAND = (
    r"(?:this|that|the|on|via|with|by|to|us|me|our|your|a|an|of|for|and|in|x|facebook|twitter|whatsapp|linkedin|"
    r"reddit|e-?mail|page|article|story|link|here|now|site|website|news|policy|settings?|preferences|notices?|"
    r"statement|use|service|conditions|section|sections|friends?|friend|menu|form|author|editor|newsroom|team|tips?|"
    r"alerts?|sports?|business|world|politics|it|post|comment|centre|center|closed|open|[\W\d]+)"
)
_ROLE = r"(?:correspondent|reporter|editor|writer|columnist|staff)"
# "Photos: A winter without snow in the valley" is a headline, "Photos: Ida Moor / Wire" is none.
_TOLD = r"(?:photos|pictures|images|videos?|sources?):(?-i:(?:\s\S+){0,4}(?:\s[a-z]\S*){2}.*\s[a-z][a-z])"
_LABELS = (
    rf"(?:more|read|see|watch|also|related|recommended|popular|trending|latest|top|most|editors?.?|you|don.?t|in|"
    rf"from|around|sponsored|"
    rf"promoted|partner)(?:\s{_LABEL_WORD}){{0,6}}[:.…]?",
    r"editor.?s.?\s(?:choice|picks?)|in other news|more (?:from|on|in|about)\s.{1,40}|read (?:more|also|next|"
    r"the full)\b.{0,60}",
    r"(?:©|\(c\)|copyright\b|all\srights\sreserved\b).{0,220}",
    r"(?:get|have|want|receive|join|the\s(?:latest|best|day)|news|all)\b.{0,80}\byour\sinbox\b.{0,20}|(?:enter|confirm)\syour\se-?mail\b.{0,40}|why\sthis\sad\b.?|"
    r"listen\sto\sthis\b.{0,30}|\d+\s(?:thoughts?|responses?|repl(?:y|ies)|comments?)\s(?:on|to)\b.{0,180}|.{1,40}\ssays:|"
    r"(?:see|view)\s(?:all|full|more)\b.{0,30}|thanks?\s(?:you\s)?for\s(?:your\sfeedback|signing\sup|subscribing)\b.{0,40}|unsubscribe\b.{0,120}|"
    r"view\s(?:this|in|it)\b.{0,20}\bbrowser\b.{0,120}|(?:update|manage|change)\s(?:your|my|subscription|e-?mail)\b.{0,60}|"
    r"our\smailing\saddress\b.{0,200}|you(?:.re|\sare|\shave)?\s(?:received?|receiving|got|get)\sthis\b.{0,200}",
    r"(?:.{1,60}\s)?[|>›»·•]\s(?:.{0,80}\s)?[|>›»·•]\s.{1,100}|home\s[>›»/]\s.{1,80}|.{1,40}\s[|·•-]\s(?:sponsored|promoted|ad)|"
    r"(?:ad|sponsored|promoted)\s[|·•:-]\s.{1,40}|(?:\S+\s){1,3}[·•](?:\s\S+){1,2}|[^()]{1,160}\((?:image|photo|picture|pic|"
    r"credit|photograph)s?:[^()]{1,80}\)",
    r"(?:sponsored|promoted|paid|recommended)?\s?(?:links|content|stories)?\s?(?:promoted|powered|recommended|provided)?\s?by\s"
    r"(?:taboola|outbrain|revcontent|mgid)\b.{0,20}",
    r"(?:subscribe|sign\s(?:in|up)|log\s?in|leave\sa|copy\slink|load\smore|show\smore|view\sall|back\sto\stop|"
    r"all\srights|copyright|©|\(c\)|"
    r"follow\sus|contact\sus|about\sus|advertisements?|cookie\s(?:policy|settings|notice)|privacy\s(?:policy|notice|"
    r"settings)|terms\s(?:of\s(?:use|service|sale|business)|and|&)|"
    r"share\s(?:this|on|via|with)|accept\s(?:all|cookies)|skip\sto|written\sby|reply\sto|click\shere|sent\sfrom|"
    r"our\snewsletter)\b.{0,70}",
    rf"(?:share|tweet|follow|menu|search|home|contact|print|e-?mail|newsletters?|comments?|cookies?|privacy|"
    rf"terms)(?:\s{_AFTER_COMMAND}){{0,3}}[:.]?(?:\s?\(?\d+\)?)?",
    rf"(?!{_TOLD})(?:tags?|topics?|categor\w+|filed\sunder|sources?|photos?|images?|pictures?|video|credits?|illustrat\w+|"
    r"author|editing)\s?(?:[:/©|]|by\s).{0,80}",
    r"(?-i:By|BY|by)\s(?-i:[A-ZÀ-Þ][\w.’'-]*)(?:,?\s(?:and|und|&|for|(?-i:[A-ZÀ-Þ][\w.’'-]*))){0,7}(?:[,|"
    r"·•–-].{0,60})?",
    r"(?:last\s)?(?:updated|published|posted|modified)\b(?:\s?(?:[:|]|on\b|at\b|by\b|\d|today|yesterday|an?\s|"
    r"[a-z]{3,9}\s\d)).{0,70}",
    r"\S*(?:_img|\.jpe?g|\.png|\.webp)\S*|https?://\S+|[\W\d]*",
    rf"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?(?:\s(?:\d{{1,2}}\b|{_MONTH}\b).{{0,36}})?",
    rf"{_DATE}\b.{{0,40}}|{_MONTH}\.?\s\d{{1,2}}(?:,?\s\d{{1,2}}:\d\d.{{0,10}})?|\d{{1,2}}:\d\d\b.{{0,14}}",
    r"[\d.,]+[km]?\s(?:min\w*|hours?|hrs?\.?|days?|weeks?|wks?\.?|mo\.?|months?|yrs?\.?|years?|comments?|views?|shares?|"
    r"likes?|points?|(?:up)?votes?|repl(?:y|ies)|retweets?|videos?)(?:\s(?:ago|read|old|long)\b.{0,40})?",
    rf"(?-i:[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+){{1,3}}),\s(?:[\w-]+\s){{0,3}}{_ROLE}",
    rf"(?:[\w.’']{{1,20}}\s){{0,4}}[\w.’'-]{{1,20}}\s*[|·•,–—-]\s*{_DATE}\b.{{0,25}}",
)
LEAST_WORDS, MOST_WORDS, MOST_CHARS = 3, 30, 240
_LABEL = re.compile(rf"\A(?=(?s:.{{0,{MOST_CHARS}}})\Z)(?:{'|'.join(_LABELS)})$", re.I)
_PARAGRAPH = 140  # characters beyond which a line that ends a sentence is running text


def words(line: str) -> int:
    """Number of words."""
    return sum(word[0].isalnum() or any(map(str.isalnum, word)) for word in line.split())


def is_furniture(line: str) -> bool:
    """Whether ``line`` is a label, button, byline, date or caption.

    >>> is_furniture("Share this post:"), is_furniture("More trains stop at night after a fire in the tunnel")
    (True, False)
    """
    if len(line) > MOST_CHARS or (line.endswith("?") and not line.lower().startswith("why this ad")):
        return words(line[: 20 * MOST_CHARS]) < LEAST_WORDS
    return words(line) < LEAST_WORDS or bool(_LABEL.match(line))


def is_label(line: str) -> bool:
    """Whether ``line`` is furniture by its words, not for having few of them.

    >>> is_label("211 points by mole 3 hours ago | hide | 84 comments"), is_label("Frost returns")
    (True, False)
    """
    return len(line) <= MOST_CHARS and bool(_LABEL.match(line))


def is_cut(line: str) -> bool:
    """Whether ``line`` was cut off at its end."""
    return bool(_CUT.search(line))


def is_teaser(line: str) -> bool:
    """Whether ``line`` reads like a teaser: cut off, or a sentence with its full stop."""
    return is_cut(line) or (line.endswith((".", ".”", '."', ".'")) and words(line) > 3)


def may_be_teaser(line: str) -> bool:
    """Whether ``line``, standing where a teaser may, could be one: cut somewhere, or more than a headline."""
    return is_teaser(line) or bool(_INNER_CUT.search(line)) or words(line) > MOST_WORDS or is_prose(line)


def is_prose(line: str) -> bool:
    """Whether ``line`` is a paragraph of running text: several sentences, or one long one; or a quotation's tail."""
    if re.match(r"[-–—] ?\w", line) and line.endswith((".", ",")):
        return True
    return (
        not is_cut(line)
        and bool(_SENTENCE_END.search(line))
        and (len(line) > _PARAGRAPH or (bool(_SENTENCE_BREAK.search(line)) and line.endswith((".", ".”", '."'))))
    )


def is_headline(line: str) -> bool:
    """Whether ``line`` reads like a headline: not too short or long, and no sentence with a full stop.

    >>> is_headline("Van hits bridge, nobody hurt"), is_headline("A van has hit a bridge.")
    (True, False)
    """
    if is_furniture(line) or words(line) > MOST_WORDS or len(line) > MOST_CHARS:
        return False
    return not is_prose(line) and not line.endswith((".", ",", ";", ":")) and not line[0].islower()
