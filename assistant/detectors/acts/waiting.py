"""What an agent says around a wait, from asking for it to coming back: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_MOMENT = (
    "(?:moment|moments|second|seconds|minute|minutes|min|mins|sec|secs|tick|ticks|mo|jiffy|bit"
    "|while)"
)
_BRIEF = "(?:moment|moments|second|seconds|sec|secs|tick|ticks|mo|jiffy)"
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|sixty)"
)
_COUNT = (
    f"(?:(?:another )?(?:{_NUMBER}|half an?|an?|(?:a )?couple(?: of)?|(?:a )?few|several)|another"
    f"|(?:just )?one more|a (?:quick|brief|short|wee|little))"
)
_ABOUT = "(?:about|around|roughly|approximately|maybe|literally|like|only|up to|say|just)"
_WHILE = (
    f"(?:{_ABOUT} ){{0,2}}{_COUNT} (?:(?:or |to )?{_NUMBER} |or so )?"
    f"(?:more |quick |short |brief |little |extra |further |of |good ){{0,2}}{_MOMENT}"
)
"""How long: "about ten seconds", "a couple more minutes", "two to three minutes"."""
_MODAL = "(?:will|would|might|may|should|could|can|is going to|is probably going to)"
_JUST = (
    "(?:just |quickly |go |go and |and |quick |first |try and |try to |have to |briefly |double )"
    "{0,3}"
)
_DESK = (
    "(?:check|double check|verify|investigate|look into|look at|look up|look through|review"
    "|dig into|confirm with|check with|check on|check in with|consult|find out|have a quick look"
    "|have a look|take a quick look|take a look|have a read|have a quick read|have a dig"
    "|take a peek|have a peek|get a hold of|read through|go through the|see here"
    "|see (?:if|whether) (?:i|we) can (?:find|see|get|pull)|see what i can (?:find|see)"
    "|speak to|speak with|talk to|talk with|ask|have a (?:quick )?(?:word|chat) with|run this by"
    "|run that by|log in|log back in|get into your|get on to|go and)"
)
"""What an agent goes away to do, or does at the screen without a word."""
_CHECKING = (
    "(?:checking|double checking|verifying|investigating|looking|having a look|taking a look"
    "|reading|going through|scrolling|searching|pulling|bringing|loading|logging|opening"
    "|getting (?:that|it|this|your|the|into)|fetching|going to check|going to look|going to have"
    "|going to see if|going to find|going to ask|going to pull|going to go|finding|waiting for"
    "|typing|digging|trying to (?:find|get|pull|reach|see|open|load|work out))"
)
_MUST = "i (?:will |am )?(?:need to|have to|have got to|going to have to)"
_OWN = "(?:your|the|that|this|it|those|these|them|up|up your|up the)"
_MACHINE = "(?:system|computer|screen|page|site|website|programme|program|laptop|it|everything)"
_SHOWN = (
    "(?:your|the) (?:\\S+ )?(?:account|details|order|orders|booking|bill|bills|policy|notes|file"
    "|record|records|profile|case|claim|history|statement|reservation|information|system|contract)"
)
_AGREE = (
    "(?:please|kindly|can you|could you|will you|would you|if you (?:can|could|would|do not mind)"
    "|okay to|happy to|able to|all right to|alright to|you to|mind|need you to)"
)
_TO_YOU = "(?:to|with) (?:you|me|us)"
_TASK = (
    "(?:restart|reboot|reset|update|install|download|upload|fill|charge|heat|cool|cook|arrive"
    "|reach|clear|refund|deliver|complete|boot|dry|set up|show on|drive|walk|get there)"
)

HOLD_REQUEST = Family(
    act="hold_request",
    why="a wait is asked for or announced, in any words",
    certain=(
        "(?:put|putting|place|placing|pop|popping|stick|sticking|keep|have|leave)"
        " (?:you|this call|the call|the line) (?:back |straight )?on"
        " (?:a )?(?:very )?(?:brief |quick |short |little )?hold",
        f"{_AGREE} (?:please |kindly |briefly |all right to |okay to |happy to )?"
        "(?:hold|holding|wait|waiting|hang on|hold on)"
        "(?: (?:the line|on|for|there|a|one|here|with)){0,2}"
        f"(?: {_WHILE}| {_MOMENT})?(?: please)?"
        "(?= (?:while|whilst|for me|for us|real quick|i|let|and i|and let|thank|until i)(?!\\S)|$)",
        "(?:please |do )?hold the line(?! of)",
        f"(?:hold on|hang on|hang fire|wait|wait there|hold) (?:for )?(?:me for )?{_WHILE}",
        "(?:hold|hang|wait|hold on|hang on|wait there) please",
        "(?:bear|bare|beer|bury) with (?:me|us)",
        "one moment",
        f"(?:an?|another|one|two|just an?|a quick|a few|a couple|couple of) (?:more )?{_MOMENT}"
        " (?:please|sir|madam|ma am|if you would|if i may|if you do not mind)",
        f"(?:give|allow|grant|lend|spare) (?:me|us) {_WHILE}(?: longer)?",
        f"(?:may|can|could|might|if|let) (?:i|we|me) (?:(?:can|could|may|might) )?(?:just )?(?:have"
        f"|get|take|ask for|ask you for|grab|beg|trouble you for|borrow) {_WHILE}",
        f"i (?:(?:will|would|may|might|shall|am going to|could) )?(?:just )?(?:need|want|require"
        f"|do with|appreciate) {_WHILE}",
        "(?:please|could you|can you|if you could|would you|just) stay (?:on the line|with me"
        "|on the phone|there|put)",
        "(?:please|and|just) do not (?:go anywhere|go away|hang up)(?= i| while| let| and|$)",
        "^do not (?:go anywhere|go away|hang up)",
        "(?:i will|i shall|i should|will) be (?:right|straight) back",
        f"(?:i|we) will be (?:back )?(?:with you |on the line )(?:shortly|soon|in {_WHILE}"
        f"|in {_MOMENT}|right away|now)",
        f"i will be (?:back )?(?:shortly|(?:in )?{_COUNT} {_BRIEF})",
        f"(?:it|this|that|which) {_MODAL} (?:just |only )?take (?:me|us) {_WHILE}",
        f"(?:it|this|that|i|which) (?:{_MODAL}|is) (?:just |only |probably |going to )?(?:take|be"
        f"|need) {_COUNT} (?:more )?{_BRIEF}",
        f"(?:this|just going to) (?:{_MODAL} )?(?:just |only |probably )?take {_WHILE}",
        f"(?:will be|be) {_WHILE} while",
        "mind (?:holding|waiting|hanging on|if i (?:put|pop|place) you on)",
        "(?:i|me) (?:will |just |am |going to |have to |need to |quickly |can |could ){0,4}"
        "(?:mute|go on mute|muting|going on mute)"
        " (?:myself|my (?:\\S+ )?(?:line|mic|microphone|phone|side|end|headset)|you|this|the line"
        f"|the call|(?:for )?{_WHILE}|while)",
        "(?:put|putting|place|placing|pop|popping|stick|go|going)(?: you| myself| this| me"
        "| the line| the phone| the call)? on mute",
        f"(?:it|there|line|phone|i|end) (?:{_MODAL}|am going to) (?:just )?(?:be|go|sound|get|fall)"
        f" (?:(?:a bit|a little|very|completely|all) )?(?:quiet|silent)(?: for {_WHILE}| while"
        " (?:i|we)| (?:on|at) (?:the|my|this)| now| but i)",
        "if (?:i|it|the line) (?:go|goes|am|sound|sounds) (?:a bit |a little )?(?:quiet|silent)",
        "you (?:will|might|may|are going to) (?:just )?hear (?:some |a bit of |a little |a "
        "|the |me )?(?:hold |short |brief )?(?:silence|music|nothing|typing|pause|quiet)",
        "there (?:will|might|may|is going to) be (?:a |some )(?:short |brief |little |bit of |bit "
        "of a |slight )?(?:pause|silence|quiet|music|wait)",
        f"excuse me (?:for )?{_WHILE}",
        f"(?:another|one more|a few more|a couple more|just two more) (?:{_NUMBER} |half an? "
        f"|few |couple of |couple )?{_MOMENT}(?= please| while (?:i|we)| if you)",
        "(?:hold|hang) on(?= while (?:i|we)| let me)",
        f"step away (?:from \\S+ \\S+ )?(?:for )?{_WHILE}",
    ),
    likely=(
        "(?:one|a quick|just a|two|couple of) (?:second|seconds|sec|secs|minute|tick|ticks|mo)"
        "(?= (?:i|let|while|the|my|and i|sorry)(?!\\S)|$)",
        "(?:one|a quick) (?:second|sec|minute|tick)",
        "(?:hold|hang) on(?= (?:while|let)(?!\\S)|$)",
        f"(?:in|only) {_WHILE} while",
        f"(?:another|one more|a few more|a couple more|just two more) (?:{_NUMBER} |half an? "
        f"|couple of |couple |few )?(?:seconds|secs|moment|moments|second|minute|minutes|tick)"
        f"(?= and i| i | while|$| please| sorry| or so| or two| if)",
        f"(?:let me|allow me to) {_JUST}{_DESK}",
        "let me (?:just )?see(?= here|$)",
        f"let me {_JUST}(?:pull|bring|get|open|load|call|find|search for|look for|grab"
        f"|access|go into|get into|get on to|retrieve) (?:up )?{_SHOWN}",
        f"let me {_JUST}(?:pull|bring|get|open|load|call|find|grab|see|search|dig|fetch)"
        " <any3>for you",
        f"i will (?:just |quickly |go |go and |and |get ){{1,3}}{_DESK}",
        f"i will {_JUST}(?:check|look|find|ask|pull|bring) <any3>(?:for you(?= now| right|$)"
        "|right now|right away|straight away|now$)",
        f"i am going to (?:just |quickly |go |go and |and ){{1,3}}{_DESK}",
        f"{_MUST} (?:just |quickly |go |go and |and ){{1,3}}{_DESK}",
        f"{_MUST} (?:check|double check|look|ask (?:my|our)|have a (?:quick )?(?:word|look|chat)"
        "|speak to my|talk to my)",
        f"i am (?:just |still |now |currently |quickly ){{1,2}}{_CHECKING}",
        "(?:i am|^) (?:just |now )?checking (?:with|the|your|that|this|it|on|our|my|for|now)",
        "i am (?:checking|looking|having a look|pulling|bringing|searching) <any3>(?:for you"
        "|right now|now)",
        f"(?:^|sorry |just |yes |am |we are |and )still (?:just )?(?:{_CHECKING}|loading|thinking"
        "|trying to (?:get|reach|find|see))",
        f"just (?:checking|looking|having a look|pulling|bringing|waiting for) {_OWN}",
        f"{_MACHINE} is (?:just |still |a bit |a little |being |really |very |so |running "
        f"|taking ){{1,3}}(?:loading|slow|slowly|thinking|coming up|opening|catching up|its time"
        f"|updating|a while|frozen|a second|a moment)",
        "(?:system|computer|screen|page|site) is (?:loading|slow|thinking|updating)",
        f"(?:i|it|this|that) (?:will not|should not|shall not|is not going to) (?:be|take)"
        f" (?:too |very |much |more than |that )?(?:long|longer|{_COUNT} {_BRIEF}|{_WHILE})"
        f"(?= (?:now|i|while|at all|okay|and i)(?!\\S)|$)",
        f"(?:^|and )(?:will|should) not be (?:too |much )?(?:long|longer|{_COUNT} {_MOMENT})",
        "(?:nearly|almost) (?:there|done|finished)(?= just| bear| one|$)",
        "(?:thank you|thanks|appreciate it|appreciate your patience|thank you for your patience)"
        " while i (?:just |quickly )?(?:look|check|do|get|find|pull|work|see|review|investigate|go"
        "|sort|try|speak|ask|read|type|put)",
    ),
    unless=(
        "(?:not|without|instead of|rather than|avoid|sorry for|sorry about|for having|before i"
        "|if they|if anyone|did they|ever|never|were you|been|who|they|he|she|colleague) "
        "<any3>(?:put|putting|placing|keep|keeping|have|left|leave) you on hold",
        "(?:takes?|take|taken|within|lasts?|every|least|about|than|only) (?:you )?one (?:minute"
        "|moment|second)",
        "hold on to",
        "(?:were|was|been|are|being|time|left|stuck) on hold",
        "(?:thank you|thanks) <any3>for (?:your |the )?(?:hold|wait|bear|bearing)",
        "(?:at|for) one (?:moment|second) i",
        "one (?:second|minute) (?:ago|late|later|per|walk|each|after|before)",
        "one (?:moment|minute|second) (?:it|you|they|he|she|everything|the \\S+) <any5>"
        "(?:and|then|next|gone)",
        "hold (?:the|down) (?:power|button|key|volume|reset|home)",
        "i (?:will|can|could|shall) (?:hold|wait|stay|hang)(?! you)",
        "no need to (?:hold|wait|hang on)",
        f"(?:wait|hold|leave it|leave it for) (?:for )?{_WHILE} (?:and|then|and then|before|until"
        "|after)(?! (?:i|let|we))",
        f"{_WHILE} of your (?:time|day|morning|afternoon)",
        f"(?:take|have|need|want) {_WHILE} to (?:explain|tell|talk|say|go over|run through|ask you"
        "|introduce|thank|walk you)",
        f"(?:it|this|that) {_MODAL} <any3>take {_WHILE} (?:for (?:the|your|it)|to <any3>{_TASK}"
        "|once|after you|when you)",
        f"be {_WHILE} (?:before|until|late|early|away|each|long|of)",
        "(?:you|they|he|she|who|engineer|team|driver|someone) (?:\\S+ )?(?:need|needs|wants?"
        "|just need|just needs) a (?:minute|moment|second)",
        "check (?:that )?(?:i have|i am|i understand|i understood|i got|we have|we are|you have"
        "|you are|my understanding|your understanding|with you|in with you|in on you)",
        "(?:see|look at it|look at this) (?:if )?i (?:have|am|understand|understood|got)",
        "look (?:at it|at this) (?:from|another|this way|differently)",
        "(?:ask|asking) (?:you|that|a|how|what|why|when|which|whether|if you|one)",
        "(?:speak|talk|talking|speaking) (?:to|with) you",
        "talk to you|talk you|walk you|go through the <any3>with you|go through the steps",
        "(?:check|look|find|ask|speak|talk|see|having|checking|looking|pull|bring|get|investigate"
        "|review|verify) <any5>(?:and|then|so) (?:i will |we will |i can |then )?(?:(?:call|ring"
        "|phone|email|e mail|text|write to|message|get back to|come back to) you|be in touch"
        "|let you know (?:by|when|tomorrow|on))",
        "(?:check|checking|look|looking|bring|pull|see|find|look at|get) (?:that |this |it |up "
        "|into |your |the |account |bill |\\S+ ){0,4}"
        "(?:could|can|may|would|do|what is|and what is|have) (?:you|i|the|your)"
        "(?= (?:tell|give|confirm|have|take|ask|get|read|spell|name|postcode|address|full|account"
        f"|order|number|got|remember|mind))(?! (?:have|get|take|give (?:me|us)|ask (?:you )?for) "
        f"{_WHILE})",
        "(?:just|now|still|am) (?:looking|checking|waiting) (?:for|on) (?:your|a|you|the) "
        "(?:reply|answer|payment|form|forms|signature|documents|new|part|parts)",
        f"(?:looking|checking) {_OWN} <any3>(?:and|here) (?:i|it) (?:can see|says|shows)",
    ),
)

HOLD_RETURN = Family(
    act="hold_return",
    why="the agent is back, and says so or gives thanks for the wait",
    certain=(
        "(?:thank you|thanks|appreciate you|appreciate your|grateful)"
        "(?: so much| very much| ever so much| ever so| again| a lot| kindly)?"
        "(?: for)?(?: your| still)? (?:holding|waiting|bearing with|hanging on"
        "|staying on(?: the line)?|being on hold|hold|wait|holding on)",
        "(?:thank you|thanks)(?: so much| very much| again)? for (?:your|all your|being so)"
        " (?:patience|patient) (?:while|whilst|as) (?:i|we|you) (?:was|were|had|\\S+ed|got|went"
        "|found|spoke|took|did|sorted|held|wait|waited)",
        "(?:thank you|thanks)(?: so much| very much| again)? for (?:your|being so) (?:patience"
        "|patient) (?:there|with that|on that|just now)",
        "sorry (?:to|for|about) (?:have )?(?:keep|keeping|kept|keep on|making|having kept|leaving"
        "|having left) you (?:waiting|holding|on hold|wait|hanging|hold|so long|all this time"
        "|there|there for so long)",
        "(?:sorry|apologies|apologi[sz]e) (?:to have|i|that i|for having) (?:kept|left|made|had)"
        " you (?:waiting|hanging|holding|on hold|so long|that long|all that time|wait|$)",
        "sorry (?:to have kept you|i kept you)",
        "(?:sorry|apologies|apologi[sz]e) (?:for|about) (?:the|that|your|this|such a)"
        " (?:long |short |lengthy |little |slight |bit of a |brief |extended ){0,2}"
        "(?:wait|hold|hold time|silence|pause)(?: there)?(?! times?)",
        "(?:sorry|apologies|apologi[sz]e) (?:for|about) (?:the|that) (?:slight |little |short )?"
        "delay (?:there|just now|in getting back|getting back)",
        "(?:sorry|apologies) (?:that|it|this|i|for how long that|that i) (?:took|was|has taken)"
        " (?:me |gone )?(?:so|a little|a bit|longer|a while|much longer|for so|that) ?"
        "(?:long|longer|while|a while)?(?! to (?:fix|resolve|deliver|get here|arrive|come))",
        "i am (?:back|here again)(?: with you| on the line| again| now)?"
        "(?! (?:in|at|to|on monday|tomorrow|from|next))",
        "(?:i am|i am back|right|okay) with you again",
        "(?:hello|hi|okay|right) (?:i am )?back with you",
        "(?:taken|took|take|taking|got|bring|brought|have) you (?:back )?off (?:of )?(?:hold|mute)",
        "(?:i am|come|came|coming|me) (?:back )?off (?:hold|mute)",
        "(?:are )?you still (?:there|on the line|holding|with me)",
        "(?:thank you|thanks) for (?:still )?(?:being|staying) (?:there|on the line)",
    ),
    unless=(
        "not (?:be )?back",
        "(?:when|if|while|until|once|and) (?:they|he|she) (?:\\S+ )?(?:is|are|was) back",
        "(?:when|once|until|if|as soon as|before) i am back",
        "(?:is|are|was) (?:it|they|he|she|the \\S+|your \\S+) still there",
    ),
)
