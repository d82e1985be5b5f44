"""The hand-written material of the demo's dataset: what customers of one online shop write to its help desk.

SCENARIOS: team -> list of (summary, ways to say it). `{item}` stands for a thing the shop sells, `{month}` for a month, `{device}` for
what the customer uses. The summary names the problem in at most six words, with the same slots, so that it can be derived from the text.
ADDRESS: how a writer names the team; PRIORITY_LINE: how one states the priority, as the shop's contact form asks for.
URGENCY: priority -> ways to say how pressing it is without the word, for every team; TEAM_URGENCY adds some that fit one team only.
"""

ITEMS = """kettle;desk lamp;headphones;backpack;office chair;coffee grinder;blender;rain jacket;yoga mat;bookshelf;keyboard;air fryer;tent;
sleeping bag;bike pump;wall clock;toaster;rug;mirror;mattress;phone case;camera strap;suitcase;water bottle;garden hose;drill;paint set;
bath towels;electric razor;hair dryer;baby stroller;dog bed;cat tree;fish tank;running shoes;winter boots;umbrella;curtains;standing desk;
monitor arm;speaker;microphone;board game;puzzle;guitar stand;music box;picture frame;vacuum cleaner;steam iron;frying pan;knife set;
lunch box;thermos;plant pot;bird feeder;tool box;ladder;heater;fan;humidifier""".replace("\n", "").split(";")

MONTHS = "January;February;March;April;May;June;July;August;September;October;November;December".split(";")

DEVICES = "my phone;my laptop;the tablet;my iPad;an old Android;Firefox;Chrome;Safari;my work PC;the family computer".split(";")

