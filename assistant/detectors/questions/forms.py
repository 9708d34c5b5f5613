"""Nothing goes in; the forms of questions, and of what only looks like one, come out: as data.

Regular expressions over a line of plain tokens, a comma being one. What repeats is bounded.
"""

from __future__ import annotations

import re

AUX = (
    "(?:is|are|was|were|am|do|does|did|have|has|had|can|could|will|would|shall|should|may|might"
    "|must)"
)
"""What a question moves before its subject."""
_PERSON = "(?:i|you|we|they|he|she)"
_NOBODY = (
    "(?:anyone|anybody|someone|somebody|nobody|everyone|everybody|anything|everything|something"
    "|nothing|people|things)"
)
_OF = "(?:the|a|an|my|your|our|his|her|their|its|any|some|these|those|all|both|either|mister)"
_WHEN = (
    "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight|now|then)"
)
SUBJECT = f"(?:{_PERSON}|it|this|that|there|{_NOBODY}|{_OF}|{_WHEN})"
_INVERTED = f"{AUX} (?:not )?{SUBJECT}"
_BY_PERSON = f"(?:do|did|have|can|could|will|would|shall|are|were) (?:not )?{_PERSON}"
_EACH = r"(?:(?!(?:i|you|we|they|he|she|it|there|this|that|the|my|your|to|if|,) )\S+ )"
_THINGS = rf"(?:{_EACH}|of (?:the|these|those|your|my) ){{0,4}}"
"""What is asked for, between a word like "which" and the moved one: "card number"."""
_EARTH = "(?:on earth |the hell |the heck |exactly |else |then |in the world )?"
_PREPOSITION = "(?:(?:at|in|on|for|from|by|since|until|with|to|of|about) )?"
_VERBS = (
    "(?:happened|happens|happening|went|goes|made|makes|led|leads|caused|causes|brings|brought"
    "|prompted|seems|comes|came|changed|stopped|works|suits|upset|worries|bothers|annoys|broke)"
)
_WHO = (
    "(?:is|was|are|were|did|do|does|has|have|can|should|will|told|said|gave|sent|made|took|rang"
    "|called|came|dealt|deals|handles|signed|paid|wrote|decided|arranged|booked|put)"
)
_NAMED = (
    "(?:the|your|his|her|their|my|its|it|this|that|he|she|they|wrong|up|going|happening|in|on|so"
    "|not|there|to)"
)
_ASK = f"{_PREPOSITION}(?:what|how|why|where|when|who|whom|which|whose) {_EARTH}{_THINGS}"

