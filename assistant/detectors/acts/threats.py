"""How a customer threatens with law, regulators or the public: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_BODY = (
    (
        "(?:<the>)?(?:<adjective>)?(?:ombudsman|trading standards|better business bureau|bbb"
        "|b b b|fcc|consumer protection agency"
        "|f c c|ftc|f t c|fca|f c a|cfpb|ofcom|ofgem|ofwat|consumer (?:court|forum|commission"
        "|affairs"
        "|protection|rights|council|helpline)|attorney generals?(?: office)?|regulators?|rbi|trai"
        "|irdai?|sebi|financial conduct authority|competition commission|citizens advice|watchdog"
        "|department of transportation|insurance commissioner|public utilities commission"
        "|information commissioner|accc|department of consumer affairs|reserve bank|authorities)"
    )
    .replace("<the>", "the |your |our ")
    .replace(
        "<adjective>",
        "banking |financial |energy |insurance |state |telecoms? |local |industry |legal ",
    )
)

_SITE = (
    "(?:twitter|facebook|instagram|tiktok|tik tok|youtube|linkedin|reddit|trustpilot|trust pilot"
    "|yelp|google|social media|social|the internet|online|mumsnet|tripadvisor|trip advisor"
    "|glassdoor|the web|whatsapp)"
)

_PRESS = (
    "(?:the (?:local |national |daily |evening |sunday )?(?:press|media|papers?|newspapers?|news"
    "|tabloids?|mail)|(?:the )?(?:bbc|tv|television|journalists?|newspapers|a reporter))"
)

_BAD = "(?:one|1|zero|0|bad|negative|terrible|horrible|awful|worst|nasty|scathing|damning|poor)"

_THIS = (
    "(?:this|it|that|you|everything|all of it|the lot|every word|the whole thing|my experience"
    "|about it|about this"
    "|about you|the recording|this recording|this call|the video|all of this|all this)"
)

LEGAL_THREAT = Family(
    act="escalation.legal_threat",
    why="the customer means to go to law",
    certain=(
        "(?:see|meet) you(?: all| guys| lot| people)? in (?:the )?court",
        "(?:take|taking|drag|dragging|haul|have) (?:you|this|it|them|the company|your company|the"
        " matter|you people|you lot|you all|you guys)(?: all| both| straight)? to (?:the )?(?:small"
        " claims|court|tribunal|a tribunal|a judge|a lawyer|my lawyer|an attorney|my attorney"
        "|my solicitor|high court)",
        "(?:go|going|off) to (?:court (?:over|about|with|if|for)|small claims)",
        "(?:hear|hearing|letter|letters|call|papers|writ) from (?:my|our|a|me and my) <lawyer>",
        "(?:my|our) <lawyer> (?:will|is going to|are going to|would) (?:be )?(?:contact|contacting"
        "|in touch|call|calling|have a|have something|love|hear|deal with|write to you|writing to"
        " you|see you|be speaking|speaking to you)",
        "<i> <will> (?:call|calling|get|getting|speak to|speaking to|talk to|talking to|see|seeing"
        "|hire|hiring|contact|contacting|consult|consulting|involve|instruct|instructing|bring in"
        "|find|phone|phoning|go to|take this to|engage|appoint) (?:my|a|an|our) <lawyer>",
        "(?:get|getting|have|having|bring|bringing) (?:my|a|our|an|the) <lawyer> (?:involved"
        "|contact|call|deal|write|on to|on this|in on|to contact|to call|to write|onto)",
        "<i> <will> (?:sue|suing)",
        "(?:sue|suing) (?:you|your|the pants|this company|the company|the lot)",
        "(?:take|taking|start|starting|pursue|pursuing|seek|seeking|begin|bring|initiate"
        "|considering|looking at"
        "|threatening|face|facing|consider) (?:a )?(?:legal (?:action|proceedings|steps|advice)"
        "|the legal route|class action)",
        "(?:file|filing|bring|start|facing|face|slap) <any3>lawsuit",
        "(?:send|serve|get|issue|slap) <any3>legal notice",
        "(?:let|leave it to|see what) (?:a judge|the courts?|the judge|the <lawyer>|my <lawyer>"
        "|our <lawyer>)"
        "(?: decide| sort| deal| handle| settle| say| says)",
        "(?:i am going to|i will|have to|want to) (?:file|lodge|register) <any3>police (?:report"
        "|complaint|case)",
        "(?:am|will|going to|might|may|have to) (?:even )?(?:be )?report(?:ing)? (?:this|it"
        "|you) to the"
        " police",
        "small claims court",
        "(?:press|pressing|bring|file) (?:criminal |fraud )?charges",
        "report (?:you|your company|you people|you lot|you all|you guys) <any3>to the police",
        "(?:file|lodge|make) <any3>(?:police complaint|police case|fir|f i r) (?:against|on) (?:you"
        "|your)",
        "(?:police|cops) on you",
        "lawyer(?:ing)? up",
        "letter before action",
        "legal consequences",
        "(?:have|get|see|put) you (?:all )?(?:in|before|in front of) (?:court|a judge|the judge)",
        "(?:end up|ending up|finish up|settle this|fight this|settle it|fight you) in court",
        "(?:see|seeing|tell it to|explain (?:it|this|that) to|answer to) (?:a|the|my) (?:judge"
        "|court"
        "|magistrate)",
        "(?:my|our) <lawyer> going to (?:love|hear|have|enjoy)",
        "(?:my|our) <lawyer> (?:is|will|are|says|said|has|thinks"
        "|would)(?: going)?(?: to)?(?: be)?"
        " (?:love|call|in touch|contact|going ahead|hear|on|very interested|i have a case"
        "|we have a case"
        "|this is|you are|it is illegal)",
        "(?:spoken|speaking|talked|talking|been) to (?:my|a|our) <lawyer> and",
        "<i> (?:have|have got) (?:every|the|a) right to sue",
        "(?:you will|going to) (?:be )?(?:get|getting|receive|receiving) <any3>from my <lawyer>",
        "(?:breach of contract|trading illegally|breaking the law) and (?:i|we) (?:will|am|are)",
        "file (?:a )?(?:case|suit|claim) against (?:you|your)",
    ),
    likely=(
        "(?:i have|we have|i have got) (?:a|an|my) <lawyer>",
        "do i (?:need|have) to (?:get|call|involve|hire) (?:a|an|my) <lawyer>",
        "(?:call|calling|ring|go to|going to) the police (?:about|over|with) (?:this|you)",
        "this is (?:fraud|theft|illegal) and i <any5>(?:charges|police|court|<lawyer>)",
        "my legal rights",
        "(?:get|getting) the law involved",
    ),
    unless=(
        "<not_meant> (?:to )?<any3>(?:sue|court|legal action|<lawyer>|charges|lawsuit)",
        "(?:speak|talk|speaking|talking|tell|told|ask|asked) (?:to )?sue",
        "<lawyer> (?:about|for) (?:the|my|our) (?:house|divorce|will|flat|property|visa|purchase"
        "|sale)",
        "(?:contact|contacting|call|see|seeing) my <lawyer> (?:for|about) the",
        "before i sue",
        "(?:had|having|have had) to (?:take|drag|sue|haul) (?:them|him|her)",
        "(?:took|dragged|sued|hauled) (?:them|him|her)(?: all| both)? to",
    ),
)

REGULATOR_THREAT = Family(
    act="escalation.regulator_threat",
    why="the customer means to complain to a body that watches over the company",
    certain=(
        f"(?:report|reporting) (?:you|this|it|your company|you people|you lot|that|you all"
        f"|you guys)"
        f" <any3>to {_BODY}",
        f"(?:complain|complaining|complaint|complaints|go|going|take|taking|escalate|escalating"
        f"|raise|raising|refer|referring|write|writing|case|grievance|speak|speaking|talk|talking"
        f"|submit|off|drag|dragging|see you|onto|on|call|calls|filing|file|lodge"
        f"|lodging) <any5>(?:to|with|at|in|before|on|is|onto) {_BODY}",
        f"<i> <will> (?:be )?(?:contact|contacting|call|calling|ring|ringing|involve|involving"
        f"|approach|approaching|notify|notifying|inform|informing|phone|email) {_BODY}",
        f"(?:get|getting|bring|bringing) {_BODY} (?:involved|in|on to|onto|on)",
        f"{_BODY} (?:is|are|will|would|might) (?:going to |want to |be )?(?:be |very "
        f"|so )?(?:hear|hearing|love|be"
        " interested|interested|know|get|like to)",
        f"(?:hear|hearing) from {_BODY}",
        f"make me <any3>{_BODY}",
        f"(?:get|have) {_BODY} to",
        f"(?:file|filing|submit|submitting|lodge|lodging) <any3>(?:with|to|at|on) {_BODY}",
        f"(?:put|sic|set) {_BODY} on",
        f"<i> <will> (?:be )?(?:on|onto|on to|straight to|straight onto) {_BODY}",
        f"(?:have|let|ask) {_BODY} (?:look|deal|investigate|know|sort|decide)",
        f"(?:address|number|details) (?:of|for) {_BODY} (?:so|because|and|to complain)",
    ),
    likely=(
        f"<i> (?:have )?(?:already )?(?:reported|complained|written|contacted) <any3>(?:to|with)?"
        f" ?{_BODY}",
        f"{_BODY} (?:can|could|might|will|would|is going to|are going to|may) (?:help|deal|sort"
        f"|have"
        f"|look|take|investigate|fine|force|make you|be)",
        f"(?:get|getting|expect|receive|receiving|have) (?:a|an) (?:call|letter|email"
        f"|visit) from {_BODY}",
        f"(?:let us|we will) see what {_BODY}",
        f"(?:straight|directly|next stop|next step) (?:to |is )?{_BODY}",
        f"{_BODY} about (?:this|you|your)",
    ),
    unless=(
        f"<not_meant> (?:to )?<any5>{_BODY}",
        "(?:gas|voltage|pressure|fan|boiler|window|temperature) regulator",
        f"(?:work|works|worked|job|interview|apply|applying) (?:for|at|with) {_BODY}",
        f"do not (?:need|have) to <any5>{_BODY}",
    ),
)

PUBLIC_THREAT = Family(
    act="escalation.public_threat",
    why="the customer means to tell the world",
    certain=(
        f"(?:put|putting|post|posting|plaster|plastering|share|sharing|blast|splash|write|writing"
        f"|tweet|tweeting|upload|uploading|expose|exposing|name and shame|complain|rant|shout|drag)"
        f" {_THIS} <any3>(?:on|to|over|across|onto) {_SITE}",
        f"(?:this|it|that|everything|you|this call) (?:is|are|will be|is all) (?:going|all)"
        f" (?:straight |right |all )?(?:up )?(?:on|over|onto|to) {_SITE}",
        f"(?:complain|rant|name and shame you|write) (?:about this |about you )?(?:on|all over)"
        f" {_SITE}",
        f"(?:leave|leaving|give|giving|write|writing|post|posting|get|getting|put up) <any3>{_BAD}"
        f" (?:star )?(?:reviews?|ratings?|feedback)",
        f"(?:make|making|do|film|record|put up|put out|post) (?:a|an|this) (?:video |)(?:{_SITE}"
        f"|video|post|thread)"
        " (?:about|of|on) (?:this|you|it|your|how)",
        "(?:my|our) (?:review|rating) (?:and|will|tomorrow|is going|on)",
        "(?:give|giving) (?:you )?(?:zero|one|1|0) stars?",
        f"(?:post|posting|tweet|tweeting|put|putting|share|sharing) {_THIS} {_SITE}",
        "(?:am|will|going to|will be) (?:be )?tweet(?:ing)? (?:this|it|that|you|about)",
        f"(?:blast|drag|slam|expose|shame|roast|complain about) (?:you|you guys|you people"
        f"|you lot|this"
        f" company|your company) <any3>(?:on|over|all over|across) {_SITE}",
        f"(?:am|will|going) (?:be )?(?:going )?(?:straight )?(?:to|on) {_SITE} (?:with|about"
        f"|to complain|and|if)",
        "complain (?:everywhere|to everyone|to everybody)",
        f"(?:complaint|complain|complaining) on {_SITE}",
        "(?:one|zero|1) stars? (?:review|rating|from me|for you)",
        "worst (?:possible )?(?:review|rating)",
        "(?:everyone|everybody|the whole world|the world|all my friends|my followers|people"
        "|the public|the internet) (?:is|are|will) (?:going to )?(?:be )?(?:hear|hearing|know"
        "|find out|see|learn)",
        "(?:tell|telling|warn|warning) (?:everyone|everybody|all my|all of my|the world|my friends"
        "|anyone|people|the whole world|other people|others|every single person) <any5>(?:about"
        " (?:this|you|your|how)|stay away|avoid|not to|what you|how you|steer clear)",
        f"(?:go|going|take this|take it|taking this|taking it|write|writing|talk|talking|complain"
        f"|sell|selling|leak|leaking) (?:this |it |my story |straight )?to {_PRESS}",
        "(?:call|calling|contact|contacting|phone|ring|tell) (?:the )?(?:local )?(?:press"
        "|newspapers"
        "|media|tv station|news station|papers)",
        f"(?:wait|just you wait) (?:till|until) (?:i|my|everyone|the press|the \\S+ (?:mail|news"
        f"|times|herald"
        f"|post)|the papers|people) <any5>(?:{_SITE}|followers|write|hears|hear|finds|find"
        "|post|tell)",
        "make sure (?:nobody|no one|everyone|everybody|none of my friends|all my friends"
        "|that nobody"
        "|that everyone) <any3>(?:ever )?(?:buys?|uses?|knows?|hears?|deals?|comes?|shops?|goes)",
        "(?:go|going|goes|make this|make you|make it) viral",
        "name and shame",
        "(?:slate|slating|trash|trashing|slag|slagging|bad mouth|badmouth|rip into"
        "|destroy) (?:you|your"
        " company|this company|you lot|you people)(?: off)? (?:on|all over|online|in)",
        "my followers (?:will|are|would|know|love)",
        "read (?:all )?about (?:it|this) (?:on|in)",
        "(?:this|it|conversation|recording|recorded) (?:is|will|and will|and it will"
        "|and is) (?:be )?"
        "(?:go|going|put|posted) (?:online|public|on the internet)",
        "(?:going|go) public with (?:this|it)",
        f"(?:all over|everywhere on|up on|straight on|straight onto|plastered on) {_SITE}",
        "(?:the )?(?:whole |entire )?(?:internet|world|country|town|city) (?:is|will|should|needs"
        "|has)"
        " (?:going |got )?(?:to )?(?:be )?(?:see|know|hear|hearing|seeing)",
        "(?:know|got|have) a (?:friend who is a )?(?:journalist|reporter) (?:and|who|friend)",
        "(?:everyone|everybody|people) (?:should|needs to|need to|has to|deserves? to"
        "|will) (?:know|hear"
        "|see|be warned)",
        "(?:is|are|will be) on (?:the news|the front page|watchdog)",
        "<i> <will> (?:be )?(?:write|writing|post|posting|tweet|tweeting|blog|blogging)"
        " about (?:you|this|your|it)",
    ),
    likely=(
        "<i> <will> (?:be )?(?:leave|leaving|write|writing|post|posting) (?:you )?a review",
        "recording this (?:call |conversation )?(?:and|to post|so i can)",
        f"(?:see|find|read) (?:this|it|all of this) on {_SITE}",
        "i have (?:got )?<any3>(?:thousand |million )?followers",
        "tag (?:you|your company) (?:on|in|all over)",
    ),
    unless=(
        f"<not_meant> (?:to )?<any5>(?:{_SITE}|reviews?|press|media|papers)",
        "(?:how (?:do|can|to|would)|can not|could not|trying to|tried to|when i|unable to"
        "|not let me"
        "|help me) (?:i )?(?:post|share|put|upload|write)",
        "marketplace",
        f"{_SITE} (?:banking|page|portal|form|store|order|account|password)",
        "(?:five|5|four|good|great|positive|nice|glowing|lovely|excellent) (?:star )?"
        "(?:reviews?|ratings?|feedback)",
        "(?:tell|telling) <any5>how (?:good|great|helpful|nice|kind|wonderful|lovely)",
    ),
)