SCENARIOS = {
    "payment": [
        ("charged twice for {item}", [
            "I was charged twice for the {item}.",
            "Two payments went out for one {item}.",
            "My card shows the {item} two times, I only bought one.",
            "You took the money for the {item} twice."]),
        ("refund for {item} missing", [
            "The refund for the {item} has not reached my bank.",
            "I sent the {item} back weeks ago and still no money.",
            "Where is my refund for the {item}?",
            "You promised me the money back for the {item}, nothing came."]),
        ("invoice for {month} missing", [
            "I never got the invoice for {month}.",
            "Our {month} invoice is not in the mailbox.",
            "Please send me the bill for {month}, I can't find it.",
            "Accounting asks for the {month} invoice and I don't have it."]),
        ("wrong amount on {month} invoice", [
            "The total on the {month} invoice is wrong.",
            "The {month} bill is higher than what we agreed.",
            "Your {month} invoice does not add up.",
            "There is a mistake in the sum of my {month} bill."]),
        ("discount not applied to {item}", [
            "My discount code was ignored when I paid for the {item}.",
            "I paid the full price for the {item} despite the coupon.",
            "The ten percent off did not show on the {item} bill.",
            "The voucher was accepted but the {item} still cost the old price."]),
        ("wrong tax on {item}", [
            "You added the wrong tax to the {item}.",
            "The VAT on the {item} looks too high.",
            "I am exempt from tax but paid it on the {item}.",
            "The tax rate on my {item} receipt is not the one of my country."]),
        ("card declined for {item}", [
            "My card was declined when I paid for the {item}.",
            "The payment for the {item} keeps being rejected.",
            "Your checkout refuses my card for the {item}, the bank says it is fine.",
            "I tried three cards and none pays for the {item}."]),
        ("change company name on invoice", [
            "The invoice has our old company name on it.",
            "Can the bill be made out to our new company name?",
            "Our firm was renamed, the invoice has to show that.",
            "Wrong company on the invoice, it should be the holding."]),
        ("pay for {item} in instalments", [
            "I'd like to pay for the {item} in instalments.",
            "Can I split the price of the {item} over some months?",
            "Is there a payment plan for the {item}?",
            "Paying for the {item} in one go is too much, are rates possible?"]),
        ("charged after {month} cancellation", [
            "I cancelled the plan in {month} and you still charge me.",
            "The membership ended in {month} but the payments go on.",
            "Why is there a fee, I left in {month}?",
            "You keep billing me although I quit in {month}."]),
        ("unknown fee in {month}", [
            "There is a fee in {month} that I don't recognise.",
            "What is this extra charge from {month}?",
            "My {month} statement lists a service fee nobody told me about.",
            "Some handling fee showed up in {month}."]),
        ("gift card not credited", [
            "The gift card was used up but not credited.",
            "My gift card balance vanished and the price stayed the same.",
            "I paid with a gift card and was billed the whole sum.",
            "The gift card shows zero though I never spent it."]),
        ("wrong currency for {item}", [
            "I was billed in dollars instead of euros for the {item}.",
            "The {item} was charged in the wrong currency.",
            "Why does my {item} receipt show pounds, I pay in euros?",
            "The exchange rate on the {item} cost me extra, the currency is wrong."]),
        ("receipt for {item} needed", [
            "I need a receipt for the {item}.",
            "Could you send a proof of payment for the {item}?",
            "My insurance wants the receipt of the {item}.",
            "I lost the receipt that came with the {item}."]),
        ("price of {item} dropped", [
            "The {item} got cheaper one day after I paid.",
            "You lowered the price of the {item}, can I get the difference?",
            "I just bought the {item} and now it is on sale.",
            "Does your price match cover the {item} that I paid last week?"]),
        ("deposit for {item} not returned", [
            "The deposit on the {item} was not returned.",
            "I gave back the rented {item}, where is my deposit?",
            "You still hold the deposit that I left for the {item}.",
            "My bank sees no deposit coming back for the {item}."]),
    ],
    "delivery": [
        ("{item} not arrived", [
            "My {item} has not arrived.",
            "I am still waiting for the {item}.",
            "The {item} should have been here last week.",
            "No sign of the {item} I ordered."]),
        ("{item} arrived damaged", [
            "The {item} arrived broken.",
            "The box was crushed and the {item} has a crack.",
            "The courier delivered the {item} in pieces.",
            "I unpacked the {item} and one corner is smashed."]),
        ("wrong item instead of {item}", [
            "I ordered the {item} and got something else.",
            "There was a stranger's order in the parcel, not my {item}.",
            "You shipped the wrong thing, I wanted the {item}.",
            "This is not the {item} I picked, it's another product."]),
        ("change address for {item}", [
            "Please send the {item} to my new address.",
            "I moved, can the {item} go to another street?",
            "The parcel with the {item} has my old address on it.",
            "I typed the wrong house number for the {item}."]),
        ("{item} left with neighbour", [
            "The driver left the {item} with a neighbour I don't know.",
            "My {item} is with some neighbour, nobody says which.",
            "The note says a neighbour has the {item}, no name on it.",
            "The courier handed my {item} to somebody next door."]),
        ("tracking of {item} stuck", [
            "The tracking of the {item} has not moved for days.",
            "The {item} sits in the same depot according to tracking.",
            "Tracking for the {item} just says label created.",
            "My tracking link for the {item} shows nothing new."]),
        ("part of {item} missing", [
            "One part of the {item} was not in the box.",
            "The screws for the {item} are missing.",
            "I got the {item} without the second carton.",
            "The parcel with the {item} was half empty."]),
        ("{item} marked delivered, not here", [
            "It says the {item} was delivered but it's not here.",
            "The {item} is marked as delivered and my porch is empty.",
            "Your page claims I signed for the {item}, I did not.",
            "Delivered, really? I have no {item}."]),
        ("earlier delivery of {item}", [
            "Can the {item} come earlier?",
            "Is there express shipping for the {item}?",
            "I'd pay more to have the {item} sooner.",
            "Could you ship the {item} before the weekend?"]),
        ("pick up {item} in shop", [
            "Can I pick up the {item} in your shop instead?",
            "I would rather collect the {item} myself.",
            "Is collection of the {item} at the counter possible?",
            "Please don't ship the {item}, I'll fetch it."]),
        ("return label for {item}", [
            "I need a return label for the {item}.",
            "How do I ship the {item} back to you?",
            "The {item} doesn't fit, where do I send it?",
            "There was no return slip with the {item}."]),
        ("delivery date of {item} wrong", [
            "The delivery slot for the {item} does not suit me.",
            "Nobody is home on the day you bring the {item}.",
            "Move the {item} to another day please.",
            "You booked the {item} for a day when we are away."]),
        ("courier did not ring for {item}", [
            "The courier never rang and took the {item} back.",
            "I was home all day and the {item} went back to the depot.",
            "The driver with my {item} didn't even ring the bell.",
            "A card in the mailbox, no try to hand over the {item}."]),
        ("{item} held at customs", [
            "The {item} is held at customs.",
            "Customs wants papers for the {item}.",
            "My {item} is stuck at the border.",
            "The customs office wrote to me about the {item}."]),
        ("ship {item} abroad", [
            "Do you ship the {item} to Norway?",
            "I'd like the {item} sent abroad.",
            "Can my sister in Canada receive the {item}?",
            "Is the {item} available for delivery outside the country?"]),
        ("two {item} sent instead of one", [
            "You sent me two of the {item}, I ordered one.",
            "There is a second {item} in the parcel.",
            "I got the {item} double, what shall I do with the other?",
            "One order, yet the courier brought the {item} two times."]),
    ],
    "technical": [
        ("app crashes on start", [
            "The app crashes on {device} as soon as I open it.",
            "Your app closes itself on {device}.",
            "Since the update the app won't start on {device}.",
            "I tap the icon on {device} and the app dies."]),
        ("checkout page blank", [
            "The checkout page stays blank in {device}.",
            "At checkout I only see white on {device}.",
            "After the cart nothing loads on {device}.",
            "The last step of the order shows an empty page on {device}."]),
        ("search finds nothing", [
            "The search finds nothing, not even {item}.",
            "I type {item} and get zero results.",
            "Searching on your site is broken, {item} gives no hits.",
            "Whatever I search for, the list is empty."]),
        ("{item} does not turn on", [
            "The {item} does not turn on.",
            "My {item} is dead after two days.",
            "I press the button on the {item} and nothing happens.",
            "The {item} worked once, now there's no power."]),
        ("{item} won't pair with phone", [
            "The {item} won't pair with {device}.",
            "Bluetooth between the {item} and {device} fails.",
            "{device} cannot see the {item}.",
            "I can't connect the {item} with {device}."]),
        ("error code on {item}", [
            "The {item} shows error E4.",
            "An error code blinks on the {item}.",
            "My {item} displays a red error and stops.",
            "What does the flashing code on the {item} mean?"]),
        ("page very slow", [
            "Your site takes a minute to load on {device}.",
            "Every page is slow on {device}.",
            "The shop crawls on {device}, other sites are fine.",
            "Loading the product list on {device} takes forever."]),
        ("photo upload fails", [
            "I can't upload photos for my review of the {item}.",
            "Uploading a picture of the {item} ends with an error.",
            "The photo form hangs when I add the {item}.",
            "Your upload button does nothing on {device}."]),
        ("cart loses {item}", [
            "The {item} keeps vanishing from my cart.",
            "When I come back the cart is empty, the {item} is gone.",
            "I add the {item} and the cart stays at zero.",
            "The basket forgets the {item} on {device}."]),
        ("{item} firmware update fails", [
            "The firmware update of the {item} stops halfway.",
            "My {item} hangs while updating.",
            "I can't install the new software on the {item}.",
            "The {item} says update failed again and again."]),
        ("{item} makes loud noise", [
            "The {item} makes a loud noise.",
            "There's a rattling sound in the {item}.",
            "My {item} hums and buzzes.",
            "Since yesterday the {item} squeaks terribly."]),
        ("app shows wrong language", [
            "The app is suddenly in another language on {device}.",
            "All menus are in Spanish on {device}, I don't speak it.",
            "How do I get the app on {device} back to English?",
            "The language setting does not stick on {device}."]),
        ("notifications do not arrive", [
            "I get no notifications on {device}.",
            "Push messages never reach {device}.",
            "The app on {device} stays silent when something changes.",
            "Alerts are switched on but {device} shows none."]),
        ("{item} gets too hot", [
            "The {item} gets very hot.",
            "My {item} overheats after a few minutes.",
            "You can't touch the {item}, it is that hot.",
            "The {item} smells burnt when it runs."]),
        ("manual for {item} needed", [
            "Where can I find the manual of the {item}?",
            "The guide in the box is for another model, not my {item}.",
            "How do I set up the {item}?",
            "The setup steps for the {item} make no sense to me."]),
        ("button on website does nothing", [
            "The buy button does nothing on {device}.",
            "I click order and nothing happens on {device}.",
            "On {device} the filter button is dead.",
            "The next button is greyed out on {device}."]),
    ],
    "account": [
        ("cannot log in", [
            "I can't log in on {device}.",
            "Login fails although the password is right.",
            "Your site does not let me in any more.",
            "Signing in on {device} sends me back to the start."]),
        ("password reset mail missing", [
            "The password reset mail never comes.",
            "I asked for a new password five times, no mail.",
            "The reset link is not in my inbox nor in spam.",
            "I forgot my password and the reset does not reach me."]),
        ("account locked", [
            "My account is locked.",
            "It says too many attempts, my account is blocked.",
            "You locked my profile and I don't know why.",
            "After one typo my account got frozen."]),
        ("change email address", [
            "I want to change my email address.",
            "My old email is gone, please use the new one.",
            "How do I switch the email on my profile?",
            "The email in my account has a typo in it."]),
        ("delete account", [
            "Please delete my account.",
            "I want all my data removed.",
            "How do I close my profile for good?",
            "Erase me from your system please."]),
        ("merge two accounts", [
            "I have two accounts, please merge them.",
            "My orders are spread over two logins.",
            "Can you join my old profile with the new one?",
            "Somehow I registered twice, make it one."]),
        ("change name on profile", [
            "I got married and my last name changed.",
            "My name is spelled wrong in the profile.",
            "Please correct the first name in my account.",
            "How can I edit the name on my profile?"]),
        ("strange login in {month}", [
            "There was a login in {month} that was not me.",
            "Somebody signed in as me in {month}.",
            "I see a strange device in my login list from {month}.",
            "In {month} my account was used from another country."]),
        ("add user to company account", [
            "Please add a colleague to our company account.",
            "We need a second user on our login.",
            "How do I invite my assistant to the account?",
            "My new coworker needs access to our profile."]),
        ("two-factor code missing", [
            "The two-factor code never arrives.",
            "I have a new phone and can't get the login code.",
            "The SMS with the code does not come.",
            "My authenticator is lost, I can't confirm the sign in."]),
        ("loyalty points missing", [
            "My loyalty points for the {item} are missing.",
            "I bought the {item} and got no points.",
            "My points balance is back to zero.",
            "The bonus points of {month} were never added to my profile."]),
        ("unsubscribe from newsletter", [
            "Please stop the newsletter.",
            "I unsubscribed in {month} and still get your mails.",
            "How do I turn off the ads in my inbox?",
            "Take me off the mailing list."]),
        ("change phone number", [
            "My phone number changed.",
            "The profile still has the number I had in {month}.",
            "Please replace the phone number in my account.",
            "I can't edit the phone field in my settings."]),
        ("order history missing", [
            "My order history is empty.",
            "I can't see the {item} in my past orders.",
            "All orders before {month} are gone from my profile.",
            "The list of my purchases disappeared."]),
        ("birth date wrong", [
            "My birthday is wrong in the profile.",
            "You think I am under age, the birth date is wrong.",
            "I entered the wrong year of birth.",
            "The date of birth can't be edited in my account."]),
        ("remove user from company account", [
            "A colleague left, please remove her from our account.",
            "An ex employee still has access to our profile.",
            "How do I take a user off the company login?",
            "Please revoke the access of our former buyer."]),
    ],
}

