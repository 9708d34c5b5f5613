"""What people say in the calls made by chance: neutral sentences of service, and small words.

A sentence that can be taken for an act is marked as in a script.
"""

from __future__ import annotations

OPENINGS = (
    {"greeting": "Hello, you're through to the service desk, how can I help you?"},
    {"greeting": "Good afternoon, accounts, this is Jamie speaking."},
    {"greeting": "You've reached the help line, what can I do for you today?"},
    {"greeting": "Morning, orders and deliveries, who am I speaking to?"},
)
CUSTOMER = (
    "I moved house in the spring and I'd like to change my address.",
    "The parcel was meant to come on Tuesday, as far as I remember.",
    "My reference is four seven two, nine one one, and then a B.",
    "I had a letter about it, but I'm not sure what it wants from me.",
    "It's the second one on the list, the blue one with the long handle.",
    "We ordered two of them and there was only one in the box.",
    "I usually pay at the end of the month, by direct debit.",
    "My daughter set it up for me, so I don't know the password.",
    "It was working on Sunday evening, and on Monday the light was red.",
    "The website shows a different price from the one in the shop.",
    "I'm at home all morning, and after two I'm at work.",
    "There's a small number on the back, but it's very hard to read.",
    "I tried turning it off and on again, like it says in the leaflet.",
    {
        "escalation.repeat_contact?": "The last time I called, somebody said that it takes about "
        "a week."
    },
    "I'd like to know whether I can bring it back to the shop in town.",
    "It's for my mother, she's eighty-two and she lives on her own.",
    "The man who came to read the meter left a card in the door.",
    "I think it was the nineteenth, or it may have been the twentieth.",
    "That's right, the same name and the same street as before.",
    "Could you spell that for me, please, I'm just writing it down.",
)
AGENT = (
    "I've got your account in front of me, it's the one in Leeds.",
    "I can see the order here, it left our warehouse on Thursday.",
    "Could you tell me the first line of your address, please?",
    "So the system shows two payments, one in May and one in June.",
    "The blue light on the front should come on after about a minute.",
    {"follow_up?": "You'll get a text message as soon as the driver is on the way."},
    {"solution_offer?": "There's a form on our website, under orders and returns."},
    "And which of the two would you like to keep?",
    "The next delivery in your area is on Wednesday between nine and one.",
    "I've put a note on the account, so anybody here can see it.",
    "What does it say on the little label underneath?",
    {"follow_up?": "The new card will be with you in three to five working days."},
    {"solution_offer?": "If you press the round button for ten seconds, it starts again."},
    "That number belongs to the old contract, the one from last year.",
    "We have that one in green and in grey, both at the same price.",
    "Is the name on the card the same as the name on the account?",
    "It goes out by the evening post, and it needs a signature.",
    {"follow_up?": "The engineer rings you about half an hour before he arrives."},
    {"solution_offer?": "You can change that any time in the app, under my details."},
    "I'm looking at the map now, and your street is on the list.",
)
BREAKING_IN = {
    "agent": (
        "Right, but I need the number from the letter before we go on.",
        "No, that isn't the account that I've got in front of me.",
        "Yes, I've got all that, what I need is the date.",
        {"negative_language?": "Let me stop you there, because that's another department."},
    ),
    "customer": (
        "No, that's not what I asked you, I asked about the second one.",
        {"escalation.repeat_contact?": "But you told me that last week, and nothing happened."},
        "Wait, no, I haven't got that number here, it's in the car.",
        "Yes, but I don't want a new one, I want this one to work.",
    ),
}
SUPPORTING = ("mm-hm", "yeah", "okay", "right", "I see", "sure", "yes, okay", "oh right, yeah")
ANSWERS = (
    "Okay.",
    "Yes, sure.",
    "That's fine.",
    "All right, no problem.",
    "Yes, that's right.",
    "No, I don't think so.",
    "Oh, I see.",
)
HOLDING = (
    "Could you hold the line for a moment, please?",
    "May I put you on hold while I check that?",
    "Can you bear with me a minute, I need to ask a colleague.",
    "I'm going to put you on hold for about a minute.",
)
AGREEING = ("Okay.", "Yes, sure.", "That's fine.", "All right, no problem.", "Yes, of course.")
REFUSING = ("No, I can't, my lunch break is nearly over.", "No, please don't, I'd rather stay on.")
STAYING = "All right, then I'll look while you're on the line."
RETURNING = (
    "Thank you for holding, I've got the answer for you.",
    "Thanks for waiting, I'm back with you.",
    "There we are, thank you for holding.",
)
WAITING = (
    "Hang on a second, I'll just go and find the letter.",
    "One moment, let me get my glasses.",
    "Can you wait a minute, it's in the other room.",
)
FOUND = ("Right, I've got it here.", "Okay, I'm back, I found it.", "Here it is, sorry about that.")
CLOSINGS = {
    "agent": "Good, then that's all done, have a nice day.",
    "customer": "No, that was everything, thank you, goodbye.",
}
