"""How a customer says that they have been through this before: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_CALLED = (
    "(?:called|rung|rang|phoned|contacted|emailed|messaged|chased|been on to|been onto|complained"
    "|been calling|been ringing|been in touch|tried calling|had to call|had to ring|had to phone"
    "|spoken|asked|written|been on the phone|reported this|reported it|raised this|raised it"
    "|logged this|told)"
)

_YOU = (
    "(?:(?:you|you people|you guys|you lot|your company|customer service|customer services|support"
    "|in|up|this number|here|back|already|to you|to you people|to you guys|to you lot|to somebody"
    "|to someone|to customer service|with you|about this|about it|about that|this company) ){0,3}"
)

_EXPLAIN = (
    "(?:repeat|repeating|explain|explaining|call|calling|ring|ringing|phone|phoning|tell|telling"
    "|chase|chasing|going through|go through|start|starting|say|saying|ask|asking|getting passed"
    "|getting transferred|being transferred|being passed|being told|getting told|being bounced)"
)

_PUSHED = (
    "(?:passed|bounced|shunted|pushed|shuffled|sent|transferred|moved|thrown|kicked|tossed|handed"
    "|shoved|fobbed|put through|palmed)"
)

_HELPER = "(?:people|person|agents|advisors|advisers|reps|representatives|departments|colleagues)"

REPEAT_CONTACT = Family(
    act="escalation.repeat_contact",
    why="the customer has been through this before, and says so",
    certain=(
        "<nth> (?:time|call|phone call|attempt|email|day in a row|person) <any5>(?:call|called"
        "|calling|ring|rung|rang|ringing|phone|phoned|phoning|contact|contacted|contacting|explain"
        "|explained|explaining|told|tell|telling|asked|asking|speak|spoken|spoke|complain"
        "|complained|chasing|talk|talked|transferred|on to you|on hold|writing|reporting|made)",
        f"<i> (?:have |had )?(?:already |now |must have )?(?:{_CALLED}) {_YOU}<often>",
        f"<often> (?:now |already |that )?<i> (?:have |had )?(?:had to )?(?:{_CALLED}|call|ring"
        f"|explain|phone)",
        f"<i> (?:have |had )?(?:already |now )?(?:explained|told|been through|went through|gone"
        f" through|gone over|repeated|given|described|said) <any5>(?:to )?(?:<n>|every|the last"
        f"|the other|all the|everyone|so many|half|your) <any3>(?:{_HELPER}|times|lady|guy|man"
        f"|woman|one|girl|colleague|gentleman|advisor|agent|rep|representative)",
        "already (?:explained|told you|told them|told your|told someone|been through|gone through"
        "|went through|gone over|repeated|said|complained|reported|described)"
        "(?: (?:all )?(?:this|it|that|everything|all of this|the whole (?:thing|story)|my story"
        "|the (?:problem|issue|situation|story)|about this|about it|them|so|to))",
        "already explained",
        "already (?:spoken|spoke|talked) (?:to|with) (?:<n>|somebody|someone|your|one of|so many"
        "|several|a)",
        f"been {_PUSHED} (?:on |off )?(?:around|about|back and forth|from|between|<often>|to <n>"
        f"|again|here and there|round|all over|to so many|through <n>|through to <n>)",
        f"been {_PUSHED} (?:already |now )?<often>",
        "(?:keep|keeps|stop) (?:getting |being )?(?:passing|transferring|bouncing|sending|pushing"
        "|handing|fobbing|passed|transferred|bounced|pushed) me?",
        "(?:pillar to post|post to pillar|round in circles|around in circles|run around|runaround"
        "|back and forth between|piller to post)",
        "(?:transfer|transferring|transferred|pass|passing|passed|put|putting) me (?:again|once"
        " again|yet again|around|about)",
        "(?:another|yet another) transfer",
        "<i> (?:have to |had to )?(?:keep|kept|have been) (?:on )?(?:having to |)(?:repeat"
        "|repeating"
        "|explaining|explain|calling|call you|ringing|telling|chasing|going through the same"
        "|getting passed|getting transferred|being transferred|being passed|being told|phoning)"
        "(?! (?:my|him|her|them))",
        f"(?:sick|tired|fed up|weary) (?:of|with) (?:having to |)(?:{_EXPLAIN}|being|having)",
        "(?:have|having|had|got|need|made|making me|want me) (?:to )?(?:repeat myself"
        "|explain (?:this"
        "|it|everything|myself|all this|all of this|the whole thing)(?: all over| all)? again"
        "|go through (?:this|it|all this|all of this|everything|the whole (?:thing|story|lot"
        "|process)"
        "|the same thing)(?: all over| all)? again|start (?:all over|over|from the beginning|from"
        " scratch|all over again) ?(?:again)?|repeat (?:this|it|everything|the same|all))",
        "go through (?:this|it|all this|all of this|everything|the whole (?:thing"
        "|story)) (?:all over )"
        "?again",
        "how many (?:more )?(?:times|people) (?:do|must|am|will|should|have) <i> (?:have to|need to"
        "|got to|going to have to|to|had to|called|explained|told|talk to|speak to)"
        "(?! (?:take|press|pay|enter))",
        "(?:nobody|no one|no body|none of you|you) (?:ever |have ever |has |have |never )?(?:calls?"
        "|called|rings?|rang|gets?|got|phones?|phoned|bothers? to call|bothered to call|came|come)"
        " (?:me |us )?back(?: to me)?(?! (?:on|in|at|later|tomorrow|if))",
        "every (?:single )?time <i> (?:call|ring|phone|contact you|speak to|explain|talk to)"
        "(?! (?:my|him|her|them|out|a friend|the doctor))",
        "(?:different|same) (?:answer|story|person|agent|department|excuse|thing|nonsense) (?:every"
        "|each) (?:single )?time",
        "for the (?:last|third|fourth|fifth|tenth|umpteenth|hundredth|millionth|nth) time",
        "(?:told|explained to|explained this to|told this to|said to) the (?:last|previous|other)"
        " (?:<n> )?(?:person|people|guy|lady|agent|one|girl|gentleman|man|woman|representative|rep"
        "|advisor|adviser)",
        "still waiting for (?:a|the|that|my|someone to|somebody to|your) (?:promised )?"
        "(?:call ?back|call me|ring me|call|phone call)",
    ),
    likely=(
        "(?:is|be) (?:now |about |already )?(?:the |my )?<nth> (?:time|call|day)"
        "(?: (?:this|in a) (?:week|month|year|row|has happened|happened)| already| today)"
        "(?: happened)?",
        "this is (?:now |about |already )?(?:the |my )?(?:third|fourth|fifth|sixth|tenth|3rd|4th"
        "|5th)"
        " time(?! (?:i have bought|i buy|i order|we have bought|i have used|using))",
        "i (?:have )?(?:called|emailed|written|sent you|phoned|rung) (?:like )?<n> (?:times"
        "|emails|letters"
        "|messages)",
        "sent you <n> (?:emails|letters|messages|mails)",
        "(?:spoken|spoke|talked) (?:to|with) <n> (?:different |of you |other ){0,2}(?:people|agents"
        "|of you"
        "|advisors|advisers|reps|representatives|departments|persons)",
        "your colleague (?:already )?(?:promised|said it would|told me it would|assured)",
        "(?:on the phone|on hold) (?:to|with) (?:you (?:lot|people|guys|all)|your \\S+) for",
        "(?:call|calling|ring|ringing) (?:you )?(?:everyday|every day|every single day|every week)",
        "i (?:have )?(?:said|told you|asked) (?:this |that |it )?(?:<often>)",
        "how (?:many times|often|many more times|much longer) (?:do|must|will) (?:i"
        "|we) (?:have to|need to"
        "|got to) (?:call|ring|explain|chase|tell|repeat|ask|go through|phone|contact|say)",
        "how many times do i have to",
        "last time <i> (?:called|rang|phoned|spoke|was told|contacted you)(?! (?:my|it was great))",
        "(?:again|once more) <i> (?:have|need|has) to (?:explain|spell|repeat|tell|go)",
        "(?:what|told|telling) (?:me )?(?:the |your )?(?:last|other|previous) <n> (?:people"
        "|agents|guys|reps"
        "|advisors|of you)",
        "explained <any5><any3>to (?:the|your|my|an|some) (?:other|last|previous|colleague|first"
        "|second)",
        "(?:phoned|called|rang|rung|emailed|written) and (?:phoned|called|rang|rung|emailed"
        "|written)",
        "(?:been|gone) (?:through|over) (?:this|it|all this|all of this|everything) (?:already"
        "|before"
        "|with|again|so many|many|several|a dozen|a hundred)",
        "(?:calling|ringing|phoning|chasing|emailing) (?:you |your company |you people |you guys "
        "|up )?"
        "(?:all week|all day|all month|for (?:days|weeks|months|two|three|over|a)|since|every day"
        "|non stop"
        "|constantly|repeatedly)",
        "(?:the|my|about the) <nth> (?:agent|person|advisor|adviser|department|rep"
        "|representative"
        "|operator|human|colleague) (?:of yours )?(?:that )?(?:i|to tell|who|today|this)",
        "(?:someone|somebody|you|they) (?:was|were) (?:supposed|meant|going) to (?:call|ring"
        "|phone|get)"
        " (?:me |us )?back",
        "(?:never|nobody|no one|did not) (?:heard|got|had|received|called"
        "|rang) (?:anything |a"
        " call |a reply |me |any (?:reply|answer|call) )?back(?: from)?(?= |$)",
        "(?:start|starting|started) (?:all over |over |from scratch |from the beginning "
        "|right )?again"
        " (?:with|from|every|each)",
        "(?:promised|supposed to get|told i would get|meant to get) (?:me )?a call ?back",
        "(?:said|promised|told me) (?:someone|somebody|they) would (?:call|ring|phone|contact"
        "|get back)",
        "same (?:thing|story|question|questions) (?:again and again|over and over|all over again)",
        "not (?:going to|gonna) (?:explain|repeat|go through) (?:this|it|all this|myself) again",
        "i (?:have )?called (?:yesterday|last week|this morning|before) and (?:nothing|nobody"
        "|no one"
        "|you did not|you never|still|was told)",
    ),
    unless=(
        "(?:called|phoned|rang|rung|contacted|asked|told|emailed) (?:me|him|her|my|the (?:plumber"
        "|doctor|garage|driver|courier|bank|shop|school|landlord|electrician)|a)",
        "(?:second|third) person (?:on|in) (?:the|my|this)",
        "first time",
        "(?:thank you|thanks) for calling me back",
        "you (?:can |could |will |may )?call me back",
        "no need to <any3>again",
        "do not have to <any3>(?:repeat|explain|again)",
    ),
)
