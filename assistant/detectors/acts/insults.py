"""How a customer insults the agent or the company: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_INTENSELY = (
    "(?:(?:so|completely|totally|absolutely|utterly|complete|absolute|total|bloody|fucking|right"
    "|such|a|an|nothing but|real|all|just|very|effing|pretty|clearly|obviously|both|bunch of"
    "|pack of|load of|lot of|big|lying|stupid|useless|thieving) ){0,5}"
)

_INSULT = (
    "(?:idiots?|morons?|imbeciles?|cretins?|clowns?|crooks?|liars?|thie(?:f|ves)|scammers?"
    "|con artists?|fraudsters|scum|fools?|dumbass(?:es)?|assholes?|arseholes?|bastards?"
    "|bitch(?:es)?"
    "|dickheads?|pricks?|wankers?|tossers?|twats?|cunts?|jokers?|muppets?|pillocks?|donkeys?"
    "|robbers|cheaters?|parasites|incompetents|halfwits?|dimwits?|cowboys|rip off merchants"
    "|sharks|pigs?|jerks?|con men|bloodsuckers)"
)

_INSULTING = (
    "(?:stupid|useless|incompetent|pathetic|dumb|thick|worthless|brain dead|braindead|clueless"
    "|disgrace|waste of space|hopeless|crap|shit|joke|ignorant|lazy|disgusting|retarded|dense"
    "|deaf|shameless|crooked|corrupt|garbage|trash|full of shit|full of crap|full of it"
    "|good for nothing|rubbish|scam|bullshit|disgraceful|laughing stock)"
)

ABUSE = Family(
    act="escalation.abuse",
    why="an insult or a curse that is aimed at the agent or the company",
    certain=(
        f"you (?:people |lot |guys |all |folks |clowns )?are (?:all )?{_INTENSELY}(?:{_INSULT}"
        f"|{_INSULTING})",
        "how (?:thick|stupid|dumb|dense|useless|incompetent) (?:are|can) you",
        f"(?:what kind of|what sort of|which) (?:\\S+ )?{_INSULT}(?: do| are| is| work)",
        "do not be (?:so )?(?:<swear> )?(?:stupid|dense|thick|daft|an idiot|an ass)",
        "(?:stick|shove) <any5>up (?:your|yours)",
        f"are you (?:people |lot |guys |all )?{_INTENSELY}(?:{_INSULT}|stupid|thick|dumb|deaf"
        f"|retarded|incompetent|brain dead|useless|an idiot)",
        "your (?:company|service|customer service|department|people|staff|firm|outfit|business|bank"
        f"|support|team|colleagues?|organi[sz]ation|engineers?) (?:is|are) {_INTENSELY}"
        f"(?:{_INSULT}|{_INSULTING})",
        f"you (?:(?:<swear>|lying|dirty|little|thieving|lazy|ignorant|arrogant|cheating|pathetic"
        f"|incompetent) ){{0,3}}{_INSULT}",
        "you (?:stupid|pathetic|ignorant|arrogant|lying|worthless) (?:man|woman|girl|boy|cow|people"
        "|person|lot|bunch|company|piece)",
        "you useless (?:man|woman|girl|boy|people|person|lot|bunch|company|piece)",
        "what (?:the )?(?:hell|fuck|heck|bloody hell|on earth)? ?is wrong with you(?: people| lot"
        "| all"
        "| guys)?",
        "what the (?:hell|fuck|heck|bloody hell) (?:are you|do you|is the matter with you)",
        "who the (?:hell|fuck|heck) do you think you are",
        "how the (?:hell|fuck) (?:do|did|can|are) you",
        "shut (?:the (?:hell|fuck) |your )?(?:up|mouth|face|gob)",
        "(?:go to hell|screw (?:you|all of you|your|the lot of you)|fuck (?:you|off|the lot of you"
        "|your)|f you|f off|piss off|sod off|bugger off|get stuffed|kiss my (?:ass|arse)|up yours"
        "|damn you|drop dead|to hell with (?:you|your)|shove it|shove (?:your|that|it) <any5>up"
        "|rot in hell|get knotted|eff off|stick it up|bite me)",
        "(?:your|this) (?:fucking|bloody|effing|sodding|shitty|crappy|goddamn|damn|stupid|useless"
        "|pathetic|idiotic|lousy|incompetent|dumb|crap|shit|rubbish|half assed|joke of a|clown"
        "|two bit|rotten|thieving) (?:company|service|manager|department|people|staff|job|policy"
        "|policies|rules|agents?|engineers?|firm|bank|script|procedures|customer service"
        "|technicians?|organi[sz]ation|business|lot|outfit|call cent(?:re|er)|support)",
        f"(?:bunch|pack|load|gang|den|shower|company|team|full) of (?:(?:<swear>|total|utter"
        f"|incompetent|lying|thieving|pathetic) ){{0,2}}{_INSULT}",
        "(?:fucking|bloody|complete|absolute|total|utter|damn|lying|thieving) (?:idiots|liars"
        "|thieves|crooks|clowns|morons|bastards|scammers|muppets|jokers)",
        f"(?:dealing with|speaking to|talking to|speaking with|surrounded by|run by|staffed by|hire"
        f"|employ) (?:a |an |nothing but |such |only |complete |absolute |total |utter ){{0,2}}"
        f"{_INSULT}",
        "(?:i hope you|you should) (?:all )?(?:die|rot|burn|get fired|lose your job|be fired)",
        "full of (?:shit|crap|bullshit)",
        "(?:your|enough of this|this company s) (?:bullshit|crap|bs)",
        "waste of space",
        "how can (?:you|anyone|you people) be (?:so|this|that) (?:stupid|thick|dumb|useless"
        "|incompetent"
        "|dense|ignorant)",
        "(?:screw|fuck|stuff|bugger) (?:yourself|yourselves)",
        "piece of (?:shit|crap|garbage)(?: company| service)",
        "(?:do you have|have you got|grow|use your|use) (?:a |any |half a )?brain(?:s)?(?: cell)?",
    ),
    likely=(
        "you (?:people |lot |guys )?(?:do not|clearly do not|obviously do not) (?:have a clue|know"
        " what you are doing|know your job|have the first clue)",
        "you (?:people |lot |guys )?have (?:no clue|no idea what you are doing)",
        "(?:stop|you are|you people are|you are all) lying(?: to me| to us)?",
        "(?:shame on you|ashamed of yourself|ashamed of yourselves)",
        "(?:give me|with) that (?:crap|bullshit|bs|shit|garbage)",
        "cut the crap",
        "(?:could not|can not|couldn t) (?:organi[sz]e|run) a (?:\\S+ ){1,3}(?:brewery|bath|stall)",
    ),
    unless=(
        "(?:not|never) (?:saying|calling|suggesting|implying|mean|say|think|blaming) <any5>"
        f"(?:{_INSULT}|{_INSULTING})",
        "(?:told|tell|telling|asked) (?:the|my|him|her|them|our) <any3>(?:to )?shut up",
        "shut up (?:shop|the shop|for the)",
        "(?:calls|called|call|calling) me (?:a |an )?<any3>",
        "(?:if|in case) you are (?:deaf|hopeless)",
    ),
)