ADDRESS = """Hi {team} team,;Hello {team} team,;Dear {team} team,;To the {team} team:;Hey {team} team,;Good morning {team} team,;
For the {team} team:;Hi {team} desk,;Dear {team} department,;Hello {team} people,;Attention {team} team:;Good evening {team} team,;
Hi there, {team} team.;This is for the {team} team.;A question for the {team} team:;Once more to the {team} team:""".replace("\n", "").split(";")

PRIORITY_LINE = """{Priority} priority.;Priority: {priority}.;This has {priority} priority.;{Priority} priority, please.;It is of {priority} priority to me.;
I'd say {priority} priority.;Please treat it with {priority} priority.;The priority is {priority}.;My priority: {priority}.;
I picked {priority} priority.;{Priority} priority for us.;We see it as {priority} priority.;Priority {priority}, thanks.;
Mark it as {priority} priority.;Consider this {priority} priority.;To me it's a {priority} priority case.""".replace("\n", "").split(";")

URGENCY = {
    "high": [
        "This is urgent.", "I need it solved today.", "Please act right now.", "We can't work until this is fixed.",
        "I need an answer within the hour.", "Everything stands still because of it.", "It can't wait until tomorrow.",
        "This is an emergency for us.", "Call me immediately.", "Our event starts tonight.", "I leave for the airport in two hours.",
        "My boss wants it done by noon.", "We lose customers every minute.", "Please hurry!", "ASAP!!", "The deadline is today.",
        "Somebody must look at this at once.", "I am losing money right now."],
    "normal": [
        "Please have a look.", "Could you check this?", "I'd like this sorted out this week.", "Please get back to me.",
        "What can be done?", "Can you help me with that?", "Please fix it in the next days.", "I hope to hear from you soon.",
        "What are the next steps?", "Please take care of it.", "Let me know how we proceed.", "Could someone look into it?",
        "I'd be glad about a reply this week.", "Please correct it.", "How do we solve this?", "I expect a solution from you.",
        "Kindly look into the matter.", "Thanks for taking care."],
    "low": [
        "No hurry at all.", "Whenever you have time.", "It is not important.", "Just asking out of curiosity.", "There is no rush.",
        "Take your time.", "I can wait.", "Next month is fine too.", "Only a small thing.", "It doesn't bother me much.",
        "Just so you know.", "Feel free to answer later.", "It's a minor point.", "Not pressing, really.",
        "Answer when it's quiet at your end.", "No need to reply soon.", "It can wait until after the holidays.",
        "Nothing dramatic."],
}