ANYWHERE = (
    f"{_ASK}{_BY_PERSON}",
    r"(?:could|can|would|will|did|do|have|are|were) (?:not )?you \S+",
)
"""Forms that hardly begin anything but a question, also after other words."""
CLAUSE = (
    f"{_ASK}{_INVERTED}",
    f"{_BY_PERSON} \\S+",
    f"what {_EARTH}{_VERBS}",
    f"what {_EARTH}(?:is|are|was|were) {_NAMED}",
    f"what {_EARTH}(?:would|will|could|can|might) \\S+",
    "why not",
    "how come",
    f"(?:is|was|are|were|does|did|has) (?:not )?(?:that|it|there|this|{_OF})",
    "(?:may|might|should|must|shall) (?:i|we)",
)
"""Forms that begin a question after a comma or "and"."""
OPENING = (
    f"(?:is|are|was|were|am|does|did|has|can|could|will|would|shall|should|may|might) (?:not )?"
    f"{SUBJECT}",
    f"(?:do|have|had) (?:not )?(?:{_PERSON}|{_NOBODY}) \\S+",
    r"is \S+ (?:there|here|available|in|ready|free|working|okay|right|correct|possible|included)",
    f"(?:where|when) (?:is|are|was|were) (?:{SUBJECT}|\\S+$)",
    "how (?:is|are|was|were|about|much|many|long|far|old|often|soon) (?:\\S+ ){0,2}?(?:is|are|was"
    "|were|does|do|did|has|came|went|arrived|left|got|need|needs)",
    f"how (?:is|are|was|were) {SUBJECT}|how (?:about|come)",
    f"who (?:else )?{_WHO}",
    f"which (?:one|ones|of \\S+(?: \\S+)?) (?:{AUX}|works|suits)",
    r"whose \S+ (?:is|was)",
    f"why {_EARTH}(?:{AUX}|not|me|bother|now)",
    "what (?:about|if|for|now|next)(?: |$)|why$|which one",
    r"which (?!i |you |we |they |he |she |it )\S+ (?:is|was|would|will|can|could|has|are|were) \S+",
    r"when (?:would|will|can|could) \S+",
    "(?:tell|show) (?:me|us) (?:what|why|how|where|when|which|who|if|whether|about|more|a bit"
    "|a little|again|exactly|your|in your)",
    "(?:talk|walk|take|run|fill) (?:me|us) (?:through|in)",
    "(?:explain|describe) (?:to me|what|why|how|it|the|your|that|this)",
    "help (?:me|us) (?:to )?understand",
    "give me (?:a bit|a little|some) more (?:detail|information|background)",
    "any(?:thing)? (?:else(?! (?:is|was|would|will|they))|other (?:questions|queries|concerns"
    "|issues|problems)|questions|luck|chance|idea (?:what|how|why|when)|news|particular)",
    "(?:everything|all) (?:okay|all right|clear)(?: with you)?$|sound good|you sure|you there",
)
"""Forms that are a question at the beginning of a sentence, and elsewhere may be none."""
_NO_TAG = "".join(f"(?<!{word} )" for word in "so nor neither as than what which".split())
TAG = (
    f"{_NO_TAG}(?:{AUX} not (?:{_PERSON}|it|that)|{AUX} {_PERSON}"
    "|(?<=, )(?:is|was|are|were|does|did|has|will|would|can) (?:not )?(?:it|that|there|this)"
    "|(?:not|never|nothing|nobody|no one) (?:\\S+ ){0,8}(?:is|was|does|will) it)$"
)
"""At the end of a statement: "it is blue, isn't it"."""

CUT_OFF = (
    "(?:what|how|why|where|when|who|which) .*(?:do|does|did|have|has|can|could|will|would|shall)"
    f" (?:not )?(?:{_PERSON}|it)$"
)
"""A question that lacks its verb: more words are to come."""
EMPTY = (
    "who (?:knows|cares)$",
    "(?:what|why) (?:can|could) i say$",
    "do you know what(?: ,.*|$)|you know what|guess what|tell me about it$|you know$",
    "(?:hello|hi|hey|yeah|yes|okay|right|mm|oh|really)$",
    "what an? (?!(?:question|number) )|how dare you",
)
"""Sentences that ask nothing, though a question mark may end them."""
LOOKS_ALIKE = (
    r"(?:nor|neither) ",
    f"so {AUX} (?:{_PERSON}|it|that|this|(?:the|my|your|our|his|her|their) \\S+)$",
    "had (?:i|we|you|they|he|she|it) (?!got|to)",
    r"should (?:any|anything|the|there) ",
    r"should (?:you|i|we|they|he|she|it|anyone) (?:\S+ )?(?:need|want|wish|require|prefer|decide"
    "|happen|fail|ever|arise)",
    "were (?:i|you|it|he|she|we|they) to",
    "may (?:it|the|all|god)",
    "which (?:is|was|are|were|means|meant) ",
    "who (?:knows|cares|would have|could have|am i to)",
    r"what (?:happened|happens|went|makes|made|matters|worries|bothers|annoys|upset)"
    r" (?:\S+ ){0,5}(?:was|is) ",
    r"what (?:would|will|could|can|might) (?:\S+ ){1,4}(?:is|was) ",
    r"have (?:you|we) a (?:nice|good|lovely|great)",
    r"is (?:that|this|it) what (?:i|we) said$",
)
"""Beginnings of a sentence that ask nothing, unless a question mark ends it."""


def compiled(forms: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all forms, matching whole tokens of a line."""
    return re.compile(rf"(?:{'|'.join(forms)})(?:(?<= )|(?!\S))")
