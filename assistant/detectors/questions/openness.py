"""A question as a plain line goes in; whether it invites telling comes out.

Open is what no yes, no or single datum would answer: why, how something came about, what happened.
"""

from __future__ import annotations

from assistant.detectors.questions.forms import AUX, SUBJECT, compiled

_SOFTLY = "(?:(?:maybe|perhaps|kindly|briefly|first|then|now|to|possibly|mind|be able to) )*"
_FRAME = (
    f"(?:(?:can|could|would|will|may|might|are|do) (?:not )?(?:you|i|we) {_SOFTLY}"
    "(?:tell|telling|say|saying|show|explain|know|remember|recall|ask|have any idea|able to tell)"
    "|(?:tell|show|any idea|have you any idea)|(?:do|would) you happen to know)"
    "(?: to)?(?: (?:me|us|you))? (?:again |exactly |then |now |, )*"
)
"""What a question is wrapped in: "could you tell me"."""
_TELLING = (
    f"(?:(?:can|could|would|will|are) (?:not )?(?:you|we) {_SOFTLY}|what can you |have you |so )?"
)
_INVITES = (
    "(?:describe|describing|elaborate|expand on|fill (?:me|us) in"
    "|explain(?:ing)?(?! (?:if|whether|who|which|when|where))"
    "|help(?:ing)? (?:me|us) (?:to )?understand"
    "|(?:walk|talk|take|run|go|guide)(?:ing)? (?:(?:me|us) )?(?:back )?through"
    "|(?:tell|telling) (?:me|us) (?:(?:a bit|a little|some|any|anything|something) )?(?:more|about"
    "|everything|the (?:story|whole|background)|in your own|how things)"
    "|(?:give|giving|have|get) (?:(?:me|us) )?(?:(?:a bit|a little|some) )?(?:more (?:detail"
    "|information|background)|(?:an idea|a sense|an example|some idea|the background) ))"
)
_DATUM_HOW = (
    "(?:long|many|much|old|far|often|big|soon|tall|fast|hot|cold|late|early|likely|high|low|large"
    "|small|heavy|hard|quickly|recent|recently|wide|deep|about|dare|frequently"
    f"|(?:is|are|was|were) (?:you|things|we|your (?:day|morning|week)|it going)"
    f"|{AUX} you (?:today|spell|pronounce|say|write)"
    f"|{AUX} {SUBJECT} (?:\\S+ )?(?:sound|suit|spelt|spelled)"
    f"|would you like to (?:pay|receive|get|be (?:contacted|called|paid)))"
)
_VERB = (
    "(?:happen|happened|happens|happening|went|goes|made|makes|led|leads|caused|causes|brings"
    "|brought|prompted|seems|comes|came|changed|upset|worries|bothers|annoys|stopped|broke|next)"
)
_TROUBLE = (
    "(?:problem|problems|trouble|issue|issues|matter|reason|reasons|reasoning|cause|story"
    "|situation|difference|concern|concerns|plan|point|background|complaint|difficulty|purpose"
    "|impact|explanation|experience)"
)
_BE = "(?:is|are|was|were|has been|have been)"
_DATUM_VERB = (
    "(?:cost|weigh|measure|come to|pay|paid|paying|owe|order|ordered|buy|bought"
    "|spend|spent|earn|use|using|call|type|enter|press|wear|take|drink|eat|prefer|book)"
)
_WHAT = (
    f"(?:{_VERB}"
    f"|{_BE} (?:(?:it|that|this) (?:about|that|like)|going|wrong|happening|up(?: with)?$|up with"
    f"|worrying|bothering|troubling|causing|making|so|(?:the|your|their|his|her|my|our|been) "
    f"(?:main |real |exact |biggest |actual )?(?:{_TROUBLE}|happening|going|wrong|said|done)|being"
    f"|said|done)"
    f"|does (?:not )?{SUBJECT}(?! (?:\\S+ )?(?:say|read|show|mean to|{_DATUM_VERB})(?: |$))"
    f"|(?:do|did|can|could|would|will|should|shall|have|has|had|are|am|were|might|must) (?:not )?"
    f"{SUBJECT}(?! (?:\\S+ )?(?:like to )?{_DATUM_VERB}(?: |$))"
    f"|(?:would|will|could|can|might) (?!{SUBJECT} )\\S+"
    f"|{_TROUBLE}|(?:the )?(?:\\S+ )?{_TROUBLE} {_BE}|else (?:{AUX}|happened|went))"
)
_TOLD = (  # in the order of a statement: "tell me what they did"
    f"(?:{_VERB}|the (?:\\S+ )?{_TROUBLE}|(?:i|you|we|they|he|she|it|that|the \\S+|your \\S+)"
    f" (?!(?:is|was|are|were) (?:called|worth)|(?:\\S+ )?{_DATUM_VERB}$)\\S+|{_BE} (?:going|wrong"
    f"|happening|up|behind|said|done))"
)
_ACTUALLY = "(?:exactly |on earth |the hell |the heck |else |in the world |, |then |at all )*"
_BEFORE = "(?:(?:and|but|so|okay|well|because|or|then|now|,) )*"
_OPEN = compiled(
    (
        f"{_BEFORE}{_TELLING}{_INVITES}",
        f"{_BEFORE}(?:{_FRAME})?(?:{_BEFORE})?(?:why|how come|for what reason|in what way)",
        f"{_BEFORE}(?:{_FRAME})?(?:{_BEFORE})?how {_ACTUALLY}(?!{_DATUM_HOW}(?!\\S))\\S+",
        f"{_BEFORE}(?:{_FRAME}(?:{_BEFORE})?)?what {_ACTUALLY}{_WHAT}",
        f"{_BEFORE}{_FRAME}what {_ACTUALLY}{_TOLD}",
    )
)


def invites_telling(question: str) -> bool:
    """Whether a question, from its first token on, is open."""
    return _OPEN.match(question) is not None
