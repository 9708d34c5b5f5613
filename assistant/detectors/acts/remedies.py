"""What an agent says about the matter: understanding, offers, refusals: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_WELL = (
    "(?:certainly |happily |definitely |absolutely |go ahead and |try to |at least |instead "
    "|immediately |gladly |also |of course |personally |either |actually |right away )?"
)
_ABLE = (
    "(?:can|could|will|would|am going to|are going to|would like to|am able to|are able to"
    "|am happy to|are happy to|would be happy to|would love to|shall|am prepared to|will be able to"
    "|have managed to|want to|was able to)"
)
_GOOD = (
    "(?:refund|replacement|credit|voucher|discount|upgrade|rebate|reimbursement|compensation"
    "|loan car"
    "|rental car|exchange|gift card|percent|repair|extension|payment plan|free|off|new one|new)"
)

PARAPHRASE = Family(
    act="paraphrase",
    why="the agent gives back what the customer said, as a check",
    certain=(
        "what (?:you are saying|you are telling me|i am hearing|i hear you saying|i hear|you mean"
        "|i understand) is",
        "if i (?:understand|have understood|understood|heard|have heard|hear|have got|got"
        "|am understanding|am hearing|follow) (?:you|this|that|it|your \\S+)? ?(?:correctly|right"
        "|properly|well)",
        "(?:let me|let us|want to|would like to|can i|could i|to) (?:make sure|check|see if"
        "|see whether"
        "|be sure|confirm|ensure|verify) (?:that )?(?:i|we) (?:have |am |)(?:understand|understood"
        "|understanding|got|get|heard|hearing|clear|following)",
        "(?:let me|can i|could i|i will|i would like to|want to|allow me to) (?:repeat|read|play"
        "|summari[sz]e|recap|go over|sum up)"
        "(?: (?:that|this|it|back|what|everything|your|all))",
        "have i (?:got|understood|heard) (?:that|this|it|you|everything) (?:right|correctly"
        "|properly)",
        "did i (?:get|understand|hear) (?:that|this|it|you) (?:right|correctly|properly)",
        "(?:so )?just to (?:confirm|clarify|recap|check|make sure|be clear|be sure|summari[sz]e)"
        " (?:that )?(?:you (?:were|are|have|had|want|wanted|would|did|said|ordered|paid|called"
        "|received|never|bought|need)|i (?:have )?(?:understand|understood|got)|the|your|it|what"
        "|everything)",
        "(?:to (?:recap|summari[sz]e)|in other words)(?: you| the| what)?",
        "so you are (?:saying|telling me)",
        "so what (?:happened|has happened) (?:is|was) (?:that )?(?:you|your|the)",
        "(?:from )?what i (?:understand|gather|hear) (?:so far )?is",
        "(?:it|that) sounds like (?:you|your|the|this|we|it)",
    ),
    likely=(
        "(?:sounds like|seems like|it seems|it seems that) you",
        "so you (?:were|have been|have had|had|tried|called|got|paid|received|never|did not"
        "|would like"
        "|want|need|ordered|bought|have not|booked|returned)",
        "(?:you said|you mentioned|you told me)(?: that)? (?:you|your) (?:were|had|have|did|was"
        "|is|are)",
    ),
    unless=(
        "just to confirm (?:your|the) (?:name|address|postcode|date|account|email|phone|number"
        "|order"
        "|last|first|zip|surname|spelling|password|policy)",
        "sounds like (?:a plan|a good|a deal)",
        "(?:already|as) (?:you )?(?:told|said)",
        "read (?:it|that|this) (?:on|in|to)",
    ),
)

TRANSFER = Family(
    act="transfer",
    why="the agent passes the call on or up",
    certain=(
        "(?:transfer|transferring|connect|connecting|pass|passing|hand|handing|redirect|redirecting"
        "|forward|forwarding|route|routing|put|putting) (?:you|your call|this call|the call)"
        "(?: straight| right| directly)?(?: over| through| on| across| back| along)?"
        " (?:to|with|onto) (?:my|our|the|a|an|one|someone|somebody|another|their|that)",
        "(?:put|putting) you (?:straight )?through",
        "(?:transfer|transferring) you (?:now|over|across|through)?",
        "(?:get|getting|bring|bringing|fetch|have|ask) (?:in )?(?:my|a|our|the) (?:manager"
        "|supervisor"
        "|team leader|team lead|specialist|senior colleague)(?: \\S+)? ?(?:for you|on the line"
        "|to (?:call|speak|talk|take|join|help|come)|to join|take over|call you|speak to you|in)?",
        "(?:my|our|a|the) (?:manager|supervisor|team leader|specialist) (?:will|is going to|can"
        "|would)"
        " (?:take over|take the call|take your call|speak|talk|be with you|join|call you|assist"
        "|help)",
        "(?:escalat(?:e|ing)|refer|referring) (?:this|it|your (?:case|complaint|call|issue)"
        "|the (?:case"
        "|issue|complaint|matter)|you) (?:\\S+ )?(?:to|for|up)",
        "(?:am|will be|going to be) escalating (?:this|it|your)",
    ),
    unless=(
        "(?:not|unable to|never|without|cannot|rather than|instead of) (?:going to |have to "
        "|want to "
        "|be able to |able to |need to )?(?:transfer|transferring|connect|put|putting|pass|passing"
        "|escalate|refer|get|hand)",
        "(?:did|who|were|was|if|been|have|has|had|when) (?:they|he|she|anyone|someone|you|it)? ?"
        "(?:transfer|connect|put|pass|transferred|put|passed)",
        "(?:ask|have) (?:a|the) (?:manager|supervisor) at",
    ),
)

SOLUTION_OFFER = Family(
    act="solution_offer",
    why="something is put on the table: an action, an option, money back",
    certain=(
        f"(?:i|we) {_ABLE} {_WELL}(?:offer|refund|replace|credit|waive|reimburse|compensate"
        f"|exchange"
        f"|discount|upgrade|resend|reship|rebook|reschedule|repair|lend|issue|apply|remove|reverse"
        f"|extend|take (?:\\S+ ){{0,2}}(?:pounds|dollars|percent|rupees|euros|fee|charge)"
        f"|cancel the (?:fee|charge)|swap|take off|knock|deduct|honou?r|match|expedite"
        f"|throw in|process (?:a|your|the|that) (?:refund|replacement|credit|exchange))",
        f"(?:i|we) {_ABLE} {_WELL}(?:give|send|get|arrange|book|set up|provide|organi[sz]e|order"
        f"|ship|sort|put|have) <any5>{_GOOD}",
        f"(?:i|we) {_ABLE} {_WELL}(?:book|fit|squeeze) you (?:in|on)",
        f"(?:i|we) {_ABLE} {_WELL}(?:send|arrange|book|get|have|schedule) <any5>(?:technician"
        f"|engineer"
        f"|courier|return label|label|appointment|collection|inspection|mechanic|plumber|driver)",
        "(?:i|we) (?:can|will|could) (?:get|have) (?:that|this|it|you) (?:fixed|sorted|replaced"
        "|booked"
        "|refunded|repaired|resolved|looked at|delivered|cleared|removed|done)",
        "what (?:i|we) (?:can|could|will|am going to|would like to) (?:certainly |definitely )?do"
        "(?: for you)?(?: today| right now| instead| is)",
        "(?:here is )?what (?:i|we) (?:can|could) do (?:for you )?(?:is|right now|today|instead)",
        "would you (?:like|prefer|rather) (?:me to|us to|that i|if i|it if)(?! (?:repeat|hold"
        "|wait))",
        f"would you (?:like|prefer|rather have|accept) (?:a|an|the|your) (?:full "
        f"|partial )?{_GOOD}",
        "(?:one|another|the other|the best|your) (?:option|alternative|choice|solution)"
        " (?:is|would be|could be|might be)",
        "you have (?:got )?(?:two|three|a couple of|a few|several|some) (?:options|choices)",
        "how about (?:i|we|if i|if we|a)",
        "(?:as a|a) (?:goodwill gesture|gesture of goodwill)",
        "(?:free of charge|at no (?:extra |additional )?(?:cost|charge)|on the house"
        "|no charge to you)",
        "(?:let me|allow me to|i would be glad to|i am going to|i will go ahead and"
        "|i have) (?:offer|offered|refund"
        "|refunded|replace|credit|credited|waive|waived|issue|issued|arrange|arranged|apply|applied"
        "|send you|book|booked)",
    ),
    likely=(
        "let me (?:get|have) (?:that|this|it|you) (?:replaced|fixed|sorted|booked|refunded"
        "|repaired|removed"
        "|credited|looked at|delivered)",
        "(?:i|we) (?:can|could) send (?:somebody|someone|a man|a van|an engineer|one)",
        "(?:i|we) (?:would )?(?:suggest|recommend)(?: that)?(?: you| we| i| a)?",
        "alternatively(?: you| i| we)?",
    ),
    unless=(
        "(?:not|unable|cannot|never|neither) (?:able to |going to |be able to |possible to "
        "|allowed to "
        "|to )?(?:offer|give|refund|replace|credit|waive|send|arrange|book|get|issue|apply|reverse"
        "|extend|exchange)",
        "(?:did|do|does|have|has) (?:you|they|he|she|not) <any5>(?:offer|refund|credit|replacement"
        "|free of charge)",
        "not (?:covered )?(?:free of charge|an option|the option)",
    ),
)

OWNERSHIP = Family(
    act="ownership",
    why="the agent takes the matter on in person",
    certain=(
        "(?:i|we) (?:will|am going to|are going to|shall|would like to|want to) (?:personally "
        "|fully "
        "|get this |get that )?(?:take care of|see to|see that|sort|look after|take ownership"
        "|take full|take responsibility|handle|deal with|fix|get (?:this|that|it) (?:sorted|fixed"
        "|resolved|done)|stay on|own|look into|follow this|see this through|make it right"
        "|make this right|put this right|put that right|put it right|make sure)"
        "(?: (?:this|that|it|to it|all of this|everything|the \\S+))?(?: out| through| up)?"
        "(?: for you| personally| myself)?",
        "leave (?:it|this|that) (?:with|to) me",
        "you have my word",
        "i (?:promise|give you my word|guarantee)(?: you)?",
        "i (?:take|accept) (?:full |complete |personal )?(?:responsibility|ownership)",
        "let me (?:sort|fix|take care of|handle|deal with|put) (?:this|that|it)(?: out| right)?",
        "i am (?:personally )?(?:responsible|taking care of|taking responsibility|taking ownership"
        "|dealing with) (?:for )?(?:this|that|it|your)",
    ),
    unless=("(?:not|never) (?:be able to )?(?:promise|guarantee|sort|fix|handle|deal)",),
)

_REACH = (
    "(?:drop you (?:a|an) (?:line|email|text|note|message)|call you(?: back)?|ring you(?: back)?"
    "|phone you(?: back)?|email you|text you|message you"
    "|write to you|contact you|update you|follow up|get back to you|be in touch|reach out"
    "|let you know|give you (?:a|another|an) (?:call|ring|bell|update|call ?back|buzz)|send you"
    " (?:an|a|another) (?:email|text|confirmation|update|message|letter)|check (?:back )?in"
    "|check back|keep you (?:posted|updated|informed|in the loop)|come back to you)"
)

FOLLOW_UP = Family(
    act="follow_up",
    why="a later contact is promised",
    certain=(
        "(?:i|we|someone|somebody|they|(?:my|our|the|a) (?!will)\\S+(?: (?!i |we )\\S+)?) (?:will"
        "|shall|am going to"
        "|are going to|is going to) (?:personally |then |also |definitely |certainly |be sure to )?"
        f"{_REACH}",
        "you will (?:hear from|get a (?:call|text|email)|receive (?:a (?:call|text|letter)"
        "|an email))",
        "(?:expect|should get) (?:a (?:call|text|letter)|an email|to hear)",
        "(?:will|going to) be (?:calling|contacting|emailing|ringing|texting) you",
    ),
    unless=("(?:not|never|nobody|no one) (?:will )?(?:be able to )?(?:call|ring|contact|hear)",),
)

NEGATIVE_LANGUAGE = Family(
    act="negative_language",
    why="a refusal with nothing beside it, a rule for an answer, an order, or blame",
    certain=(
        "not (?:my|our) (?:department|problem|fault|job|area|concern|responsibility)",
        "(?:there is |there was )?nothing (?:i|we|more i|more we|else i|else we|that i"
        "|that we) can do"
        "(?! (?:but|except|until))",
        "(?:i|we) can not help you(?: with that| with this)?",
        "(?:i|we) can not do (?:that|this|anything|it)",
        "no way (?:i|we) can",
        "(?:company|store|shop) policy",
        "(?:against|because of|due to|is) (?:just )?(?:our|the) policy(?! (?:number|document"
        "|to give|that covers))",
        "our policy (?:is not|does not|is that (?:we|i|you) (?:can not|do not)|says (?:we|i"
        "|you) can not)",
        "(?:it is|that is) (?:the |our )?policy(?=$| i| we| so| and there)",
        "policy (?:does not|will not) (?:allow|let|permit)",
        "calm (?:yourself )?down",
        "(?:lower your voice|watch your (?:language|tone|mouth)|stop (?:shouting|yelling|screaming"
        "|interrupting)|do not (?:shout|yell|raise your voice|interrupt|take that tone"
        "|use that tone"
        "|speak to me|talk to me))",
        "you should have (?:read|checked|called|told|known|listened|asked|thought|followed|looked"
        "|reported|kept|been more careful|done|said|contacted|rung|paid|noticed|made sure)",
        "you should not have(?! (?:to|been|had|received|any))",
        "(?:you failed to|your own fault|your fault|your mistake|your problem|your responsibility)",
        "you (?:did not|have not|never) (?:read|follow|followed|listen|listened|bother|tell us"
        "|told us"
        "|let us know|pay attention)",
        "you must have (?:done something|pressed|broken|entered|missed|misread|forgotten|made a"
        "|misunderstood|misheard|typed)",
        "you are (?:not listening|wrong|mistaken|being (?:difficult|rude|unreasonable|aggressive)"
        "|confused)",
        "(?:as|like) i (?:already |have already |have |just |had )?(?:told you|already said"
        "|explained"
        "|said already|said before|mentioned already|mentioned before)",
        "i (?:have )?told you (?:already|before|that already|this already|twice)",
        "i (?:have )?already (?:told|said|explained|answered|mentioned)(?: you| that| this| it)?",
        "you (?:will|would|are going to) (?:have|need) to (?:call|ring|phone|come|try"
        "|write) (?:back|again|us back"
        "|them|another|in again)",
        "you (?:will have to|have to|will need to) (?:take (?:it|that|this) up with"
        "|speak to someone"
        " else|talk to someone else|go elsewhere|live with|sort that out|sort it out)",
        "(?:i do not know|not sure) what (?:to tell you|else to tell you|you want me to do"
        "|to say to"
        " you)",
        "what do you (?:want|expect) (?:me|us) to do",
        "(?:i have|i have got) no idea",
        "that is (?:impossible|not possible|not how it works|not how this works|not going to happen"
        "|all i can do|all we can do|just how it is|the way it is)",
        "(?:we|i) do not do (?:that|refunds|returns|exchanges|exceptions)",
        "not something (?:i|we) (?:can|could|would) (?:do|help|change|offer)",
        "(?:can not|do not) make (?:any )?exceptions?",
        "(?:take it or leave it|it is what it is|do not care|not my call|those are the rules"
        "|that is the rule|rules are rules|the system (?:will not|does not) (?:let|allow) me)",
        "you (?:are|would be) the (?:only|first) (?:one|person|customer) (?:to|who|that)",
        "(?:no one|nobody) else (?:has )?(?:complained|has a problem|had a problem)",
    ),
    likely=(
        "as i (?:said|mentioned)",
        "like i said",
        "i am not (?:allowed|authori[sz]ed|permitted) to",
        "you (?:are )?not (?:eligible|entitled)",
        "(?:i|we) (?:really |just |simply )?can not (?:offer|give|refund|change|waive"
        "|authori[sz]e|promise|tell you)(?! images| photos| attachments)",
        "not (?:a (?:whole )?lot|a great deal|very much|much) (?:that |more |else )?(?:i|we) can"
        " (?:really )?(?:do|say|offer)",
        "(?:out of|not in) (?:our|my) (?:hands|control|power|remit)",
        "(?:our|my) hands are (?:really )?tied",
        "(?:the way|how) (?:that )?(?:it is|it gets|it has been|things are|we are) (?:set up|done"
        "|handled|run|built)",
        "how (?:it|this|that|the (?:process|system|procedure)|things) (?:all )?works?(?: here"
        "| with us| i am afraid|$)",
        "(?:nobody|no one) (?:really )?here (?:that|who|to) (?:does|do|can|deals|could)",
        "(?:would|will) be (?:really )?(?:another|a different|the <any3>) ?(?:department|team"
        "|office)",
        "not (?:something|a thing|anything) (?:that )?(?:my|our|this) (?:department|team|office"
        "|side)",
        "as i (?:was|am|have been) (?:just )?(?:explaining|saying|telling|trying)",
        "(?:do not|not going to) (?:really )?appreciate (?:being|your|that tone|the tone|you)",
        "(?:need|want|asking) you to (?:bring it down|keep it down|take it down|lower|mind your)",
        "(?:do|does|did) not come from (?:here|us|this office|this department)",
        "(?:we are|i am) (?:kind of |only |really )?just (?:the|a) (?:marketplace|middleman"
        "|middle man|agent|messenger|platform|call centre|call center|reseller)",
        "you would have (?:needed|had|have) to",
        "(?:it is|that is|it was|they are) (?:all )?(?:up|written|stated|printed|set out"
        "|clearly) (?:on|in|there)",
        "not the ones? who (?:sold|made|sent|did|took|decides?|makes)",
        "nothing to do with (?:us|me|this office|our side|my department)",
        "i just (?:sit|work|answer the) <any3>",
    ),
    unless=(
        "if (?:that|this|it) is (?:impossible|not possible)",
        "(?:while|although|though|even if) (?:i|we) can not",
        "not (?:your fault|your mistake|your problem|your responsibility|be your|at all your|really"
        " your|have to call)",
        "can not <any5>but (?:what )?(?:i|we) (?:can|will|could)",
        "(?:is|was) (?:entirely|all|completely)? ?our fault",
        "you should have (?:been told|been called|had)",
        "you do not (?:have|need) to",
        "what (?:is|was) your (?:problem|responsibility)",
    ),
)
