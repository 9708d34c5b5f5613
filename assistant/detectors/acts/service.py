"""What an agent says around the matter itself, from greeting to goodbye: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_UPSET = (
    "(?:frustrat(?:ing|ed)|upset(?:ting)?|annoy(?:ing|ed)|disappoint(?:ing|ed)|worr(?:ying|ied)"
    "|stressful|stressed|angry|awful|terrible|horrible|infuriating|maddening|inconvenien(?:t|ced)"
    "|distressing|dreadful|concerning|concerned|a nightmare|exhausting|scary|painful|miserable"
    "|unsettling|aggravating|irritating|irritated|let down|cross|unhappy|fed up)"
)
_HARD = "(?:difficult|hard|tough|rough|tiring|a lot|not easy|not good enough|confusing)"
_SO = "(?:(?:so|very|really|quite|extremely|incredibly|pretty|rather|absolutely|a bit|such) )?"

APOLOGY = Family(
    act="apology",
    why="the agent says sorry for what went wrong, not for a word misheard",
    certain=(
        "(?:so |very |really |terribly |truly |deeply |awfully |extremely |ever so "
        "|sincerely )?sorry"
        " (?:for|about|to hear|that (?:this|it|you|the|your|we|happened|has|there|no)|you have"
        "|you had"
        "|you are|you were|this|it has|it was|we|we have)",
        "(?:so|very|really|terribly|truly|deeply|awfully|extremely|sincerely|genuinely|incredibly)"
        " sorry(?! (?:i did not|could you|can you|what|who|but could|say))",
        "(?:i|we) (?:do |sincerely |truly |deeply |must |would like to |want to |can only "
        "|really |truly "
        "|fully |wish to ){0,3}apologi[sz]e",
        "(?:my|our) (?:sincere |sincerest |deepest |most sincere |humble |heartfelt )?apologies",
        "apologies (?:for|about|again|that)",
        "owe you an apology",
        "and i am sorry(?=$| about| for)",
        "i am sorry i (?:keep|kept|cut|interrupted|was|did not mean|should|talked|spoke|made|gave"
        "|missed your|misunderstood)",
        "(?:accept|offer you|offer) (?:my|our|an) <any3>(?:apology|apologies)",
        "(?:forgive us|forgive me) for",
        "(?:we|i) (?:deeply |really |truly )?regret (?:the|that|any|this)",
    ),
    likely=("apologi[sz]e for",),
    unless=(
        "(?:no|not) (?:need |have |got |necessary )?(?:to )?(?:be |feel |say )?(?:sorry"
        "|apologi[sz]e)",
        "sorry (?:to|for|about) (?:have )?(?:keep|keeping|kept) you waiting any longer",
        "(?:did|has|have|should|would) (?:they|he|she|anyone|anybody|the \\S+) (?:not )?"
        "(?:say sorry|apologi[sz]e)",
        "better safe than sorry",
        "feel sorry",
    ),
)

EMPATHY = Family(
    act="empathy",
    why="the agent names the feeling or the trouble; a bare 'I understand' names nothing",
    certain=(
        f"(?:understand|imagine|appreciate|see|know|realise|realize|hear|get|sense|feel) how <any3>"
        f"(?:{_UPSET}|{_HARD}|important|urgent|stressful|inconvenient|you feel|you must feel"
        f"|you must"
        f" be feeling|you are feeling|much (?:this|that|it) (?:means|matters|has)|that feels"
        f"|much <any3>(?:means|matters))",
        "(?:understand|appreciate|hear|feel|share|see|recognise|recognize"
        "|sense) your (?:frustration"
        "|frustrations|concern|concerns|anger|disappointment|annoyance|worry|worries|pain|upset"
        "|distress|disbelief|situation)",
        f"(?:understand|see|know|get|appreciate) why (?:you|that|this|it) <any3>(?:{_UPSET}|feel"
        f"|feeling|upset you|annoyed you|upset)",
        f"(?:hear|see|tell|understand|sense|know|appreciate) (?:that )?(?:you are|you were"
        f"|you must be"
        f"|you have been|this is|this has been|it is|it has been|that is|that was)"
        f" {_SO}(?:{_UPSET}|{_HARD}|going through)",
        f"(?:that|this|it|which) (?:must|sounds|would|has to|does sound|sound|can|could|must have)"
        f" (?:have )?(?:been |be |have been )?(?:like )?{_SO}(?:{_UPSET}|{_HARD})",
        f"(?:that|this) (?:is|was) {_SO}(?:a )?(?:{_UPSET})",
        f"(?:waiting|being|having|getting|losing|missing|paying) <any5>(?:is|was"
        f"|must be) {_SO}(?:{_UPSET})",
        f"(?:imagine|understand) (?:that )?(?:that|this|it) (?:was|is|has been"
        f"|must) <any3>(?:{_UPSET}"
        f"|{_HARD})",
        f"i (?:would|will|might) (?:be|feel|have been) (?:{_SO})(?:{_UPSET}|the same|just as"
        f"|exactly the same)",
        "(?:in your (?:shoes|position|place)|if i were you|if it were me|if that happened to me) i"
        " (?:would|will) (?:be|feel)",
        "every right to (?:be|feel)",
        "(?:you are|you were) (?:quite |completely |absolutely |perfectly )?right to (?:be|feel)",
        "(?:do not|would not) blame you",
        "(?:nobody|no one|no customer|you) (?:should|should not|wants|likes|deserves?)(?: have)?"
        " (?:had |to have )?to (?:go through|wait|deal with|put up|chase|call|be treated"
        "|experience)",
        "not the (?:experience|service|kind of service|standard) (?:we|you|i|that)",
        "sorry (?:to hear|you (?:have )?(?:had|been|went|have had) (?:to go|to wait|to chase"
        "|to call"
        "|through|such))",
        "i know what (?:it|that) is like",
        "i (?:feel for|sympathi[sz]e with) you",
        "(?:sounds|must have been) like (?:a|an) (?:nightmare|awful|terrible|horrible|really \\S+)",
    ),
    likely=("(?:understand|see|know) where you are coming from", "i hear you"),
    unless=(
        "(?:do not|can not|could not) (?:understand|see|imagine|know) (?:how|why)",
        "i (?:do |can )?(?:understand|hear you|see)(?: that)?(?: sir| madam| mr| mrs)?"
        "(?= (?:what|can|could|and (?:what|which|can|could|where|um|er)|which|who|where|when|so"
        "|let|but|okay|we)|$)",
    ),
)

GREETING = Family(
    act="greeting",
    why="the opening of a call",
    certain=(
        "(?:thank you|thanks) (?:so much |very much )?for (?:calling|ringing|contacting|phoning"
        "|choosing|getting in touch with)(?! back)",
        "how (?:can|may|could|might) i (?:be of (?:help|assistance|service)|help|assist)"
        "(?: you)?(?: today| this morning| this afternoon| this evening)?",
        "what can i (?:do for you|help you with) today",
        "you are (?:through to|speaking (?:to|with))",
        r"(?:this is|it is) (?:\S+ ){1,2}(?:speaking|from|calling from)",
        r"my name is \S+",
        r"this is \S+(?= (?:what is the (?:issue|matter|problem)|what can i|how can|how may))",
        r"you have reached \S+",
        r"^(?:customer (?:services?|care|support)|support|billing|reception|sales) \S+ speaking",
        "(?:hello|hi|good day) this is",
        r"welcome to (?!the)\S+",
        "good (?:morning|afternoon|evening)",
        "(?:hello|hi|hey) (?:and |there )?(?:thank you|thanks|this is|welcome|my name"
        "|you are through"
        "|good)",
        "(?:who am i|whom am i|who do i have the pleasure of) speaking (?:to|with)",
    ),
    unless=(
        "(?:have a|have a very|in the|next|by|for) good (?:morning|afternoon|evening)",
        "(?:thank you|thanks) for calling <any3>(?:bye|goodbye|have a|take care|see you|enjoy"
        "|we will|speak soon)",
        "(?:what|colleague|manager|supervisor|engineer|driver) (?:is )?my name is",
        "you are welcome to",
        "not (?:sure )?how (?:can|may|could) i help",
    ),
)

CLOSING_CHECK = Family(
    act="closing_check",
    why="the agent asks whether all is settled",
    certain=(
        "(?:is|was|are|were|if) there (?:anything|something|any) (?:else|other|further|more)"
        "(?: \\S+)?",
        "anything else (?:that )?(?:i|we) (?:can|could|may) (?:help|do|assist|get)",
        "anything else (?:today|for you|at all|on your mind|i can)",
        "what else can i (?:do|help)",
        "is there anything (?:i|we) have (?:missed|forgotten|not covered)",
        "(?:are you|would you say you are) (?:quite |all |completely |now )?(?:happy|satisfied"
        "|comfortable|okay|all right|alright|pleased|content) with (?:that|this|the|how|everything"
        "|what|our|my)",
        "does (?:that|this|everything) (?:answer|resolve|solve|sort|settle|cover|take care of|fix"
        "|help with)",
        "(?:have i|did i|did we|have we) (?:answered|resolved|covered|addressed|taken care of"
        "|sorted"
        "|dealt with|settled|helped with|answer|resolve|cover|address|take care of) (?:\\S+ ){0,2}"
        "(?:everything|all|your|that|every)",
        "(?:any|have) (?:other|further|more|any other|any further) (?:questions|concerns|issues"
        "|queries|worries)",
        "(?:is|was) (?:that|this|everything) (?:all sorted|all settled|sorted|settled|resolved"
        "|everything|to your satisfaction)",
    ),
    likely=(
        "does that (?:work|sound) (?:for you|good|okay|fair|all right|alright|reasonable)",
        "are (?:you|we) all set",
    ),
    unless=(
        "(?:not|nothing|never|say|said|says|mention|mentioned) (?:there )?anything else",
        "is not there anything else (?:we|i) can not",
        "anything else (?:wrong|broken|damaged)",
    ),
)

GRATITUDE = Family(
    act="gratitude",
    why="thanks for something the customer gave: patience, time, a chance to help",
    certain=(
        "(?:thank you|thanks|grateful|many thanks)(?: so much| very much| again| ever so much"
        "| once again| to you| a lot| kindly){0,2} for (?:your|the|all your|being so|being)"
        " (?:continued |kind |great |ongoing |incredible )?(?:patience|understanding|patient|time"
        "|loyalty|loyal|business|custom|feedback|cooperation|kindness|kind|honesty|honest|trust"
        "|support|chance|opportunity|such a|a loyal|a valued|flexible|flexibility|calm|help|so)",
        "(?:thank you|thanks)(?: so much| very much| again)? for (?:bringing|letting (?:me|us) know"
        "|telling (?:me|us)|sharing|pointing|raising|flagging|taking the time|giving (?:me"
        "|us) (?:the"
        "|a|another) (?:chance|opportunity)|allowing (?:me|us)|sticking with|explaining|trusting"
        "|reporting|understanding|reaching out|your time|working with (?:me|us)|speaking with)",
        "(?:thank you|thanks) for (?:calling|ringing) (?:<any3>)(?:bye|goodbye|have a|take care"
        "|see you"
        "|enjoy|we will|speak soon)",
        "(?:thank you|thanks) for (?:staying|sticking) with (?:me|us)",
        "appreciate (?:all )?(?:your|the|that you|you|you all) (?:continued |kind )?(?:patience"
        "|business|loyalty|understanding|time|feedback|custom|honesty|trust|chance|opportunity"
        "|being|taking|letting|calling|raising|sharing|telling|bringing|cooperation|support"
        "|explaining|working|chose|have been|are being|giving)",
        "your <any3>(?:is|are) (?:much |greatly |really |very much |truly )?appreciated",
        "(?:we|i) (?:really |truly |do )?(?:value) (?:you|your)",
        "it (?:was|has been) (?:a|my) (?:real )?pleasure (?:helping|speaking|talking|to help)",
    ),
    unless=(
        "appreciate it if",
        "would appreciate",
        "(?:thank you|thanks) for your patience while",
        "appreciate (?:you|your) (?:time )?(?:holding|waiting|bearing)",
    ),
)
