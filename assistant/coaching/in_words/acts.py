"""The name of an act goes in; what a party does by it, in plain words, comes out."""

from __future__ import annotations

_WORDS = {
    "escalation.supervisor_request": "ask|asked for somebody in charge",
    "escalation.legal_threat": "threaten|threatened with the law",
    "escalation.regulator_threat": "threaten|threatened with a regulator or ombudsman",
    "escalation.public_threat": "threaten|threatened to make it public",
    "escalation.churn_threat": "threaten|threatened to leave",
    "escalation.repeat_contact": "say|said that they had been in touch before",
    "escalation.abuse": "insult|insulted the agent or the firm",
    "escalation.*": "give|gave any sign of escalation",
    "greeting": "greet|greeted the customer",
    "empathy": "show|showed empathy",
    "apology": "apologise|apologised",
    "paraphrase": "give|gave back in their own words what was said",
    "hold_request": "ask|asked for a wait",
    "hold_return": "come|came back from a wait in words",
    "transfer": "offer|offered to pass the call on",
    "transfer_reason": "give|gave a reason for passing the call on",
    "solution_offer": "offer|offered a solution",
    "ownership": "take|took it on in person",
    "closing_check": "ask|asked whether all is settled",
    "follow_up": "say|said when they will be in touch",
    "gratitude": "thank|thanked the customer",
    "negative_language": "say|said what cannot be done",
    "jargon": "use|used a term of the trade",
}


def act_in_words(name: str) -> str:
    """The act as a verb in two forms with what follows it, as in `show|showed empathy`."""
    return _WORDS.get(name, f"do|did what is called {name}")