TEAM_URGENCY = {
    "payment": {
        "high": ["My rent bounces tomorrow because of this.", "My account is overdrawn right now.", "The tax office wants it today."],
        "normal": ["Please send a corrected document.", "I'd like to have my books in order."],
        "low": ["The sum is small anyway.", "I'll need it only for next year's taxes."]},
    "delivery": {
        "high": ["The birthday is tonight.", "I move out tomorrow morning.", "The wedding is tomorrow."],
        "normal": ["Please tell me where it stands.", "When can I count on it?"],
        "low": ["It's for next summer anyway.", "I won't be needing it before spring."]},
    "technical": {
        "high": ["It is dangerous, there was smoke.", "Our whole shop floor is down.", "It just happened and it won't stop."],
        "normal": ["I already tried a restart.", "Is there a known fix?"],
        "low": ["I found a way around it.", "It only happens now and then."]},
    "account": {
        "high": ["Somebody may be buying with my card right now.", "The whole team is locked out.", "I have to get in this minute."],
        "normal": ["Tell me what you need from me.", "I can send my ID if needed."],
        "low": ["I hardly ever use it.", "Just tidying up my settings."]},
}

OPENERS = """Hi,;Hello,;Hello team,;Good morning,;Good evening,;Dear support,;Hey,;Hi there,;To whom it may concern,;Dear Sir or Madam,;
Hey folks,;Sorry to bother you.;Second message from me.;First of all, nice shop.;Question:;I write on behalf of my mother.;
Me again.;Quick one:;Hello from Leeds.;New customer here.""".replace("\n", "").split(";")

CLOSERS = """Thanks, Ana;Best, Tom;Regards, J. Miller;Cheers;Thank you!;Thanks in advance;Best wishes, Priya;Greetings, Lars;
Yours, Mrs Okafor;Thx;Many thanks, Chen;Sincerely, P. Novak;Bye, Sam;Kind regards;Ta, Molly""".replace("\n", "").split(";")
