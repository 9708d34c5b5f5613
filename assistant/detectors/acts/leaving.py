"""How a customer says that they will leave, or not come back: phrasings as data."""

from __future__ import annotations

from assistant.detectors.acts.notation import Family

_CONTRACT = (
    "(?:my |our |the |this |that |your )(?:whole |entire |prime |amazon )?(?:contract|account"
    "|accounts"
    "|subscription|service|services|membership|policy|policies|plan|broadband|internet|phone line"
    "|package|cover|insurance|line|sim|tv|cable|connection|agreement|premium|mobile)"
)

_PROVIDER = (
    "(?:provider|company|supplier|bank|network|carrier|insurer|operator|firm|garage|shop|broker"
    "|isp|airline|dealer|store|place|vendor|service provider)"
)

CHURN_THREAT = Family(
    act="escalation.churn_threat",
    why="the customer means to leave, or not to come back",
    certain=(
        f"(?:want|need|like|going|wish|calling|ready|decided|prefer|here|rather"
        f"|have) (?:to )?cancel"
        f" (?:everything|it all|the whole (?:thing|lot)|{_CONTRACT}|with you|the lot|all of it)",
        r"cancel(?:l?ing)? (?:my|our) (?:\S+ ){0,2}(?:membership|subscription|contract)",
        "(?:considering|consider) (?:cancell?ing|switching|leaving you|moving to|going to"
        "|a switch|changing"
        " (?:provider|supplier|bank))",
        "shut(?:ting)? (?:down )?(?:my|our) accounts?",
        "not (?:be )?(?:getting|see|seeing|get|have|receiving) (?:any |another "
        "|one )?(?:more )?(?:penny|cent|pound|dollar|rupee|of )?(?:more )?"
        "(?:of |from )?(?:my money|my business|my custom|me)",
        "(?:so|completely|absolutely|totally) done(?: with (?:this|you|it|amazon))?",
        "cancel (?:my|our) (?:whole |entire )?(?:contract|account|subscription|membership|service"
        "|broadband|policy|plan|insurance|line|cover|internet|package)",
        "cancel (?:everything|the whole (?:thing|lot)|the lot|all of it)",
        f"(?:am|are) cancell?ing (?:{_CONTRACT}|everything|with you|it all|the whole (?:thing"
        f"|lot)|the lot"
        f"|on you)",
        "(?:close|closing|delete|deleting) (?:my|our|both my|all my|both our) (?:\\S+ )?accounts?",
        "(?:want|have|get) (?:my|our|the|this) (?:account|contract|service) "
        "(?:closed|cancelled|canceled|terminated|ended)",
        "(?:done|finished|through) with (?:you|your|this company|this bank|this place|this garage"
        "|this network)",
        "(?:take|taking|move|moving|bring|spend|give) (?:all )?(?:my|our) <any3>(?:business|custom"
        "|money|account|accounts|savings) (?:elsewhere|somewhere else|to someone else|to somebody"
        " else|to another|to a different|to your competitors?|to a competitor|to one of your)",
        f"(?:switch|switching|move|moving|change|changing|go|going|swap|defect) (?:over )?(?:to "
        f"|with )"
        f"?(?:another|a different|a new|a better|some other|any other) {_PROVIDER}",
        "(?:switch|switching|change|changing) (?:providers|suppliers|banks|networks|carriers"
        "|companies|insurers|operators|provider|bank|network|supplier)",
        "(?:switch|switching|go|going|move|moving|run|off|change|changing) (?:over )?(?:to |with )"
        "(?:one of )?(?:your (?:competitors?|competition|rivals?)|someone else|somebody else"
        "|the competition|a competitor|your biggest competitor)",
        f"(?:find|finding|look for|looking for|get) (?:another|a new|a different|a better"
        f"|some other)"
        f" {_PROVIDER}",
        "(?:go|going|shop|shopping|take it) (?:elsewhere|somewhere else)",
        "(?:lost|lose|losing) (?:me as|us as|a (?:\\S+ )?customer|a good customer|my business"
        "|my custom|our business|me for good|this customer|another customer|both of us as)",
        "<i> (?:will|am|are|would|shall) never (?:ever )?(?:be )?(?:use|using|buy|buying|shop"
        "|shopping"
        "|deal|dealing|order|ordering|do business|doing business|fly|flying|book|booking|stay|bank"
        "|banking|renew|recommend|come|coming|return|deal|trust|call|set foot|spend|give)"
        " <any5>(?:you|your|again|this company|this bank|back|here|with you)",
        "<i> (?:will|am|are|would|shall) not (?:ever )?(?:be )?(?:using|renewing|shopping|buying"
        "|ordering|coming|dealing|staying|banking|flying|renew|stay with|be back) <any5>"
        "(?:you|your|again|this company|back|here|contract|policy|subscription|membership)",
        "<i> (?:am|are) never <any5>(?:you|your|again|back|here)",
        "(?:i am|we are|i will be|i will) (?:leaving|off to|walk away from|leave) (?:you|your|this"
        " company|this bank|this network)(?! (?:a|an|one|zero|bad|the|some|feedback|review|with))",
        "if (?:\\S+ ){1,10}(?:i am|we are|i will|then i) (?:leaving|be leaving|gone|out of here|out"
        "|walking|walk|cancelling|canceling|going elsewhere|off)"
        "(?! (?:for|at|on|the|to|work|home|my|of the|with))",
        "(?:ready|tempted|about|going|prepared|thinking of|happy|inclined) (?:to )?(?:walk away"
        "|walking away|walk|leave you|leaving you|jump ship|call it quits)",
        "(?:thinking|think) (?:about|of) (?:leaving you|switching|cancelling|canceling"
        "|going elsewhere)",
        "port(?:ing)? (?:out )?(?:my|our|all my|both my|this) numbers?",
        "port(?:ing)? out",
        f"(?:end|ending|terminate|terminating|discontinue|discontinuing|not renew|not renewing"
        f"|not be renewing) {_CONTRACT}",
        "(?:want|get me|let me|need) out of (?:my|this|the|our|your) (?:contract|agreement|deal"
        "|plan)",
        "(?:no longer|not) (?:want to )?be (?:a|your) customer",
        "(?:my|the) pac code",
        "cut (?:my|all) ties",
        "taking (?:all )?(?:my|our) (?:money|business|custom) (?:and|out of|away)",
        "<i> (?:will|am going to|would rather|might|may) (?:have to )?(?:just )?cancel(?= (?:if"
        "|unless|today"
        "|tomorrow|now|right|with|on you)|$)",
        "(?:find|use|try|get) (?:someone|somebody) else(?: to| who| for|$)",
        "(?:plenty of|lots of|loads of|so many) (?:other )?(?:companies|providers|suppliers|banks"
        "|networks"
        "|shops|competitors|alternatives|places)",
        f"get rid of {_CONTRACT}",
        "(?:close|near|inch away|tempted|minded|ready|mind) (?:from "
        "|to )?(?:just )?(?:cancell?ing|leaving"
        " you|cancel|leave you|switching|switch)",
        "you (?:can|might as well|could) (?:just )?(?:cancel|close|keep) (?:my|our|your|the|all my)"
        " (?:\\S+ )?(?:account|contract|subscription|membership|service|policy|plan|business)",
        "not (?:want|wish|going) to (?:be with|stay with|deal with|do business with"
        "|be a customer of"
        "|renew with|remain with|continue with) (?:you|your)",
        "(?:i am|we are) out(?= and|$| of here| i)",
        "(?:i|we) (?:will|would) not be (?:back|coming back|returning|a customer|staying)",
        "(?:going|moving|switching|jumping) over(?= to|$| because)(?! to (?:my|the|your) )",
        "(?:lost|lose|losing) (?:us|me)(?= as| for| forever| over|$)",
        "(?:your )?(?:competitor|competitors|rivals?) (?:is|are|offers?|offered|will|would|have"
        "|has)"
        " (?:\\S+ ){1,5}(?:moving|switching|going|joining|better|cheaper)",
        "(?:sooner|rather) (?:go|be) (?:to|with) (?:another|someone|somebody|anyone|anybody|your)",
        "(?:i am|we are) leaving(?= and|$| because| as)",
        "(?:no reason|why should i|why would i|not worth|no point) (?:to )?(?:stay|staying"
        "|keep paying"
        "|keep my|keeping my)(?: with| as)?",
    ),
    likely=(
        "never again",
        "i (?:just )?want out(?! of)",
        "i want to cancel(?= and|$)",
        "cancel it all",
        f"cancel {_CONTRACT}",
        "(?:switch|switching|move|moving|go|going) (?:over )?to (?:verizon|t mobile|vodafone|sky"
        "|virgin|jio|airtel|comcast|o2|bt|monzo)",
        "last (?:time|order|purchase) (?:i|we) (?:will |would |am |are )?(?:ever "
        "|going to )?(?:buy|use|order|shop|deal|come|place)",
        "(?:i|we) (?:deserve|can do) better (?:elsewhere|than you)",
        f"please cancel(?: it| everything| {_CONTRACT})(?! on)",
    ),
    unless=(
        "(?:not|never|nobody) (?:want|wants|wanted|need|going|asked|ask|asking|trying|wish|meant"
        "|mean"
        "|looking|planning|thinking) <any3>(?:cancel|cancelling|canceling|close|leave|leaving"
        "|switch"
        "|switching|end|port|terminate|change)",
        "(?:what happens|what if|how much|how|before i|in case|unless i|able to|possible to"
        "|possible"
        " that i|fee|charge|penalty|cost|option|allowed|free|right) <any3>(?:cancel|close|end|leave"
        "|terminate|port|switch)",
        "can i (?:still |later )?(?:cancel|close|switch|change|end)",
        "(?:you|they|he|she|it|who|someone|has|have|got|get|was|were) cancel(?:led|ed)?",
        "(?:if|when|once) (?:i|we) (?:wanted to |want to |decide to )?(?:cancel|close|leave|switch"
        "|end|move|port)",
        "freaking out",
        "did not (?:cancel|close|leave|switch|end)",
        "(?:port|bring|bringing) (?:my|our) numbers? (?:in|to you|over to you|across to you|into)",
    ),
)
