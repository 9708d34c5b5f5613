"""How a customer asks for somebody above the agent: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

SUPERVISOR_REQUEST = Family(
    act="escalation.supervisor_request",
    why="the agent is asked to step aside for somebody who may decide more",
    certain=(
        "(?:speak|talk|talking|speaking|deal|chat|a word|a chat|connect|discuss this|discuss it"
        "|conversation) (?:to|with) <a> <boss>",
        "(?:get|fetch|give|find|bring|pass|put|transfer|connect|send|hand|forward|direct) <me>"
        "(?: over| on| through| across| straight)?(?: to| with)? <a> <boss>",
        "(?:get|fetch|bring) (?:your|me your|the) <boss>"
        "(?: on the (?:phone|line)| here| now| down here)?",
        "(?:connect|transfer|pass|put|escalate) (?:this |my )?(?:call |line )(?:over |through "
        "|on )?"
        "to <a> <boss>",
        "(?:want|need|demand|would like|require|insist on|am asking for|am requesting|requesting)"
        "(?: to see| to have)? (?:a|an|your|another) <boss>",
        "(?:is|are) (?:your|the) <boss> (?:around|available|there|in|free|about|on duty)",
        "(?:do|have) you (?:have |got )?(?:a|an|any|another) <boss>"
        "(?: (?:i|we|there|available|around|on duty|that|who|to))",
        "(?:speak|talk|talking|deal|pass me|put me|transfer me|connect me|hand me) <any3>(?:to"
        "|with)"
        " (?:whoever|the person who|someone who|somebody who) (?:is (?:in charge|responsible|above"
        "|running)|runs|makes|decides|can decide|is)",
        "(?:find|get|give|show) me (?:the (?:person|one|man|woman) (?:who|that) (?:is|can|does"
        "|makes"
        "|decides)|someone (?:who|that) (?:can|is able|has|knows))",
        "looked at by <someone> (?:more senior|senior|higher)",
        "(?:to|with) (?:the |your |a )?higher (?:authority|authorities|management|level|official)",
        "(?:is|are) there (?:a|an|any|some|your) <boss>"
        "(?: i| available| around| there| who| on duty| about| on| we| that| here| present)",
        "who is (?:your|the) <boss>",
        "who (?:do you report to|is above you|is over you|do you answer to)",
        "<someone> (?:else )?(?:who is |that is )?(?:above|over|higher than|senior to) you",
        "<someone> (?:else )?(?:who is |that is |at a )?(?:higher up|higher level|higher"
        "|more senior"
        "|in authority|in a position of authority|with (?:more |some |actual |any |the |real )?"
        "(?:authority|power|clout))",
        "(?:speak|talk|deal|through|me|put|transfer|connect) (?:to |with )?<someone> (?:who is )?"
        "in charge",
        "<someone> (?:who|that) (?:can |is able to |could |will )?(?:do something|make decisions"
        "|make a decision|make the decisions|knows what they are doing|knows what they are talking"
        " about|has (?:some |any |the |more )?authority|is competent|runs (?:this|that|the|your)"
        " (?:place|department|company|team|show|office|branch))",
        "<someone> (?:who|that) can (?:help|fix|sort|resolve|make) (?:this |it |me |things )?"
        "(?:because you|since you|as you)",
        "someone (?:senior|competent|more experienced|with a brain)",
        "(?:want|need|like|have|get|see|demand) (?:this|it|that|my complaint|my case|the matter"
        "|this matter|my issue|my call|this issue|this call) (?:to be )?escalated",
        "(?:will you|can you|could you|i will|we will|to|i am going to|must|should|kindly|me)"
        " escalate (?:this|it|that|my|the|to)",
        "escalate (?:this|it|that|my (?:case|complaint|call|issue)|the matter) (?:now|immediately"
        "|right"
        " now|to (?:a|the|your|someone|higher))",
        "(?:am|will|would|have to|going to) (?:be )?escalat(?:e|ing)(?: this| it| to| the| now)",
        "i am escalating (?:this|it|that)",
        "(?:go|going) (?:above|over) (?:your head|you)",
        "(?:go|take this|take it|taking this|taking it|going) (?:to someone )?(?:higher"
        "|up the chain"
        "|up the ladder|to the top|to head office|to your head office|to your superiors?"
        "|to (?:a|the|your) <boss>)",
        "your (?:higher ups|higher authority|seniors|superiors|higher authorities|top management)",
        "<boss> on the (?:phone|line)",
        "(?:connect|transfer|put|pass) <me> (?:through )?(?:to|with) (?:your|the) (?:management"
        "|complaints (?:department|team)|escalation (?:team|desk|department)|next level"
        "|head office)",
        "i (?:want|need|demand|would like) an escalation",
        "(?:through|over|across) to <a> <boss>",
        "(?:hold of|reach|contact|call) (?:your|a) <boss>",
        "there (?:is|must be|has to be) (?:a|an|some|your) <boss> (?:in|there|who|that|somewhere"
        "|on)",
        "(?:wait|hold|hang on|waiting|holding) <any3>for (?:a|the|your) <boss>",
        "<someone> senior(?! to me)",
        "(?:getting|fetching|finding|bringing|involving) (?:me )?(?:a|an|the|your) <boss>",
        "(?:is|are) (?:not )?there (?:not )?(?:a|an|any|some) (?:<boss>"
        "|<someone> (?:else )?(?:who|that)"
        " (?:can|could|actually|knows|has|will))",
        "(?:have|take|got|give me|tell me) your <boss> (?:s )?(?:name|number|details|email"
        "|extension)",
        "your <boss>s (?:name|number|details|email|extension)",
        "(?:needs|has|going|want this|want it|belongs) (?:to go )?to (?:your|a|the) <boss>",
        "(?:want|need|rather|prefer|like|demand|let me|going|can i|could i|may i|have) (?:to )?"
        "(?:speak|talk|deal|speaking|talking|dealing) (?:to|with) <someone> (?:else|higher|senior"
        "|important|competent|who|proper|real|with)",
        "(?:deal|dealing|speak|talk|talking|speaking) (?:to|with) (?:the )?(?:organ grinder"
        "|top brass"
        "|big boss|head honcho)",
        "(?:give|get|let|put|pass|hand) me (?:to )?(?:somebody|someone) (?:else|higher|senior"
        "|important"
        "|competent|who can|with)",
    ),
    likely=(
        "(?:a|your|the) (?:manager|supervisor) (?:please|now|right now)",
        "(?:supervisor|manager) (?:please|now|right now)",
        "(?:get|put|bring|give) (?:him|her|them|me (?:him|her|them)) on (?:the|this) (?:phone"
        "|line)",
        "asked (?:you )?(?:for|to speak to|to speak with|to talk to|to get) (?:a|your|the) <boss>",
        "where is your <boss>",
        "(?:above|over) your (?:pay grade|head)",
        "(?:the|a) (?:ceo|chief executive|managing director|owner)(?: of (?:this|the"
        "|your) company)?"
        "(?: please| now)",
    ),
    unless=(
        "<not_meant> (?:you )?(?:to )?(?:speak |talk |get |see |bother |involve |have |go "
        "|fetch )?"
        "(?:to |with |for |through )?(?:a |the |your |any )?(?:<boss>|escalate)",
        "(?:do|does|did) not (?:need|want|have) (?:you )?to (?:get|fetch|bother|call|escalate|ask)"
        " <any3>(?:<boss>|this|it)",
        "(?:told|advised|instructed) (?:me |us |him |her )?(?:that i should |i could |i should "
        "|to )"
        "<any3>(?:speak|talk|deal) (?:to|with) <a> <boss>",
        "had (?:a chat|a word|to speak|to talk) (?:to|with) <a> <boss>",
        "no need to (?:escalate|get|speak|talk)",
        "<boss> (?:at|in|of) (?:my|our|the|that) (?:branch|shop|store|hotel|office|school"
        "|bank|site|estate)",
        "<boss> (?:signature|account|password|login|app|mode|role|position|license|dashboard)",
        "when i (?:speak|talk) (?:to|with) <a> <boss>",
        "in charge of",
        "senior (?:citizen|discount|living|rate|school|moment|railcard)",
        "go over (?:your|the|you) (?:bill|order|plan)",
    ),
)
