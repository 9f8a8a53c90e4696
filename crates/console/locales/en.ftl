# The staff pages. Keys stand in the same order in both languages.

# The door
signin-title = Sign in to Hilo
signin-lead = With your staff account.
signin-email = E-mail
signin-password = Password
signin-enter = Sign in

# Lists
list-none-title = Nothing matches those filters
list-none-words = Try fewer letters, or remove a filter.
head-customer = Customer
head-country = Where
head-orders = Orders
head-spent = Spent
head-returned = Returns
head-seen = Last seen
head-order = Order
head-placed = When
head-channel = Channel
head-state = State
head-total = Total
head-product = Product
head-kind = Kind
head-sold = Sold
head-product-returned = Returned
head-revenue = Revenue
head-last-sold = Last sold
find-none = Nothing is called “{ $text }”.
find-count =
    { $n ->
        [one] { $n } result
       *[other] { $n } results
    }
find-all = See all in { $what }
find-places = Places
find-new-product = New product
find-new-label = New label
find-invite = Invite somebody
find-backup = Make a backup
find-codes = Codes at sign-in
find-password = Change my password
search-customers = Name, number or e-mail
search-orders = Order number or customer
search-order-numbers = Order number
search-products = Name, code or bar code
filter-country = Country
filter-any-country = All countries
filter-channel = Channel
filter-any-channel = All channels
filter-shop = Shop
filter-any-shop = All shops
filter-from = From
filter-to = To
filter-state = State
filter-any-state = All states
filter-category = Category
filter-brand = Brand
filter-color = Color
filter-size = Size
filter-kind = Kind
filter-has-returns = With returns
filter-active-90 = Active in 90 days
filter-guests = Guests
filter-unsold = Never sold
sort-recent = Most recent
sort-oldest = Oldest
sort-spent = Most spent
sort-orders = Most orders
sort-relevance = Best match
sort-cheapest = Cheapest
sort-dearest = Dearest
sort-newest = Newest
sort-name = By name
sort-total = Largest total
sort-sold = Most sold
sort-revenue = Most revenue
sort-returned = Most returned
customers-empty-title = No customers yet
customers-empty-words = They come with the first order, or all at once when you bring those of your earlier shop.
orders-empty-title = No orders yet
orders-empty-words = The first one appears here as soon as somebody buys, or when you bring those of your earlier shop.
products-empty-title = No products yet
products-empty-words = Make the first, or bring all of them from your earlier shop.

# Counts
count-customers = { $n ->
    [one] { $count } customer
   *[other] { $count } customers
}
count-customers-here = { $n ->
    [one] { $count } customer on this page
   *[other] { $count } customers on this page
}
count-orders = { $n ->
    [one] { $count } order
   *[other] { $count } orders
}
count-orders-here = { $n ->
    [one] { $count } order on this page
   *[other] { $count } orders on this page
}
count-products = { $n ->
    [one] { $count } product
   *[other] { $count } products
}
count-products-here = { $n ->
    [one] { $count } product on this page
   *[other] { $count } products on this page
}
count-returns = { $n ->
    [one] { $count } return
   *[other] { $count } returns
}
count-times = { $n ->
    [one] { $count } time
   *[other] { $count } times
}
count-pieces = { $n ->
    [one] { $count } piece
   *[other] { $count } pieces
}
count-lines = { $n ->
    [one] { $count } line
   *[other] { $count } lines
}
count-sold = { $n ->
    [one] { $count } sold
   *[other] { $count } sold
}

# The card
customer-numbered = Customer { $number }
customer-unnamed = Unnamed customer
card-number = No. { $number }
card-since = Customer since { $month }
card-figures = Figures of the customer
card-file = The customer's file
card-thread = The thread
card-products = What they buy again
card-behavior = On the web and in the app
behavior-days = The last 30 days
behavior-visits = Visits
behavior-views = Products seen
behavior-carts = Added to cart
behavior-searches = Searches
behavior-row = Visits on each of the last 30 days
behavior-channel = Comes by
behavior-category = Looks at
behavior-variant = Size or color
behavior-latest = Latest visits
behavior-campaign = campaign { $name }
behavior-from = from { $host }
card-returns = Returns
card-one-person = Why this is one person
card-no-identifiers = Nothing identifies them yet.
figure-average = Average order
figure-average-note = per order
figure-none = No orders
figure-orders = Orders
figure-last = Last seen
figure-spent-note = in all orders
figure-spent = Spent
figure-since = since { $date }
figure-returns = Returns
figure-no-returns = none
figure-channel = Favorite channel
figure-shop = Favorite shop
figure-of-orders = { $n ->
    [one] { $times } of { $count } order
   *[other] { $times } of { $count } orders
}
figure-also = Also in { $currency }
figure-also-spent = spent { $money }
return-unknown = Origin not known
return-of = Of order
return-more = { $n ->
    [one] and { $count } more in the thread
   *[other] and { $count } more in the thread
}
identifier-number = The shop's number
identifier-email = E-mail
identifier-phone = Phone
identifier-card = Loyalty card
identifier-account = Account
identifier-device = Device
identifier-social = Social network
identifier-marketplace = Marketplace
identifier-payment = Payment card
identifier-browser = Browser
identifier-since = since { $date }
identifier-last = seen { $when }
strength-firm = Firm
strength-weak = Weak

# The thread
thread-filter = Filter the thread
thread-by-kind = What happened
thread-by-channel = By which channel
thread-all = All
thread-everywhere = All channels
thread-knots = { $n ->
    [one] { $count } event
   *[other] { $count } events
}
thread-in-channels = { $n ->
    [one] in { $count } channel
   *[other] in { $count } channels
}
thread-ahead = To come
thread-earlier = { $n ->
    [one] Show { $count } earlier
   *[other] Show { $count } earlier
}
thread-newest = To the newest
thread-start = The thread starts on { $date }.
thread-fresh-one = 1 new
thread-fresh-many = # new
thread-empty-title = The thread is about to start
thread-empty-words = Every visit, purchase, message and return will be tied here as it happens.
thread-none-title = Nothing like that in this thread
thread-none-words = Choose another channel or another kind of event.
knots-visit = Visits
knots-message = Messages
knots-money = Money
knots-parcel = Parcels
knots-promise = Promises
knots-join = Joins

# Sentences
bought = Bought
bought-web = Bought on the web
bought-app = Bought in the app
bought-shop = Bought in a shop
bought-kiosk = Bought at a kiosk
bought-phone = Bought by phone
bought-market = Bought on a marketplace
bought-in = Bought in { $place }
bought-lines = { $n ->
    [one] { "," } { $count } product
   *[other] { "," } { $count } products
}
returned = Returned
returned-shop = Returned in a shop
returned-in = Returned in { $place }
returned-lines = { $n ->
    [one] { " " }{ $count } product
   *[other] { " " }{ $count } products
}
returned-from-web = { " " }what they bought on the web
returned-from-app = { " " }what they bought in the app
returned-from-shop = { " " }what they bought in a shop
returned-from-kiosk = { " " }what they bought at a kiosk
returned-from-phone = { " " }what they bought by phone
returned-from-market = { " " }what they bought on a marketplace
returned-from-other = { " " }what they had bought
returned-unknown = Origin not known
known-strong = Became known
known-rest = { " " }as customer { $number }
joined-strong = { $identifier } joined
fact-order = order
fact-return = return { $number }
fact-more-orders = { $n ->
    [one] and { $count } more order
   *[other] and { $count } more orders
}
slip-more = { $n ->
    [one] and { $count } more line
   *[other] and { $count } more lines
}
slip-all = See the order

# Who is who
named-number = number { $value }
named-card = card { $value }
named-account = account { $value }
named-payment = a payment card
named-device = a device
named-browser = a browser
named-nobody = an identifier that is gone
somebody = Somebody of the team
undo = Undo
redo = Count again
take-back = Take back
language-es = Spanish
language-en = English
how-by-hand = Set by the team
how-signed-in = Signed in
how-code = Confirmed a code
how-staff-scan = Scanned in the shop
how-server = Another program says so ({ $source })
how-typed = Typed at a till or in a form
how-claimed = Brought by a browser or an app
sharing-counted = Seems shared
sharing-shared = Shared
sharing-blocked = Nobody's
tie-by-hand = { $by } saw that { $one } and { $other } are one person's
tie-signed-in = Signed in with { $one } and with { $other }
tie-code = Confirmed with a code that { $one } and { $other } belong together
tie-staff-scan = In the shop { $one } was scanned beside { $other }
tie-server = { $by } says that { $one } and { $other } are one person's
tie-typed = Somebody typed { $one } and { $other } together, at a till or in a form
tie-claimed = A browser or an app brought { $one } and { $other } together
tie-undone = Undone
undone-by = undone by { $by }
held-two-strong = Both are verified on their own, and nothing verified has joined them
held-too-many = They would have more than one person may have: { $kind }
held-shared = Several people use one of the two
held-blocked = One of the two names nobody
held-never = The team said that these are two people
held-undone = The team undid it
held-other = Not looked at yet
joined-another = Was joined with another person
parted-strong = { $identifier } was parted
parted-another = Was parted from another person
notice-other-card = See the other card
did-view-kept = View kept. It is above the list.
did-view-removed = View removed.
did-joined = They are one person now. Nothing is lost: undoing gives each what was theirs.
did-undone = Undone. They will not be joined again, whoever repeats it.
did-redone = It counts again. If nothing stands in the way, they are one person again.
did-parted = Parted: from now on it is another person, with all that came with it.
did-shared = From now on it counts as several people's and joins nobody by itself.
did-personal = From now on it counts as one person's.
did-unblocked = It counts as usual again.
did-blocked = From now on it names nobody and joins nobody.
did-recycled = Since that day it is somebody else's. What came before stays here.
did-never = They will not be the same person, whatever is said.
did-maybe = Taken back. What joins them counts again.
did-limit = Saved. Hilo looks at everybody again by the new rule.
did-usual = The usual limit is back. Hilo looks at everybody again.
did-block = Saved. That value names and joins nobody any more.
did-unblock = Removed. That value counts again.
card-identity = See why, and correct it
identity-title = Who { $name } is
identity-crumb = Who it is
identity-rules = Rules
identity-known-by = Identifiers
identity-change = Change
identity-compare = Compare
identity-others = Other people
count-identifiers = { $n ->
    [one] { $count } identifier
   *[other] { $count } identifiers
}
count-ties = { $n ->
    [one] { $count } link
   *[other] { $count } links
}
count-held = { $n ->
    [one] { $count } without effect
   *[other] { $count } without effect
}
head-identifier = Identifier
head-how = How it came
head-since = Since
head-trust = Trust
ties-active = What joins them
ties-none = Nothing joins them right now.
ties-none-one = They are known in one way only, so there is nothing to join.
ties-held = What was said and joins nothing
ties-undone = What was undone
join-with = Join with another person
join-with-words = Search for who you think is the same person. You will see what it comes to before you join.
join-with-none = Nobody matches. Try fewer letters, an e-mail or a number.
never-title = Never the same person
never-none = Nobody so far. You say so when you compare two people.
never-by = said by { $by }
act-part = Part from this person
act-part-words = It becomes another person, with all that came with it.
act-shared = Several people use it
act-shared-words = It joins nobody by itself any more: a telephone at home, a family's card.
act-personal = It is one person's
act-personal-words = It joins again, whoever it comes with.
act-usual = Count as usual
act-usual-words = Hilo counts again how many people use it.
act-blocked = It names nobody
act-blocked-words = It joins nobody any more: a till's address, a test account.
act-recycle = Somebody else's since that day
act-recycle-since = Changed hands on
act-recycle-words = What comes since that day is somebody else's. What came before stays.
merge-title = Are they the same person?
merge-crumb = Compare
merge-lead = This is what it comes to. Joining erases nothing and can be undone.
merge-keeps = Their card and name stay
merge-joins = Is joined with them
merge-one = One person
merge-swap = Swap who stays
merge-do = Join
merge-never = Not the same
merge-refused = They cannot be joined.
merge-see-why = See why
merge-overrules = Somebody of the team said that these are two people. Joining takes that back.
merge-first = First seen
merge-not = the other said { $value }
merge-differ = { $n ->
    [one] They differ in { $count } field; the other value is not lost.
   *[other] They differ in { $count } fields; the other values are not lost.
}
merge-answers = What may be sent changes
merge-answers-same = What may be sent to them does not change.
merge-undo-words = One button on the card or in the thread undoes it.
field-name = Name
field-country = Country
field-city = Town
field-language = Language
field-birth-date = Birth
field-street = Address
field-postcode = Postal code
rules-title = Rules of identity
rules-lead = How far Hilo joins by itself. Each change looks at everybody again, and nothing is lost.
limits-title = Limits
limits-words = Where joining would go beyond these, Hilo notes it but does not join.
head-per-person = Per person
head-shared = When it seems shared
limit-own = Chosen by you
limit-any = Any number
limit-per-person = { $n ->
    [one] { $count } per person
   *[other] Up to { $count } per person
}
limit-per-person-within = { $n ->
    [one] { $count } per person in { $window }
   *[other] Up to { $count } per person in { $window }
}
limit-days = { $n ->
    [one] { $count } day
   *[other] { $count } days
}
limit-people = { $n ->
    [one] Shared by more than { $count } person
   *[other] Shared by more than { $count } people
}
limit-people-any = Never shared
limit-usual = Usually { $number }. Empty is no limit.
limit-usual-any = Usually no limit.
limit-field-per = How many one person may have
limit-field-days = Counting those of so many last days
limit-field-people = With how many people it is no longer one's
limit-help = When you save, Hilo looks at everybody again, bit by bit and without stopping anything.
limit-reset = Back to the usual
limit-save = Save
blocked-title = Values that name nobody
blocked-words = A till's address, a made-up telephone, a test account: whoever comes with them is joined with nobody.
blocked-none = None of yours. Hilo leaves out what programs write by themselves: null, 0000, undefined.
blocked-remove = Remove
block-kind = What it is
block-pattern = Value
block-help = An asterisk stands for anything: *@telar.es
block-reason = Why (if you like)
block-do = Add
block-refused = Write a value such as caja@telar.es or *@telar.es. An asterisk alone would block them all.

# Orders
order-guest = Guest
order-returned-part = { $money } returned
order-figures = Figures of the order
order-total = Total
order-lines = Lines
order-returned = Returned
order-nothing = Nothing
order-kept = Kept
order-short = The order in short
order-story = Its thread
order-returns = Returns
order-no-returns = Nothing of this order came back.
line-product = Product
line-quantity = Quantity
line-price = Price
line-total = Amount
line-returned = { $n ->
    [one] { $count } returned
   *[other] { $count } returned
}
state-open = Open
state-completed = Completed
state-partly-returned = Partly returned
state-returned = Returned
state-cancelled = Cancelled

# Products
product-goods = Goods
product-service = Service
product-voucher = Voucher
product-fee = Fee or correction
product-test = Test
product-figures = Figures of the product
product-sold = Sold
product-in-orders = { $n ->
    [one] in { $count } order
   *[other] in { $count } orders
}
product-revenue = Revenue
product-returned = Returned
product-of-sold = { $share } of those sold
product-written-off = Written off
product-written-off-note = broken, lost or samples
product-last = Last sold
product-first = first on { $date }
product-recent = Latest orders
product-other-names = Also called
product-no-orders-title = Nobody has bought it yet
product-no-orders-words = When somebody buys it, the orders will be here.

# Consent
consents-title = Consent
consents-see = What they allow
consents-lead = What { $name } allows, why, and everything that was said.
consents-state = What may be sent
consents-what = What for
consents-answer = Answer
consents-no-address = There is no address to write to yet.
consents-history = Everything that was said
consents-no-history = Nothing was said yet. Record it here when they tell you, or ask them by the newsletter's form.
consents-record = Record what they said
consents-said = They said
consents-purpose = What for
consents-channel = By which way
consents-address = About this address
consents-how = How they told you
consents-text = Text that they read
consents-no-text = None
consents-place = Shop
consents-no-place = In none
consents-date = Day
consents-date-help = Empty if it was now.
consents-wrong-date = The day is today or before. Check it.
consents-proof = Proof
consents-proof-help = A ticket, a form's number, where the call is kept. No names.
consents-save = Record it
consents-wrong-channel = This address cannot be reached that way. Choose another way or another address.
answer-yes = Yes
answer-no = No
by-operator = The operator
by-hilo = Hilo
purpose-marketing = News and offers
purpose-profiling = Suggestions from what you buy
purpose-surveys = Questions about how it was
purpose-service = Notices about orders
way-email = by e-mail
way-sms = by SMS
way-whatsapp = by WhatsApp
way-phone = by phone
way-post = by post
way-push = as notices
way-ads = in advertisements
by-email = E-mail
by-sms = SMS
by-whatsapp = WhatsApp
by-phone = Calls
by-post = Post
by-push = Notices
by-ads = Advertisements
by-any = Every way
decision-granted = Allows
decision-withdrawn = Does not allow
decision-asked = Was asked
basis-consent = Consent
basis-soft_opt_in = Customer, similar products
basis-contract = Contract
basis-legitimate_interest = Legitimate interest
how-form = in a form
how-till = at the till
how-phone_call = on the phone
how-paper = on paper
how-message = in a message
how-import = in another system
how-double_opt_in = with the link in an e-mail
how-preference_page = on the preference page
how-one_click = with the unsubscribe button
how-parent = through a parent or guardian
why-granted = agreed on { $date }
why-needs-none = needs no consent
why-unknown_address = nobody has this address
why-wrong_channel = this address has no such way
why-never_granted = never agreed
why-not_confirmed = was asked on { $date } and has not confirmed
why-withdrew = withdrew on { $date }
why-withdrew_everywhere = withdrew for every address on { $date }
why-withdrew_as_another = withdrew on { $date }, before two customers were joined
why-suppressed = left alone since { $date }
why-too_young = too young until { $date }
why-age-unknown = the date of birth cannot be read
why-never_ordered = has not bought anything
why-no_soft_opt_in = the shop writes only to those who agreed
suppressed-unsubscribed = Unsubscribed
suppressed-bounced = Bounced
suppressed-complained = Complained
suppressed-by_hand = By hand
suppressed-erased = Erased
suppressed-robinson = Robinson list
suppressions-title = Left alone
suppressions-lead = Addresses that get nothing, whatever else was agreed. They are kept as fingerprints, also when the customer is erased.
suppressions-search = Whole e-mail or phone
suppressions-reason = Why
suppressions-any = Every reason
suppressions-with-lifted = With those taken off
suppressions-nobody = Nobody's here
suppressions-lift = Take off the list
suppressions-why = Why may we write again
suppressions-lifted = Taken off on { $date }
suppressions-add = Leave addresses alone
suppressions-addresses = Addresses
suppressions-addresses-help = One a line: e-mails, or phones such as +34612345678.
suppressions-save = Leave alone
suppressions-added = { $n ->
    [one] { $count } address added.
   *[other] { $count } addresses added.
}
suppressions-rejected = These lines are no address:
suppressions-line = line { $number }
suppressions-empty-title = No address is left alone
suppressions-empty-words = Those that bounce, complain or ask you to stop will be here.
knot-granted = Agreed
knot-withdrawn = Withdrew consent
knot-asked = Was asked to confirm
knot-captured = Left their address
knot-suppressed = The address is left alone
knot-lifted = The address may be written to again

# Pages for whoever has an address
newsletter-title = Our news, in your letter box
newsletter-lead = What is new, before anybody else. One e-mail a week at most.
newsletter-name = Name (if you like)
newsletter-interests = What do you like?
newsletter-leave-empty = Leave this empty
newsletter-send = Sign me up
newsletter-version = Text { $version }
newsletter-agree = Tick the box so that we may write to you.
newsletter-wrong = That is not an e-mail address. Check it and send it again.
newsletter-text-changed = The text that you agree to has changed. Read it and send it again.
newsletter-name-wrong = That name cannot be read. Write it shorter and without hidden signs, or leave it empty.
newsletter-done-title = Look into your letter box
newsletter-done-words = If this address can be signed up, it will get a link to confirm. Until you open it we do not write.
interest-news = New things
interest-offers = Offers
interest-events = Events in the shop
interest-care = Care and repair
confirm-title = Is this what you want?
confirm-lead = Somebody left this address with us. Confirm that it was you.
confirm-yes = Yes, I confirm
confirm-or = If it was not you, close this page and nothing happens.
confirm-done-title = Confirmed
confirm-done-words = It was confirmed on { $date }. Every e-mail of ours has a link to change it.
confirm-unknown-title = This link no longer leads anywhere
confirm-unknown-words = It ended after two weeks, or a part of it is missing. Leave your address again and you will get a new one.
confirm-again = Sign up again
preferences-title = What we may send you
preferences-lead = For { $address }
preferences-what = You allow
preferences-save = Save
preferences-stop = Stop everything
preferences-saved = Saved.
preferences-left-alone = Nothing is sent to this address, whatever you choose here. Ask the shop if that is wrong.
preferences-service = What you must know about your orders comes in any case.
preferences-unknown-words = A part of it may be missing. Open it again from one of our e-mails.

# The rights of a person
erase-crumb = Erase
erase-title = Erase { $name }
erase-lead = What leads to this person goes now and for good.
erase-goes = Goes
erase-stays = Stays, and leads to nobody
erase-stays-words = The law wants it kept. Nobody can tell any more whose it was.
erase-names = E-mails, phones, numbers and other ways they are known
erase-profile = Name, address and what each system said
erase-links = Joins, separations and lookalikes
erase-notes = Notes
erase-labels = Labels
erase-allowed = Permissions, interests and confirmation links
erase-private = Personal details of their thread
erase-sums = Figures of their card
keep-orders = Orders
keep-returns = Returns
keep-papers-why = The shop's books
keep-events = Moments of the thread
keep-events-why = Figures of products and shops
keep-consents = What they said they allow
keep-consents-why = Proof that it was respected
keep-left-alone = Addresses that are left alone
keep-left-alone-why = So that nobody bothers them again
keep-audit = Who saw and changed their card
keep-audit-why = So that one can answer for it
erase-warning = This cannot be undone.
erase-warning-words = Nor do they come back with a backup, or when the same file is imported again. If they buy again, they will be somebody new.
erase-type = To erase, type { $word }
erase-wrong = That is something else. Type { $word }
erase-do = Erase for good
erase-not = Do not erase
erase-export-first = First, see all that is known
did-erased = Erased. Nothing is left that leads to that person.
erased-person = Erased person
export-crumb = Their data
export-title = The data of { $name }
export-lead = All that { $retailer } knows of this person, on { $date }
export-file = Download everything (JSON)
export-index = Sections
export-more = There is more: the file has all of it.
told-profile = Profile
told-identifiers = How they are known
told-traits = What each system said
told-links = Joins
told-consents = What they said they allow
told-permissions = What they allow
told-left_alone = Addresses that are left alone
told-interests = Interests
told-labels = Labels
told-rule_labels = Labels by rule
told-notes = Notes
told-figures = Figures
told-orders = Orders
told-returns = Returns
told-events = Thread
told-audit = Who saw or changed it
told-field-name = Name
told-field-birth-date = Birth
told-field-street = Address
told-field-postcode = Postal code
told-field-city = Town
told-field-country = Country
told-field-language = Language
told-field-known-since = Since
told-field-kind = Kind
told-field-value = Value
told-field-source = Source
told-field-since = Since
told-field-of = Of
told-field-field = Field
told-field-said-at = When
told-field-with-value = With
told-field-purpose = What for
told-field-channel = Channel
told-field-decision = What they said
told-field-happened = When
told-field-basis = Ground
told-field-from = From
told-field-reason = Why
told-field-note = Note
told-field-at = When
told-field-interest = Interest
told-field-by = Who
told-field-text = Text
told-field-orders = Orders
told-field-spent = Bought
told-field-returns = Returns
told-field-returned = Returned
told-field-number = Number
told-field-lines = Items
told-field-total = Total
told-field-place = Shop
told-field-private = Details
told-field-act = What they did
privacy-title = Privacy
privacy-export = Their data
privacy-audit = Who saw it
privacy-erase = Erase

# The audit
audit-title = Audit
audit-lead = Who saw or changed what, and of whom. It cannot be edited.
audit-csv = Download CSV
audit-person = Person
audit-nobody = Nobody is known by that.
audit-who = Who
audit-what = What
audit-day = Day
audit-find = Filter
audit-when = When
audit-whom = Of whom
audit-more = Details
audit-anybody = Anybody
audit-anything = Anything
audit-nameless = No name
audit-none-words = Try another day, or take a filter away.
audit-empty-title = Nothing in the audit yet
audit-empty-words = When somebody opens a card or changes something, it will be here.
audit-card_opened = Opened the card
audit-exported = Saw or downloaded their data
audit-erased = Erased a person
audit-erased_again = Erased again after a restore
audit-merged = Joined two people
audit-undone = Undid a join
audit-redone = Redid a join
audit-kept_apart = Said that they are two people
audit-apart_no_more = Took back that they are two people
audit-told = Told what a customer is like
audit-parted = Parted an identifier
audit-sharing_set = Changed whether it is shared
audit-recycled = Gave a value to somebody else
audit-blocked = Blocked a value
audit-unblocked = Unblocked a value
audit-limit_set = Changed a rule of identity
audit-consent_recorded = Wrote down a permission
audit-consent_rule_set = Changed a rule or a text of consent
audit-suppressed = Changed an address that is left alone
audit-labelled = Put on or took off a label
audit-annotated = Wrote or took away a note
audit-label_deleted = Deleted a label
audit-bulk_labelled = Put a label on many people, or took it off
audit-bulk_undone = Took back a label on many people
audit-put_off = Put off a probable duplicate
audit-asked_again = Took back what was said of a probable duplicate

# Failures
failed-invalid = That cannot be read
failed-conflict = That cannot be done now
failed-invalid-remedy = What was asked does not fit what there is. Go back, look at it and try again.
failed-conflict-remedy = Something has changed meanwhile. Go back, open the page again and look.
failed-not-found = There is nothing here
failed-not-found-remedy = The address leads nowhere, or what was there is gone. Check it for a missing letter, or search by name.
failed-sign-in = You need to sign in
failed-sign-in-remedy = Your session has ended. Sign in again and you will be where you were.
failed-forbidden = This is not for your role
failed-forbidden-remedy = If you need it for your work, ask whoever manages Hilo to open it for you.
failed-too-many = Too fast
failed-too-many-remedy = { $n ->
    [one] Wait { $count } second and try again.
   *[other] Wait { $count } seconds and try again.
}
failed-busy = There is a lot of work right now
failed-busy-remedy = Nothing was changed. Try again in a few seconds.
failed-unknown = We do not know whether it was done
failed-unknown-remedy = The line broke while saving. Look first whether it is done; if it is not, do it again.
failed-internal = Something failed on our side
failed-internal-remedy = It is not because of what you did. Try again; if it goes on, tell us the reference.
failed-retry = Try again
failed-to-start = To the start
failed-to-signin = To the door
failed-reference = Reference

# The gallery
gallery-name = Gallery
gallery-lead = One of each, in every state, on both grounds. If it is not here, do not build a second one.
gallery-components = Components
gallery-thread = Thread
gallery-thread-words = Color is the channel, shape is the kind. Solid happened; dashed is promised.
gallery-color = Color
gallery-color-words = Neutral house, dyed thread. Red is the mark and the living moment, never a state.
gallery-type = Type
gallery-type-words = Inter variable, six sizes. Weight before size; tabular figures wherever numbers meet.
gallery-buttons = Buttons
gallery-buttons-words = One act in ink per page. The others are quiet.
gallery-badges = Badges, chips, ids
gallery-badges-words = A badge says a state, always with its word; a chip can be touched and lives in the address.
gallery-figures = Figures
gallery-figures-words = One strip, hairlines, the number first.
gallery-answers = How it goes
gallery-answers-words = Figures with their trends, the chart, shares and what needs a person; menus close with Esc.
gallery-table = Table
gallery-table-words = Sticky head, order in the address, rows by keyboard; on a phone, two lines a row.
gallery-form = Form
gallery-form-words = Label above, help below, error beside the field, input kept.
gallery-floats = Notices and toasts
gallery-floats-words = They say what happens and what to do; those that float leave on their own.
gallery-moving = Moving about
gallery-moving-words = Tabs, kept views, steps and switches.
gallery-day = Day
gallery-week = Week
gallery-palette = One search over everything
gallery-palette-words = Ctrl K on any page: people, orders, products and places.
gallery-work = Files and long work
gallery-work-words = What takes long goes on when you leave the page.
gallery-drop = Drop the file here
gallery-drop-over = Let go to send it
gallery-states = Empty and loading
gallery-states-words = An empty state teaches the next step.
gallery-read = Text to read.
gallery-support = Text that supports.
gallery-whisper = Text that whispers.
gallery-link = A link
gallery-save = Save
gallery-hover = Hover
gallery-press = Press
gallery-focus = Focus
gallery-saving = Saving
gallery-disabled = Disabled
gallery-quiet = Quiet
gallery-ghost = Ghost
gallery-bad = Cancel it
gallery-small = Small
gallery-more = More acts
gallery-help = Only your team sees it.
gallery-error = A number has no spaces. Try T-20418.
gallery-info = There are 3 new orders since you opened this page.
gallery-late = 1 day late
gallery-visit = Opened the app
gallery-parcel = Order ready to collect
gallery-message = Asked about a size
gallery-kept = Delivered on time
gallery-broken = Was not called in time
gallery-promise = Pick-up kept until 21:00
gallery-why = Same phone, verified with a code
gallery-mark-visit = visit
gallery-mark-message = message
gallery-mark-money = money
gallery-mark-parcel = parcel
gallery-mark-promise = promise
gallery-mark-kept = kept
gallery-mark-broken = broken
gallery-mark-join = join
added-strong = Added to the order
signed-up-strong = Signed up
signed-up-in = { " " }in { $place }
signin-wrong = E-mail and password do not go together. Check both and try again.
signin-too-many = Too many tries. Wait 15 minutes and try again.
signin-forgot = Forgot your password? Ask whoever manages staff for a link.
signin-password-set = Your new password works. Sign in with it.

labels-title = Labels
labels-lead = Your team puts a label on, or a rule does and keeps it up to date.
labels-none-worn = No labels.
labels-empty-title = No labels yet
labels-empty-words = Make the first: “Regular” for whoever buys three times, or a list for the fair in May.
label-new = New label
label-put-on = Put on
label-put-on-hint = Put a label on
label-take-off = Take off
label-take-off-name = Take { $name } off
label-by-rule = by rule
label-by-hand = Your team puts it on
label-from = { $who }, { $date }
label-from-rule = Its rule puts it on since { $date }
label-list = List
label-list-words = Gathers people for something.
label-tag = Tag
label-tag-words = Says something of somebody.
label-kind = What it is
label-name = Name
label-color = Color
label-rule = Rule
label-rule-words = Optional. Whoever meets every condition wears it, and loses it when they no longer do.
label-save = Save
label-leave = Leave without saving
label-delete = Delete the label
label-delete-words = { $n ->
    [0] Nobody wears it.
    [one] Comes off { $count } customer, and cannot be undone.
   *[other] Comes off { $count } customers, and cannot be undone.
}
label-worn-by = { $n ->
    [0] Nobody wears it yet
    [one] { $count } customer wears it
   *[other] { $count } customers wear it
}
label-see-people = See who wears it
label-renewing = looking
label-taken = There is a label of that name already.
label-name-wrong = A name has 1 to 60 characters that can be seen.
label-rule-wrong = A condition makes no sense: look at its number (amounts without a separator of thousands), and its currency, shop or channel.
head-label = Label
head-label-rule = Rule
head-label-made = Made
by-program = A program
did-label-saved = Label saved.
did-label-deleted = Label deleted.
color-plain = Gray
color-red = Red
color-ochre = Ochre
color-green = Green
color-teal = Teal
color-blue = Blue
color-violet = Violet
color-pink = Pink
rule-on = Condition
rule-nothing = None
rule-is = At least or at most, condition
rule-is-at-least = at least
rule-is-at-most = at most
rule-value = How much, condition
rule-of = Currency, shop, channel
rule-orders = Orders
rule-spent = Bought
rule-returns = Returns
rule-average-ticket = Average order
rule-facts = Knots on the thread
rule-first-seen = Days since first seen
rule-last-seen = Days since last seen
rule-channel = Times in a channel
rule-place = Times in a shop
rule-product = Times a product was bought
rule-event = Times something happened
rule-times-in = Times in { $key }
rule-at-least = { $what }: at least { $value }
rule-at-most = { $what }: at most { $value }
filter-label = Label
filter-any-label = Any label
filter-visitors = Visitors
filter-visitors-without = Customers only
filter-visitors-with = With visitors
filter-visitors-only = Visitors only
bulk-title = Label many at once
bulk-chosen = Chosen
bulk-one = 1 chosen
bulk-many = { "{n}" } chosen
bulk-page = Choose the page
bulk-matching = All that match
bulk-label = Label to put on or take off
bulk-put-on = Put on
bulk-take-off = Take off
bulk-pick = Choose { $name }
bulk-add = { $n ->
    [one] Put “{ $label }” on { $count } customer
   *[other] Put “{ $label }” on { $count } customers
}
bulk-remove = { $n ->
    [one] Take “{ $label }” off { $count } customer
   *[other] Take “{ $label }” off { $count } customers
}
bulk-add-all = Put “{ $label }” on all that match
bulk-remove-all = Take “{ $label }” off all that match
bulk-all-words = These are all that match the filters of the list.
bulk-chosen-words = These are those you chose in the list.
bulk-undo-words = You can undo it afterward: whoever wore it before stays as they were.
bulk-do-add = Put the label on
bulk-do-remove = Take the label off
bulk-leave = Back
did-bulk-add = { $n ->
    [one] Put “{ $label }” on { $count } customer.
   *[other] Put “{ $label }” on { $count } customers.
}
did-bulk-remove = { $n ->
    [one] Took “{ $label }” off { $count } customer.
   *[other] Took “{ $label }” off { $count } customers.
}
did-bulk-running = { $n ->
    [one] “{ $label }”: looked at { $count } customer, goes on in the background.
   *[other] “{ $label }”: looked at { $count } customers, goes on in the background.
}
did-bulk-undoing = { $n ->
    [one] Undoing “{ $label }” on { $count } customer.
   *[other] Undoing “{ $label }” on { $count } customers.
}
did-bulk-undone = { $n ->
    [one] Undone: “{ $label }” is as it was on { $count } customer.
   *[other] Undone: “{ $label }” is as it was on { $count } customers.
}
notes-title = Notes
notes-none = No notes.
note-hint = Something worth remembering
note-add = Note it
note-remove = Remove
noted-strong = Your team noted
noted-by = { $who } noted
noted-removed = { ": " }a note that is gone
duplicates-title = Probable duplicates
duplicates-lead = Cards that agree in something that hardly anybody shares. You decide whether they are one person.
duplicates-empty-title = Nobody seems to be here twice
duplicates-empty-words = When two cards agree in the e-mail, the telephone, or the name with the birth date or address, they appear here.
duplicates-empty-next = See the customers
count-pairs-many = More than { $count } pairs
count-pairs = { $n ->
    [one] { $count } pair
   *[other] { $count } pairs
}
duplicate-why = In what they agree
duplicate-same = Compare and join
duplicate-never = Not the same
duplicate-later = Later
duplicate-no-orders = No orders
duplicate-email = Same e-mail, written otherwise
duplicate-phone = Same telephone, written otherwise
duplicate-name-birth = Same name and birth date
duplicate-name-phone = Same name and a telephone in common
duplicate-name-address = Same name and address
duplicate-held = A card or device in common
duplicate-postcode = Same postal code
duplicate-street = Same street and number
duplicate-birth = Same birth date
duplicate-gsp = Same name and postal code
duplicate-gdp = Same given name, birth date and postal code
duplicate-sdp = Same surname, birth date and postal code
duplicate-sna = Same surname and address
duplicate-gna = Same given name and address
duplicate-dnp = Same birth date, house number and postal code
did-duplicate-never = Not the same person: nobody is asked again.
did-duplicate-later = You are asked again in 30 days.
did-duplicate-back = Back in the queue.

# Sources
sources-title = Sources
sources-lead = Who tells what happens on your web, in your app and in your shops.
sources-empty-title = Nobody tells anything yet
sources-empty-words = Set up a source, put its key where the web or app loads, and what people look at will be on their card.
head-source = Source
source-today = Messages today
source-waiting = Rejected
source-last = Last heard of
source-never = never
source-again = Sent again
source-on = On
source-off = Off
source-turn-on = Turn on
source-turn-off = Turn off
source-browser = Web site
source-app = App
source-server = Own server
source-device = Shop device
source-partner = Partner
source-believed = Its key is secret. What it says of who somebody is counts.
source-public = Everybody can read its key, so it speaks for its own browser or app only: it can never be somebody else, nor record orders or consent.
source-claims = Its key is secret. What it says of who somebody is stays a claim and joins nobody.
source-new = New source
source-name = Name
source-kind = What it is
source-kind-help = A web site or app has a public key. The others have a secret one.
source-origins = Web sites that may tell
source-origins-help = One a line, without a path. Empty takes any.
source-any-origin = Any
source-rate = Messages a second, at most
source-rate-label = At most
source-rate-help = Empty is the usual: 1,000 with a public key, 20,000 with a secret one.
source-create = Set up
source-name-refused = Write a name of 1 to 60 characters.
source-name-taken = There is a source with this name already.
source-origins-refused = Write each web site without a path, such as https://shop.example.
source-rate-refused = A rate is a whole number from 1 to 1,000,000.
source-kind-refused = Choose what it is.
source-origins-kind = Only messages of a web site come from one. Leave this empty.
source-networks = Nets of your own
source-networks-label = Your own nets
source-no-networks = None
source-networks-help = Shops and offices, one a line, as 203.0.113.0/24 or 2001:db8::/32. What comes from there counts as nobody's visit.
source-networks-refused = Write each net as 203.0.113.0/24 or 2001:db8::/32, at most 100.
source-change = Change
source-set = Save
source-now = What comes in
source-pause = Pause and look inside
source-go-on = Go on
source-inside = All that is kept
source-see-rejects = See them
source-nothing = Nothing yet. What comes in appears here by itself.
source-nobody = of nobody known
source-connect = How to connect
source-connect-words = The SDKs of Segment and RudderStack work as they are, with this address and key.
source-connect-site = Put this line into the head of every page: each look at a page arrives, and analytics.track(…) tells the rest. Where the law asks for it, let your cookie notice load it once a visitor agrees. The SDKs of Segment and RudderStack work as they are, too.
source-copy = Copy
source-your-key = YOUR-SECRET-KEY
source-keys = Keys
source-key-made = made
source-key-revoked = taken back
source-key-revoke = Take back
source-key-add = Add a key
source-key-help = Both count until you take one back: so a key can be changed without losing a message.
source-fresh = Copy this secret key now
source-fresh-words = It is shown this once. Hilo keeps only its fingerprint.
source-takes = What it takes
source-code = Its word in events
rejects-title = Rejected
rejects-lead = Kept for 30 days. Mend the sender, or tell them again once Hilo knows better. Your look is noted in the audit.
rejects-empty-title = Everything could be used
rejects-empty-words = A message that cannot be used will be here, with the reason and the field.
reject-empty = The message was empty.
reject-replay = Tell again
reject-replayed = Told again and taken
reject-too-large = Larger than 32 KB
reject-too-many = Beyond the 2,500 messages of a batch
reject-broken = Not a JSON object
reject-no-such-call = Its type is none of the six calls
reject-nobody = Neither userId nor anonymousId
reject-missing = A field is missing
reject-shape = A field is something else than it should be
tracked-campaign = campaign { $name }
tracked-from = from { $host }
tracked-clock = the sender's clock was wrong
tracked-robot = Robot
tracked-own = Your own net
tracked-said = Only said
audit-source_set = Set up or switched a source
audit-key_set = Added or took back a key
audit-rejects_seen = Read messages that could not be used
audit-rejects_replayed = Told messages again
audit-source_watched = Watched what a source tells
did-source-made = The source is set up
did-source-key = There is one more key
did-source-revoked = The key counts no more, within seconds
did-source-on = The source is listened to
did-source-off = The source is not listened to
did-source-set = What it takes is changed
did-replayed-none = None can be used yet
tracked-products-searched = Searched
tracked-product-list-viewed = Looked at a list of products
tracked-product-list-filtered = Filtered a list of products
tracked-promotion-viewed = Saw a promotion
tracked-promotion-clicked = Followed a promotion
tracked-product-clicked = Chose a product in a list
tracked-product-viewed = Looked at a product
tracked-product-added = Put in the cart
tracked-product-removed = Took out of the cart
tracked-cart-viewed = Looked at the cart
tracked-checkout-started = Began to pay
tracked-checkout-step-viewed = Came to a step of paying
tracked-checkout-step-completed = Finished a step of paying
tracked-payment-info-entered = Entered how to pay
tracked-coupon-entered = Entered a coupon
tracked-coupon-applied = A coupon was taken
tracked-coupon-denied = A coupon was refused
tracked-coupon-removed = Took a coupon off
tracked-product-added-to-wishlist = Put on the wish list
tracked-product-removed-from-wishlist = Took off the wish list
tracked-wishlist-product-added-to-cart = Put in the cart from the wish list
tracked-product-shared = Shared a product
tracked-cart-shared = Shared the cart
tracked-product-reviewed = Reviewed a product
tracked-application-installed = Installed the app
tracked-application-opened = Opened the app
tracked-application-updated = Updated the app
tracked-application-backgrounded = Left the app
tracked-push-notification-received = Got a notice on the phone
tracked-push-notification-tapped = Opened a notice on the phone
tracked-email-opened = Opened an e-mail
tracked-email-link-clicked = Followed a link of an e-mail
tracked-shop-visited = Came into the shop
tracked-product-tried-on = Tried on
tracked-product-asked-for = Asked for a product
tracked-product-scanned = Scanned a product
tracked-fitting-room-entered = Went into the fitting room
tracked-order-completed-reported = An order, as the source says
tracked-order-updated-reported = A changed order, as the source says
tracked-order-cancelled-reported = A canceled order, as the source says
tracked-order-refunded-reported = A refund, as the source says
tracked-return-accepted-reported = A return, as the source says
tracked-return-updated-reported = A changed return, as the source says
tracked-consent-granted-reported = Consent, as the source says
tracked-consent-withdrawn-reported = Withdrawn consent, as the source says
tracked-consent-asked-reported = Was asked for consent, as the source says
tracked-address-suppressed-reported = An address to leave alone, as the source says
tracked-unsubscribed-reported = Unsubscribed, as the source says
tracked-customer-joined-reported = Signed up, as the source says
tracked-page-viewed = Looked at a page
tracked-screen-viewed = Looked at a screen
tracked-customer-identified = Said who they are
tracked-group-joined = Said to belong to a group
tracked-alias-said = Said to have two names
tracked-custom-event = Did
source-messages = { $n ->
    [one] { $count } message today
   *[other] { $count } messages today
}
source-rejected = { $n ->
    [one] { $count } message could not be used
   *[other] { $count } messages could not be used
}
source-rate-is = { $n ->
    [one] { $count } message a second
   *[other] { $count } messages a second
}
rejects-replay = { $n ->
    [one] Tell { $count } again
   *[other] Tell { $count } again
}
did-replayed = { $n ->
    [one] { $count } message was taken
   *[other] { $count } messages were taken
}

# What is sold: its page, what is said of it, its prices.
product-active = For sale
product-archived = Retired
product-draft = In preparation
product-new = New product
product-edit = Change
product-new-lead = A code is enough to begin with. The rest can come later.
product-edit-lead = What you leave empty is taken away.
product-save = Save
product-cancel = Leave it as it is
product-prices = Prices
product-variants = Sizes and colors
count-variants = { $n ->
    [one] 1 variant
   *[other] { $n } variants
}
variant-gone = not sold any more
head-variant = Variant
head-gtin = Bar code
head-price = Price
head-course = How it changed
head-missing = Missing
head-online = On the web
price-before = Before
price-before-help = The lowest price of the thirty days before the reduction
price-none = no price
product-said = Details
product-nothing-said = Nothing has been said of it yet.
product-missing = What is missing
product-closed = It cannot be on the web until this is said.
product-open = It may be on the web; this would make it better.
product-brand = Brand
product-categories = Categories
product-collections = Seasons and collections
product-composition = Composition
product-composition-help = A fiber a line: 70 wool. Of a part: 100 silk (lining)
product-beside = What goes with it
product-related = Similar
product-related-help = What could be liked as well. One code a line.
product-cross-sell = Goes with
product-cross-sell-help = What is bought beside it. One code a line.
product-up-sell = A better one
product-up-sell-help = What costs a little more and is worth it. One code a line.
product-parts = Made of
product-parts-help = For bundles alone, one part a line: 2 × TL-CAM. Of one variant: 1 × TL-CAM / TL-CAM-38.
product-care = Care
product-warnings = Warnings
product-origin = Made in
product-maker = Maker
product-responsible = Responsible in the European Union
product-size-grid = Size grid
product-attributes = Attributes
product-words = Words
product-where = Where it stands and what it is made of
product-code = Code
product-code-help = Yours, as the labels have it. It does not change later.
product-price-later = It can have a price as soon as there is a price list.
product-price-list-make = Make a price list
product-name = Name
product-description = Description
product-name-in = Name ({ $language })
product-description-in = Description ({ $language })
product-state = State
product-refused-amount = A price lies between 0 and 10,000,000: write it as 59.90.
product-refused-attributes = An attribute is not right: see whether it is a number, or yes or no.
product-refused-care = There is no such word for care. See those below.
product-refused-changed = Somebody has changed this product meanwhile. Open it again and do it anew.
product-refused-composition = The fibers of each part make 100. Write each as 70 wool.
product-refused-currency = That list is in another currency.
product-refused-from = A price holds from today or later.
product-refused-gtin = That bar code is not valid, or another variant has it.
product-refused-options = Two variants have the same size and color.
product-refused-origin = A country has two letters, such as ES or PT.
product-refused-parts = A product does not go with itself, and a bundle has 1 to 1,000 of each part and no other bundle. Check the codes.
product-refused-sku = A code has 1 to 64 visible letters.
product-refused-text = A text is too long, or has a letter that cannot be seen.
product-refused-to = A reduction ends after it begins, and a regular price does not end.
product-refused-unknown = There is no such category, maker, list or product. See how it is written.
gap-state = It is in preparation
gap-name = Name
gap-description = Description
gap-category = Category
gap-variant = A size or color for sale
gap-price = Price
gap-maker = Maker
gap-maker-address = Address and e-mail of the maker
gap-responsible = Responsible in the European Union
gap-composition = Composition
gap-picture = Picture
gap-picture-alt = Words for who does not see a picture
gap-name-translation = Name in another language
gap-description-translation = Description in another language
prices-lead = What it costs on each list, and what it has cost. Nothing is deleted.
prices-empty-title = No price lists yet
prices-empty-words = Make one for a channel, a zone or a group of customers, and your prices will be here.
prices-none-here = No prices on this list.
amount-how = { $n ->
    [0] Write an amount without decimals, like this: { $example }.
   *[other] Write the amount like this: { $example }, with { $count } decimals at most.
}
price-set = Set a price
price-list = List
price-all = All that are sold
price-every = All sizes and colors
price-kind = What it is
price-regular = Regular price
price-sale = Reduction
price-from = From
price-from-help = Empty: from now
price-to = Until
price-to-help = The last day of the reduction
unready-title = To complete
unready-lead = What is missing before each product may be on the web, or would make it better.
unready-empty-title = Nothing is missing
unready-empty-words = When a product lacks something, it will be here.
count-gaps = { $n ->
    [one] 1 thing missing
   *[other] { $n } things missing
}
online-yes = May be
online-no = Not yet
did-product = Saved.
did-price = The price is set.
care-wash-95 = Wash up to 95 °C
care-wash-70 = Wash up to 70 °C
care-wash-60 = Wash up to 60 °C
care-wash-60-mild = Wash up to 60 °C, mild
care-wash-50 = Wash up to 50 °C
care-wash-50-mild = Wash up to 50 °C, mild
care-wash-40 = Wash up to 40 °C
care-wash-40-mild = Wash up to 40 °C, mild
care-wash-40-very-mild = Wash up to 40 °C, very mild
care-wash-30 = Wash up to 30 °C
care-wash-30-mild = Wash up to 30 °C, mild
care-wash-30-very-mild = Wash up to 30 °C, very mild
care-wash-hand = Wash by hand
care-wash-no = Do not wash
care-bleach = Any bleach
care-bleach-oxygen = Only bleach without chlorine
care-bleach-no = Do not bleach
care-tumble-80 = Tumble dry, normal
care-tumble-60 = Tumble dry, low
care-tumble-no = Do not tumble dry
care-dry-line = Line dry
care-dry-drip-line = Drip line dry
care-dry-flat = Dry flat
care-dry-drip-flat = Drip dry flat
care-dry-line-shade = Line dry in the shade
care-iron-200 = Iron up to 200 °C
care-iron-150 = Iron up to 150 °C
care-iron-110 = Iron up to 110 °C, without steam
care-iron-no = Do not iron
care-clean-p = Dry clean P
care-clean-f = Dry clean F
care-clean-w = Professional wet clean
care-clean-w-mild = Wet clean, mild
care-clean-no = Do not dry clean

reviews-title = Reviews
reviews-lead = What people say of what they have. What somebody of the team has read is shown; few stars are no reason to refuse.
reviews-waiting = To read
reviews-shown = Shown
reviews-refused = Refused
reviews-stars = Stars
reviews-any = Any stars
reviews-look = Look
reviews-waiting-empty-title = Nobody has said anything since you looked
reviews-shown-empty-title = No review is shown yet
reviews-refused-empty-title = You have refused no review
reviews-empty-words = They come with what is written in the shop or by the API, and with those of another platform when its catalog is imported here.
review-stars = { $n ->
    [one] { $n } star
   *[other] { $n } stars
}
review-verified = Verified purchase
review-answer = The shop's answer
review-answer-do = Answer
review-answer-change = Change the answer
review-answer-save = Save the answer
review-show = Show
review-refuse = Refuse
review-why = Why it is refused
review-reason-insulting = It insults
review-reason-personal = It tells somebody's details
review-reason-advert = It is advertising
review-reason-off-topic = It is not about the product
review-reason-unlawful = It is against the law
review-reason-fake = They cannot know it
did-review-shown = The review is shown.
did-review-refused = The review is refused. It is still counted among the refused.
did-review-answered = The answer is kept.
did-review-silent = The answer is taken back.
reviewed-strong = Reviewed
reviewed-of = { ": " }{ $product }
reviewed-gone = { ": " }a review that is not there any more
product-reviews = Reviews
product-reviews-none = Nobody has reviewed it yet.
product-reviews-all = See all
product-reviews-of = { $n ->
    [one] { $n } review
   *[other] { $n } reviews
}
product-reviews-verified = { $n ->
    [one] { $n } verified purchase
   *[other] { $n } verified purchases
}

# Importing
imports-title = Import
imports-lead = Import products, customers and orders. Nothing changes until you have seen what would.
imports-open = Import
imports-empty-title = Nothing was brought here yet
imports-empty-words = Export products, customers and orders as CSV from the shop you had, and choose the files here.
imports-earlier = Earlier imports
imports-send = Bring files
imports-shop = From which shop
imports-shop-help = With any other shop, choose a table and say what its columns are.
imports-currency = Currency of the prices
imports-currency-help = EUR, where you say nothing.
imports-files = Files
imports-files-help = Up to 40, .csv or .csv.gz, of 500 MB at most each. Their order does not matter.
imports-look = Look at them
import-csv = A table (CSV)
import-looking = Looking at the files
import-looked = Ready to take
import-running = Being taken
import-done = Taken
import-failed = Not taken
import-again = Look again
import-far = How far it is
import-waits = It begins in a moment.
import-leave = You can leave this page: it goes on by itself.
import-nothing-yet = Nothing has changed yet. This is what would.
import-new = New
import-changed = Changed
import-same = As before
import-refused = Refused
import-products = Products
import-customers = Customers
import-orders = Orders
import-reviews = Reviews
import-start = Take them
import-see = See the products
import-list = What was refused, as CSV
import-other = Choose other files
import-lost = Pictures that could not be fetched
import-line = line { $number }
import-columns = What the columns are
import-columns-words = Guessed by their names. Change what is wrong: the next table with these columns is read the same way.
import-columns-set = Look again like this
import-file-words = names for others
import-file-products = products
import-file-links = what goes with what
import-file-customers = customers
import-file-orders = orders
import-file-reviews = reviews
import-file-skipped = not known here, left out
import-refused-files = The files did not arrive, or none was chosen. Choose up to 40 and send them again.
import-refused-shop = Choose the shop that the files come from.
import-refused-currency = Write a currency in three letters, such as EUR.
import-refused-large = A file is larger than 500 MB. Compress it with gzip, or split it.
imports-more = Several stores, or prices with a comma
imports-store = Name of the store
imports-store-help = Only when several of them come together: order 1001 of one is not that of the other.
imports-decimals = Decimals of the prices
imports-decimals-help = Only when a price such as 1.234 can be read in two ways.
imports-decimals-file = As the file makes clear
imports-decimals-comma = Behind a comma: 1.234,50
imports-decimals-point = Behind a point: 1,234.50
imports-sending = Sending the files. Leave this page open.
imports-broken = The files did not arrive. Look at your connection and send them again.
import-nothing-new = Everything in these files is here already: there is nothing to take.
import-try = Try again
import-stop = Stop
import-discard = Discard the files
import-forget = Forget this import
import-refused-store = Give the store a short name of letters and numbers, such as north.
import-refused-decimals = Choose comma or point.
why-price = this is not a price such as 59.90
why-price-two-ways = this can be read in two ways, as one and as a thousand. Write it with two decimals, or say which mark the decimals have
why-date = this is not a date such as 2026-11-20 10:30:00
why-date-far = this date lies before 1990 or in the future
why-sku-none = there is no SKU
why-sku-twice = a SKU of it is another product's, too
why-handle-none = there is no handle, so it is of no product
why-id-none = there is neither a SKU nor an ID
why-parent-none = it is a variation of nothing: the parent is missing
why-parent-away = the product whose variant it is, is not in the file
why-state = this is no state such as active or draft
why-twice = the product was told already, further up or in a file before
why-rows-many = there are more lines of it than a product or an order can have
why-number-none = there is no number of an order
why-number = the number is too long or holds characters that cannot be seen
why-quantity = this is not a quantity
why-line-none = nothing was bought: there is no line
why-line-nothing = a line has neither a SKU nor a name
why-line-price = a line has no price
why-line-too-large = a line comes to more than a hundred million
why-order-other = another order with this number is here. Give each store that orders come from its own name
why-nobody = it names nobody: there is no number, no e-mail address and no telephone with its country
why-email = this is not an e-mail address
why-identifier = who it is cannot be read
why-stars = this is no number of stars from 1 to 5
why-product-none = there is no such product here
why-unknown = it names something that is not here
why-sku = a SKU is missing, too long, or holds what a SKU cannot hold
why-sku-taken = the SKU is of another product
why-gtin = another variant has the bar code already, or it is none
why-text = a text is missing, too long, or holds characters that cannot be seen
why-too-many = it has more of something than a product can have
why-options = the variants of it are not told apart by the same options
why-variants = its variants do not fit together
why-origin = the origin is no country of two letters, such as ES
why-attributes = an attribute has too many values, or one that it cannot have
why-category = a category cannot be kept
why-translations = a translation cannot be kept
why-parts = a bundle has 1 to 1,000 of each part
why-currency = this is no currency of three letters, such as EUR
why-language = a language is two letters, such as es
why-picture = this is no picture, or none that can be read
why-picture-none = this picture is not in the folder
why-picture-address = this is no address that a picture may be fetched from
why-picture-server = its server does not give this picture
why-picture-too-large = the picture is too large
why-other = something of it cannot be kept
trouble-import-file = The file cannot be read. Is it complete?
trouble-import-empty = The file has a header and no line below it.
trouble-import-unknown = None of these files is an export that is known here of the shop you chose. Choose another shop, or “A table (CSV)” and say what the columns are.
trouble-import-given-up = It stopped here again and again, not because of the files. Whoever runs Hilo finds the cause in the log.
trouble-import-gone = The files were kept for a week and are gone. Send them again.
trouble-import-cancelled = Somebody stopped it. What came before stays.
trouble-csv-encoding = The file is written in a way that cannot be read. Save it as CSV UTF-8.
trouble-csv-quotes = A quote is opened and never closed. Close it, or double it.
trouble-csv-columns = A line has more cells than the header. Something between its cells is wrong.
trouble-csv-header = The first line does not name the columns.
trouble-csv-large = The file is too large: up to 2 GB and five million lines, unpacked. Send it in parts.
trouble-csv-row = A line is larger than 2 MB. Is a quote before it never closed?
trouble-csv-packed = The name of the file ends with .gz, and it is not packed with gzip.
trouble-csv-scattered = Lines that belong together stand too far apart. Sort the file, so that those of one product or order follow each other.
trouble-mapping = What the columns are cannot be read. Choose it again.
trouble-mapping-sku = Say below which column is the SKU: none is known to be.
trouble-mapping-twice = Two columns are said to be the same. Leave one of them out below.
trouble-mapping-column = The columns of this file are not those that were chosen. Choose them again below.
trouble-currency = The prices of this shop are here in another currency already. Leave the currency out.
trouble-store = Give the store a short name of letters and numbers, such as north.
trouble-files = Choose one file at least: .csv or .csv.gz.
trouble-other = These files cannot be taken. Mend them and send them again.
count-import-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
count-import-products = { $n ->
    [one] 1 product
   *[other] { $n } products
}
count-import-customers = { $n ->
    [one] 1 customer
   *[other] { $n } customers
}
count-import-orders = { $n ->
    [one] 1 order
   *[other] { $n } orders
}
count-import-pictures = { $n ->
    [one] 1 picture
   *[other] { $n } pictures
}
count-import-prices = { $n ->
    [one] 1 price
   *[other] { $n } prices
}
count-import-set = { $n ->
    [one] 1 change to the price list
   *[other] { $n } changes to the price list
}
count-import-waiting = { $n ->
    [one] 1 is still being fetched
   *[other] { $n } are still being fetched
}
count-import-left = { $n ->
    [one] 1 is in a folder, which only the command line brings
   *[other] { $n } are in a folder, which only the command line brings
}
count-import-rejects = { $n ->
    [one] 1 line is refused
   *[other] { $n } lines are refused
}
count-import-first = { $n ->
    [one] This one
   *[other] The first { $n }
}
column-is-ignore = Leave it out
column-is-code = Product code
column-is-sku = SKU
column-is-gtin = Bar code
column-is-name = Name
column-is-description = Description
column-is-brand = Brand
column-is-price = Price
column-is-sale-price = Reduced price
column-is-category = Categories
column-is-tags = Tags
column-is-picture = Pictures
column-is-state = For sale or not
column-is-origin = Made in
column-is-size = Size
column-is-color = Color
column-is-option = Option: { $name }
column-is-attribute = Attribute: { $name }

# The list of products.
reading-typos = Your catalog does not say “{ $q }”: this comes closest.
reading-parts = Nothing has all the words of “{ $q }”: this has some of them.
price-from-amount = from { $price }

# Many products changed at once.
many-title = Change products
many-one = 1 product chosen
many-several = {"{n}"} products chosen
many-chosen = Choose products
many-open = Change
many-head = { $n ->
    [one] Change { $count } product
   *[other] Change { $count } products
}
many-cut = { $n ->
    [one] { $count } matches.
   *[other] { $count } match: the first 2,000 are changed, by name.
}
many-lead = Say what changes and see what it would come to. What you leave as it is stays.
many-undo-words = You can take it back afterwards.
many-what = What changes
many-leave = Leave as it is
many-none = nothing
many-becomes = becomes
many-no-brand = Take the brand away
many-add-category = Put into the category
many-remove-category = Take out of the category
many-season = Season
many-no-season = None
many-add-collection = Put into the collection
many-remove-collection = Take out of the collection
many-preview = See what would change
many-empty-title = Choose what changes
many-empty-words = You will see each product here, with what it says and what it would say, before anything changes.
many-outcome = What would change
many-changes = { $n ->
    [0] Nothing would change
    [one] { $count } product would change
   *[other] { $count } products would change
}
many-same = is so already
many-same-count = { $n ->
    [one] { $count } is so already.
   *[other] { $count } are so already.
}
many-refused-count = { $n ->
    [one] { $count } cannot be changed.
   *[other] { $count } cannot be changed.
}
many-do = { $n ->
    [one] Change { $count } product
   *[other] Change { $count } products
}
many-hidden = { $n ->
    [one] and { $count } more
   *[other] and { $count } more
}
many-refused-too-many = Choose 1 to 2,000 products, or filter the list.
many-refused-nothing = Say what changes.
did-many = { $n ->
    [one] { $count } product of { $total } changed.
   *[other] { $count } products of { $total } changed.
}
did-many-running = { $n ->
    [one] Changing: { $count } product of { $total } so far.
   *[other] Changing: { $count } products of { $total } so far.
}
did-many-undoing = { $n ->
    [one] Undoing the change of { $count } product.
   *[other] Undoing the change of { $count } products.
}
did-many-undone = { $n ->
    [one] Undone: { $count } product says what it said before.
   *[other] Undone: { $count } products say what they said before.
}

# The table.
table-title = Edit as a table
table-lead = Change names, states and brands where they stand. Only what you change is kept.
table-leave = Back to the list
table-cell-changed = Somebody has changed this meanwhile. Save again to keep yours.
unsaved = There are changes that are not saved.
languages-changed = Somebody has translated some of this meanwhile. Yours is still written: save again to keep it.
media-changed = Somebody has changed the pictures meanwhile. What you wrote is still here: save again to keep it.
table-refused = { $n ->
    [one] { $count } row was not kept; the others were.
   *[other] { $count } rows were not kept; the others were.
}
did-table-same = There was nothing to keep.

# Tabs of the catalog.
goods-tabs = The catalog
tab-list = All
tab-prices = Price changes
many-prices = Change prices

# The pictures of a product.
media-title = Pictures
media-lead = The first is the one that lists show. Say what each shows, for who does not see it.
media-change = Change pictures
media-all = See pictures
media-first = First
media-wait = Making sizes…
media-unsaid = Picture without a description
media-alt = What it shows
media-alt-in = What it shows ({ $language })
media-color = Which color it is of
media-every-color = All of them
media-up = Move picture { $place } up
media-down = Move picture { $place } down
media-remove = Remove picture { $place }
media-empty-title = No pictures yet
media-empty-words = Send them here: they are cleaned, turned upright and made in every size.
media-send = Add pictures
media-send-act = Send
media-files = Files
media-files-help = JPEG, PNG, GIF or WebP, up to 20 MB each and 20 at once.
media-too-large = { $name } is too large: up to 20 MB and 50 million points.
media-unread = { $name } is not a picture that can be read. Send it as JPEG, PNG, GIF or WebP.
media-none = Choose at least one file.
media-many = { $name } and those behind it were not sent: 20 at once is the most.
did-pictures = Pictures added.

# Many prices changed at once.
changes-title = Price changes
changes-lead = Reductions and raises of many products at once. See first what changes; later it can be undone.
changes-made = Changes made
changes-empty-title = No changes yet
changes-empty-words = Choose products and by how much they change. Each change stays here, with who made it and how to undo it.
change-new-title = New change
change-of = Which products
change-of-help = For others, find and choose them in the list of products.
change-of-all = All that are sold
change-of-chosen = { $n ->
    [one] The chosen one
   *[other] The { $count } chosen
}
change-of-categories = Categories
change-of-seasons = Seasons and collections
change-of-brands = Brands
change-how = How
change-amount = How much
change-down-percent = Down by a percentage
change-up-percent = Up by a percentage
change-down-by = Down by an amount
change-up-by = Up by an amount
change-to = Set to
change-ending = Rounding
change-no-ending = To the cent
change-ends = To end in { $ending }
change-preview = See what would change
change-limits = Up to 10,000 prices at once. For more, go by category. Costs are not known yet: see for yourself that nothing falls below.
change-plan = What would change
change-count = { $n ->
    [0] No price would change
    [one] { $count } price would change
   *[other] { $count } prices would change
}
change-problems = { $n ->
    [one] { $count } cannot be and stays as it is.
   *[other] { $count } cannot be and stay as they are.
}
change-left = { $n ->
    [one] { $count } stays as it is: without a price, or the same.
   *[other] { $count } stay as they are: without a price, or the same.
}
change-law = “Before” is the lowest price of the thirty days before, which the law wants shown.
change-do = { $n ->
    [one] Change { $count } price
   *[other] Change { $count } prices
}
change-old = Now
change-new = New
change-below-nothing = would be below zero
change-no-reduction = would be no reduction
change-was-down = down { $much }
change-was-up = up { $much }
change-was-to = to { $much }
change-prices = { $n ->
    [one] { $count } price
   *[other] { $count } prices
}
change-from = from { $date }
change-until = until { $date }
change-at-once = from now on
change-holds = Holds
change-ahead = To begin
change-over = Over
change-undone = Undone
change-refused-too-many = That is more than 10,000 prices: change them in parts, such as by category.
change-refused-nothing = Nothing would change: choose products that have a price on this list.
change-refused-how = Write how much: a whole percentage such as 20, or an amount such as 5.50.
change-refused-undone = It was undone already.
change-refused-plan = Prices have changed since you looked: look once more at what would change.
did-price-change = Prices changed.
did-price-undone = Undone: the prices from before are back.

# Words that nobody finds.
words-title = Searches
words-lead = What is looked for and not found, and words that mean the same.
words-misses = Nothing found in the last 30 days
words-misses-empty-title = All that was looked for was found
words-misses-empty-words = When somebody looks for something and finds nothing, it will be here, the most frequent first.
words-query = What they wrote
words-in-vain = In vain
words-of = of { $count }
words-times = { $n ->
    [one] { $count } time
   *[other] { $count } times
}
words-last = Last time
words-make = Make a synonym
words-known = Has a synonym
words-synonyms = Synonyms
words-empty-title = No synonyms yet
words-empty-words = If your customers say jumper and you say sweater, say so here and they will find it.
words-both-ways = is the same as { $finds }
words-one-way = also finds { $finds }
words-remove = Remove
words-new = New synonym
words-word = Who looks for
words-finds = Finds this, too
words-finds-help = Several, with commas. Up to four words each.
words-two-way = And the other way round
words-keep = Keep synonym
words-refused = Write a word and another that it finds, of up to four words each.
did-synonym = Synonym kept.
did-synonym-gone = Synonym removed.

# The tree of categories.
shelves-title = Categories
shelves-lead = Where each product stands. What stands in a category stands in those above it, too.
shelves-empty-title = No categories yet
shelves-empty-words = Make the first one: Women, Men, Home… You can put others within each.
shelf-new = New category
shelf-name = Name
shelf-name-in = Name ({ $language })
shelf-in = Within
shelf-top = At the top
shelf-add = Make category
shelf-see = See what stands in { $name }
shelf-up = Move { $name } up
shelf-down = Move { $name } down
shelf-refused-name = Write a name with letters or digits.
shelf-refused-known = There is a category of that name already.

# What is missing in other languages.
languages-title = Translations
languages-lead = What is missing in other languages, with the text beside it. Who looks in those languages finds it, too.
languages-parts = What is translated
languages-products = Products
languages-names = Names of lists
languages-help = What you leave empty stays untranslated.
languages-empty-title = Nothing is missing
languages-empty-words = When a product does not say something in this language, it will be here.
languages-which = Languages
languages-which-words = Beside Spanish, products are told in those that you choose. Taking one away erases nothing that is written.
languages-none-title = In Spanish alone
languages-none-words = Choose above in which other languages you tell your products, and what is missing in them will be here.
name-of-category = category
name-of-collection = season or collection
name-of-attribute = attribute
name-of-attribute-value = value of an attribute
name-of-axis = size, color…
name-of-option-value = value of size, color…

# Staff, accounts and keys.

device-on = { $browser } on { $system }
device-unknown = A device that does not say what it is
team-role = Role
team-shops = Shops
team-shops-help = Choose none and they see every shop. Bound to some, they see the orders and returns of those alone; customers are one for all.
team-every-shop = Every shop
team-me = You
team-off = Disabled
team-codes = Codes
team-not-in = Not signed in
staff-title = Staff
staff-lead = Who works here, what each may do, and who is awaited.
staff-search = Name or address
staff-any-role = Any role
session-seen-head = Last seen
waiting-title = Invitations
waiting-none = Nobody is awaited. Invite a colleague: you get a link to hand over.
waiting-by = Invited by { $name }
waiting-over = Its week is over
waiting-until = Works until
waiting-renew = New link
waiting-withdraw = Take back
invite-title = Invite somebody
invite-words = Hilo sends no e-mail yet: you get a link that works once, for seven days. Hand it over yourself.
invite-do = Make the link
invite-link = The link for { $email }
invite-link-words = It is shown this once. Whoever opens it chooses a name and a password and is inside.
renewal-title = A new password
renewal-lead = Choose another password. Your open sessions end.
renewal-do = Save the password
renewal-forgot = Forgotten password
renewal-forgot-words = Make a link to choose another. It works once, for a day, and ends their sessions.
renewal-make = Make a link
renewal-link = The link for { $email }
renewal-link-words = It is shown this once. Hand it to that person and to nobody else: whoever opens it chooses the password.
codes-all-title = Codes for everybody
codes-all-on = Asked of all
codes-all-words = Besides the password, Hilo asks for a code from an app on the phone.
codes-all-do = Ask everybody for a code
codes-all-stop = Leave it to each
member-audit = What they did
member-rights = Role and shops
member-own = This is your own account. Another owner can change your role.
member-save = Save
member-lost = Lost phone
member-lost-words = Takes the codes and recovery codes away and ends the sessions. The password stays as it is.
member-lost-do = Take the codes away
member-off = Disable the account
member-off-words = They can sign in no more and their sessions end. What they did stays in the audit.
member-off-do = Disable
member-on = Enable the account
member-on-words = They can sign in again with the password that they had.
member-on-do = Enable
roles-title = Roles
roles-what = What may each role do?
roles-lead = What each role may do. Yours is { $role }.
roles-right = May
roles-yes = yes
roles-no = no
role-owner = Owner
role-product = Product
role-marketing = Marketing
role-sales = Sales
role-service = Service
role-operations = Operations
role-accountant = Accountant
role-associate = Associate
right-customers-see = See customers
right-customers-edit = Change customers: labels, notes, who is who
right-customers-privacy = Export and erase people
right-identity-rules = Set the rules of who is one person
right-consents-edit = Write down what people allow
right-catalog-see = See products and prices
right-catalog-edit = Change products
right-prices-edit = Set prices
right-reviews-edit = Show and answer reviews
right-orders-see = See orders and returns
right-orders-edit = Record orders and returns
right-imports = Import files
right-imports-people = Import customers, orders and reviews
right-sources-see = See sources
right-sources-edit = Change sources and their keys
right-operations-see = See how everything runs
right-operations-edit = Try again what was set aside, and make backups
right-house-edit = Name the store, its companies and shops
right-staff-edit = Invite staff and give roles
right-keys-edit = Make API keys
right-audit-see = Read the audit
sessions-title = Sessions
sessions-words = Where this account is open. End what you do not know, and change the password.
sessions-none = Signed in nowhere just now.
session-seen = seen
session-began = since
session-this = This one
session-end = End this
sessions-end-all = Sign out everywhere
account-title = My account
account-you = You
account-name = Name
account-save = Save
password-title = Password
password-old = Password you have
password-new = New password
password-help = At least 12 characters. Four or five words that do not belong together make a good one.
password-save = Change the password
codes-title = Codes when signing in
codes-on = On
codes-words = An app on your phone makes a new code every half minute. With it, nobody comes in who only knows your password.
codes-begin = Set up
codes-picture = A square code to read with the app
codes-read = Read this with an authenticator app, then type the code that it shows.
codes-type = If you cannot read it, type this into the app:
codes-code = Code
codes-confirm = Turn on
codes-left = { $n ->
    [0] Codes are on. You have no recovery codes left: make new ones.
    [one] Codes are on, and one recovery code is left.
   *[other] Codes are on, and { $count } recovery codes are left.
}
codes-off = Turn off
codes-done = Codes are on
recovery-title = Recovery codes
recovery-words = Keep them where your phone is not. Each lets you in once, in place of a code. They are shown this once.
recovery-copy = Copy them
recovery-anew = New recovery codes
recovery-on = I have kept them, go on
code-title = One more step
code-lead = Type the code that your app shows now, or a recovery code.
code-setup-lead = Codes are asked of everybody here. Set yours up to come in.
code-back = Back to the start
invited-title = Invitation
invited-hello = Welcome to { $retailer }
invited-lead = You were invited as: { $role }. Choose a name and a password.
invited-enter = Come in
keys-page = API keys
keys-lead = What programs come in with. Each may only what you choose, and its acts stand in the audit under its name.
keys-api = What they may ask
api-lead = What programs may ask and tell, room by room. This page is made from the description of the API itself, so it says what holds here.
api-room-lead = What can be asked here, with everything that goes in and comes out.
api-rooms = Rooms of the API
api-begin = To begin
api-begin-words = A program comes in with a key. Every example on these pages is run by a test before each release.
api-parameters = Parameters
api-reads = Reads
api-answers = Answers
api-same-fields = The same fields as in
api-refuses = May refuse with
api-example = Try it
api-field = Name
api-kind = What it is
api-means = What it means
api-needed = Needed
api-not-yours = Not yours
api-refusals = When something is refused
api-refusals-words = The answer is a problem (RFC 9457): the end of type is stable, title says what to do.
api-status = Status
count-fields = { $n ->
    [one] { $count } field
   *[other] { $count } fields
}
keys-empty-title = No key yet
keys-empty-words = Give each program a key of its own: an ERP, a report, a till. Then you can take back one without stopping the others.
key-new = A new key
key-name = What is it for?
key-name-help = The name stands beside what it does.
key-rights = What it may do
key-rights-help = The less, the better.
key-last-day = Last day
key-last-day-help = Empty: it works until it is taken back.
key-make = Make the key
key-fresh = The key
key-fresh-words = It is shown this once. Send it as Authorization: Bearer.
key-revoked = Taken back
key-over = Over
key-until = works until
key-used = used
key-unused = never used
key-revoke = Take back
refused-email = This is not an e-mail address.
refused-staff-exists = There is an account for this address already.
refused-owner-shops = An owner sees every shop. Choose no shop, or another role.
refused-own-account = This is your own account. Ask another owner.
refused-last-owner = This is the last owner. Make somebody else an owner first.
refused-shops = One of these shops is not there any more.
refused-role = Choose one of the roles.
refused-name = A name has 1 to 200 characters, all of which can be seen.
refused-password-short = A password has at least 12 characters.
refused-password-long = A password has at most 200 characters.
refused-password-email = The password is the e-mail address. Choose another.
refused-password-common = Too many people use this password, so it would be guessed. Choose another.
refused-password-wrong = The password you have is not this one.
refused-code-wrong = This code is not right, or it was used already. Wait for the next one.
refused-codes-nothing = Begin to set codes up first.
refused-codes-required = Codes are asked of everybody here, so yours stay on.
refused-codes-own-first = Set up your own codes first, in your account.
refused-key-rights = Choose at least one thing that the key may do.
refused-key-expiry = The last day must be a day from today on.
refused-invitation-used = This invitation was taken already. Sign in instead.
refused-invitation-withdrawn = This invitation was taken back. Ask whoever sent it for another.
refused-invitation-expired = This invitation worked for seven days, which are over. Ask whoever sent it for another.
refused-invitation-unknown = There is no such invitation. Check the link.
refused-forbidden = You cannot give more than you have.
did-invitation-gone = The invitation is taken back: its link opens nothing.
did-codes-required = Everybody is asked for a code from now on.
did-codes-free = Codes are up to each.
did-role-set = Role and shops are saved.
did-staff-on = The account is enabled again.
did-staff-off = The account is disabled, and its sessions are over.
did-codes-taken = The codes are taken away, and the sessions are over.
did-sessions-ended = The sessions are over.
did-renamed = The name is changed.
did-password-set = The password is changed, and your other sessions are over.
did-codes-off = Codes are off.
did-codes-on = Codes are on.
did-key-revoked = The key opens nothing any more.
audit-signed_in = Signed in
audit-door_shut = The account let nobody in for a while, after too many wrong passwords or codes
audit-signed_out = Signed out
audit-password_link_made = Made a link for another password
audit-invited = Invited somebody
audit-invited_anew = Renewed an invitation
audit-invitation_withdrawn = Took an invitation back
audit-joined = Came in by an invitation
audit-staff_added = Added an account
audit-role_set = Changed a role
audit-disabled = Disabled an account
audit-enabled = Enabled an account
audit-renamed = Changed a name
audit-password_set = Changed a password
audit-codes_on = Turned codes on
audit-codes_off = Turned codes off
audit-codes_taken = Took codes away
audit-recovery_made = Made new recovery codes
audit-recovery_used = Came in by a recovery code
audit-codes_required = Set whether codes are asked of all
audit-sessions_ended = Ended sessions
audit-retailer_named = Named the store
audit-shop_kept = Added, changed or removed a shop
audit-company_kept = Added, changed or removed a company
audit-api_key_made = Made an API key
audit-api_key_revoked = Took an API key back

# Price lists, makers, and what a product lacks.
lists-title = Price lists
lists-lead = In which currency and of whom each price is asked. One is nearly always enough.
lists-empty-title = There are no price lists yet
lists-empty-words = Make the first: the usual one, in euros and with the tax. Then you set on it what each thing costs.
list-usual = The usual one
list-usual-name = Retail price
list-new = New list
list-make = Make the list
list-change = Change
list-name = Name
list-currency = Currency
list-currency-help = It does not change later.
list-taxed = Its prices include the tax
list-with-tax = with tax
list-without-tax = without tax
list-everybody = for everybody
list-for-group = for { $group }
list-whom = For whom
list-whom-help = Empty: for everybody, everywhere
list-channel = Channel
list-channel-any = Every channel
list-zone = Zone
list-zone-help = A country, ES, or a part of one, ES-CN. Empty: everywhere.
list-group = Group of customers
list-group-help = As your customers have it: wholesale. Empty: for everybody.
list-rank = Rank
list-rank-help = Where several lists fit, the one with the highest number is asked.
list-code = Code
list-code-help = Empty: it follows from the name. Files and the API use it.
list-refused-currency = The prices of that list are in another currency already. Make another list.
list-refused-known = There is a list with that code already. Write another name, or another code.
list-refused-name = Write a name with letters.
list-refused-rank = The rank is a whole number, such as 10.
list-refused-text = A text is too long, or has a letter that cannot be seen.
list-refused-zone = A zone is a country or a part of one, such as ES or ES-CN.
did-price-list = List saved.
makers-title = Makers
makers-lead = Who makes what you sell, and who answers for it in the European Union. The law asks for their address and e-mail.
makers-empty-title = There are no makers yet
makers-empty-words = Add the first; if you sew it yourself, that is you. Then you choose it in each product.
maker-new = New maker
maker-change = Change the maker
maker-add = Add a maker
maker-name = Name or trade mark
maker-address = Postal address
maker-address-help = Street, number, postal code, city and country
maker-email = E-mail address
maker-where = Where it is
maker-in-union = In the European Union
maker-outside = Outside the European Union
maker-union-help = Somebody within answers for what comes from outside: add them here as well.
maker-unreached = Address or e-mail missing
maker-refused-email = That is no e-mail address: write it like hello@workshop.example.
maker-refused-known = There is a maker of that name already.
maker-refused-name = Write a name with letters.
maker-refused-text = A text is too long, or has a letter that cannot be seen.
did-maker = Maker saved.
product-prices-of = Prices of { $name }
product-kind = What it is
product-category = Category
product-also = Also in
product-category-none = None
product-category-make = Make a category
product-unsaid = Not said
product-responsible-help = Only where the maker is outside the Union.
product-refused-taken = There is a product with the code { $code } already. Write another, or look at the one there is:
product-refused-kind = Choose what it is.
product-refused-sku-taken = That code is of another product already. Write another.
meanwhile-title = Somebody has changed it meanwhile
meanwhile-field = What
meanwhile-theirs = It says now
meanwhile-mine = You wrote
meanwhile-taken = Nothing; theirs stays
pick-none = Nothing chosen
attribute-another = { $name }: another value
care-of-wash = Washing
care-of-bleach = Bleaching
care-of-dry = Drying
care-of-iron = Ironing
care-of-clean = Professional care
said-yes = Yes
said-no = No
price-nothing-sold = Nothing of this product is sold, so there is nothing to price.
price-colors-all = Every color
price-sku = SKU
price-sku-help = { $n ->
    [one] Empty: the one that is sold
   *[other] Empty: all { $count } that are sold
}
price-and-more = { $n ->
    [one] { $labels } and one more
   *[other] { $labels } and { $count } more
}
price-earlier = { $n ->
    [one] One earlier change
   *[other] { $count } earlier changes
}
price-rows-more = { $n ->
    [one] There is one more row.
   *[other] There are { $count } more rows.
}
price-refused-day = Choose a day of the calendar.
price-refused-from = A price holds from today on or later.
price-refused-nothing = Nothing of this product is sold, so there is nothing to price.
price-refused-past = That day has passed. A price holds from today on or later; what it cost does not change.
price-refused-sale-above = A sale costs less than the regular price.
price-refused-sale-alone = Set the regular price first: a sale is compared with it.
price-refused-sku = Nothing with that SKU and color is sold.
price-refused-to = A sale ends after it begins, and a regular price does not end.
price-refused-unknown = That price list does not exist any more. Choose another.
did-prices = { $n ->
    [one] One price set.
   *[other] { $count } prices set.
}
did-price-same = It cost that already: nothing changed.
sale-end = { $n ->
    [one] End the sale
   *[other] End the sale of { $count }
}
sale-end-help = From now on it costs the regular price. You can put it back.
sale-again = Put it back
did-sale-ended = { $n ->
    [0] There was no sale to end.
    [one] Sale ended.
   *[other] { $count } sales ended.
}
did-sale-again = { $n ->
    [0] That sale would be over by now: nothing changed.
    [one] The sale holds again.
   *[other] { $count } sales hold again.
}
variant-color = Color
variant-size = Size
variants-change = Change
variants-by-color = { $n ->
    [one] One color
   *[other] { $count } colors
}
variants-of-color = { $n ->
    [one] one variant, { $sold } sold
   *[other] { $count } variants, { $sold } sold
}
variants-of = Sizes and colors of { $name }
variants-lead = What one can buy. What is taken away is sold no more; earlier orders keep it.
variants-sold = What is sold
variants-grid-help = Tick what is sold. A box that was not there makes its size, with a SKU that follows from both.
variants-numbers = SKUs and bar codes
variants-kept = Nothing is deleted: what is not ticked is sold no more.
variants-add = Add a color or sizes
variants-add-do = Add
variants-add-help = The SKU follows from the product's code, the color and the size.
variants-sizes = Sizes
variants-others = Other sizes
variants-others-help = With commas: S, M, L. Empty: without a size.
variant-sold = Sold
gtin-check = The last digit should be { $digit }. See whether one is missing or too many.
gtin-length = A bar code has 8, 12, 13 or 14 digits.
variants-refused-changed = Somebody has changed this product meanwhile. What you wrote is here: look at it and save again.
variants-refused-gtin = A bar code is not valid, or another variant has it.
variants-refused-known = There are all of these already. Where one is not sold, tick it in the table.
variants-refused-nothing = Write a color or choose sizes.
variants-refused-options = Two variants have the same size and color.
variants-refused-sku = The SKU would be too long. Shorten the color or the size.
variants-refused-sku-taken = One of these SKUs is of another product.
variants-refused-variants = A product has at most 2,000 variants.
reviews-of = Of
reviews-of-all = See those of all
shelf-move-help = In another place its code changes, and so do those within it; its products and translations go along.
shelf-remove = Take the category away
shelf-remove-empty = It has no products.
shelf-remove-up = { $n ->
    [one] Its product goes to the one above.
   *[other] Its { $count } products go to the one above.
}
shelf-remove-not = { $n ->
    [one] It has one product: put it in another category first.
   *[other] It has { $count } products: put them in another category first.
}
shelf-refused-category = Categories stand in one another eight deep at most.
shelf-refused-has-others = Other categories stand in it: move them or take them away first.
shelf-refused-has-products = It has products: put them in another category first.
shelf-refused-parent = The category that it was to stand in is no more. Choose another.
shelf-refused-text = The name is too long, or has a letter that cannot be seen.
shelf-refused-within = A category cannot stand in itself.
did-category-gone = { $n ->
    [0] Category taken away.
    [one] Category taken away; its product stands in the one above.
   *[other] Category taken away; its { $count } products stand in the one above.
}

# Operating: how everything stands, what was set aside, storage, backups, settings.
operations-title = Operations
operations-lead = How everything stands, what needs you, and what can be tried again.
operations-since = Running since
health-well = All is well
health-well-words = There is nothing to do. This page keeps itself up to date.
health-count = { $n ->
    [one] One thing to look at
   *[other] { $count } things to look at
}
health-look = Soon
health-act = Now
health-fold-behind = { $n ->
    [one] Cards and totals are one minute behind. After an import that is usual; else look into the log.
   *[other] Cards and totals are { $count } minutes behind. After an import that is usual; else look into the log.
}
health-events-parked = { $n ->
    [one] One event is missing in sums. Read why, mend it, and try it again.
   *[other] { $count } events are missing in sums. Read why, mend it, and try them again.
}
health-jobs-parked = { $n ->
    [one] One job kept failing. Read why, mend it, and try it again or give it up.
   *[other] { $count } jobs kept failing. Read why, mend it, and try them again or give them up.
}
health-jobs-wait = { $n ->
    [one] A job waits for one minute. After an import that is usual; else look into the log.
   *[other] A job waits for { $count } minutes. After an import that is usual; else look into the log.
}
health-line-full = { $n ->
    [one] One act was refused because too much waited to be saved. Is the disk slow, or an import running?
   *[other] { $count } acts were refused because too much waited to be saved. Is the disk slow, or an import running?
}
health-disk-full = { $n ->
    [one] 1 MB is free on the disk of the data. Make room, or move to a larger disk.
   *[other] { $count } MB are free on the disk of the data. Make room, or move to a larger disk.
}
health-no-backup = There is no backup. Make one now, and have one made each night.
health-backup-old = { $n ->
    [one] The last backup is a day old. Make one now, and have one made each night.
   *[other] The last backup is { $count } days old. Make one now, and have one made each night.
}
health-backup-failed = The last backup could not be made. Read why, and make one again.
health-backup-unchecked = The last backup was never rehearsed. Do it with hilo backup check.
health-backup-bad = The last backup did not pass its rehearsal. Read why, and make another.
health-certificate-ends = { $n ->
    [one] The certificate ends in a day. Renew it; Hilo reads it again by itself.
   *[other] The certificate ends in { $count } days. Renew it; Hilo reads it again by itself.
}
health-in-the-clear = Whoever is on the network can overhear sessions. Name a certificate, or put a proxy in front.
operations-folds = Sums
operations-folds-words = What adds up every event: cards, sales and visits.
operations-folds-none = Nothing was added up yet.
operations-version = version { $version }
operations-built = being built
operations-up-to-date = Up to date
count-operations-behind = { $n ->
    [one] 1 event behind
   *[other] { $count } events behind
}
operations-jobs = Jobs
operations-jobs-words = What Hilo does by itself, in the background.
operations-jobs-none = Nothing waits.
count-jobs-waiting = { $n ->
    [one] 1 waits
   *[other] { $count } wait
}
count-jobs-running = { $n ->
    [one] 1 is being done
   *[other] { $count } are being done
}
count-jobs-parked = { $n ->
    [one] 1 set aside
   *[other] { $count } set aside
}
operations-lines = What waits to be saved
operations-lines-words = Where a line is full, what is new is refused, and nothing is changed.
operations-waited = half within { $time }
operations-waited-most = 99 of 100 within { $time }
count-operations-refused = { $n ->
    [one] 1 refused
   *[other] { $count } refused
}
line-people = People
line-bulk = What nobody waits for
line-reads = Reads
operations-storage = Storage
storage-database = Database
storage-log = Its log
storage-pictures = Pictures
storage-backups = Backups
storage-free = Free
storage-day = Day
storage-growth = Growth
storage-growth-none = From tomorrow on this shows how much it grows each day.
operations-backups = Backups
backup-now = Make one now
backup-waiting = Waits
backup-running = Being made
backup-made = Made
backup-failed = Failed
backup-elsewhere = its file is not here
backups-empty-title = No backups yet
backups-empty-words = A backup keeps everything but the pictures. Make the first one here.
backup-check-words = To know whether a backup can be restored, rehearse it:
check-none = Not rehearsed
check-good = Rehearsed
check-findings = With findings
check-failed = Cannot be restored
operations-parked-events = Events set aside
operations-parked-events-words = A sum could not take them, so they are missing in it.
operations-parked-jobs = Jobs set aside
operations-parked-jobs-words = They failed ten times. Once you have mended it, try them again.
operations-again = Try again
operations-again-all = { $n ->
    [one] Try 1 again: { $kind }
   *[other] Try all { $count } again: { $kind }
}
count-job-tries = { $n ->
    [one] 1 try
   *[other] { $count } tries
}
operations-give-up = Give up…
operations-give-up-words = What this job was to do will not be done. It is noted that you gave it up.
operations-give-up-sure = Give it up
operations-beside = What comes in
count-sources-on = { $n ->
    [one] 1 is on
   *[other] { $count } are on
}
count-sources-off = { $n ->
    [one] 1 is off
   *[other] { $count } are off
}
count-imports-busy = { $n ->
    [0] none at work
    [one] 1 at work
   *[other] { $count } at work
}
count-imports-failed = { $n ->
    [one] 1 failed
   *[other] { $count } failed
}
operations-settings = Settings
operations-settings-words = As this process started. Secrets are not shown.
setting-name = Setting
setting-value = Value
setting-origin = Where it comes from
setting-hidden = hidden
setting-built = default
setting-file = { $file }, line { $line }
fold-card = Cards
fold-product-sales = Sales by product
fold-visits = Visits
job-backups = Backups
job-products-bulk = Changes of many products
job-duplicates = Looking for duplicates
job-identity = Looking again at who is who
job-imports = Imports
job-labels-bulk = Labelling many
job-labels = Labels by rules
job-returns = Matching returns
job-pictures-fetch = Fetching pictures
job-pictures = Sizes of pictures
job-erasures = Ending an erasure
job-blocks = Blocked values
did-jobs-tried = It is tried again
did-job-given-up = The job was given up
did-event-counted = The event is counted now
did-event-aside = The event is still set aside: read why
did-backup-asked = A backup was asked for. It appears below once it is made.
audit-jobs_retried = Tried jobs again
audit-job_given_up = Gave a job up
audit-event_retried = Tried an event again
audit-backup_made = Asked for a backup
audit-sample_removed = Removed the invented shop
audit-import_started = Brought files of another shop
audit-import_rejects_seen = Read what could not be brought

house-lead = What it is called, its companies and its shops.
house-name = The name
house-name-label = What your store is called
house-name-help = Your team and whoever buys see it.
house-shops = Shops
house-shops-none = There is none yet. Add the first with the form.
house-shop-new = A new shop
house-shop-change = Change the shop
house-shop-name = Name
house-city = Town
house-address = Address
house-company = Company that invoices
house-code = Code
house-code-help = Orders of the till and of other programs come with it. Left empty, it follows from the name. It does not change later.
house-shop-add = Add the shop
house-companies = Companies
house-companies-none = A company is who invoices. Add yours with its tax number.
house-company-new = A new company
house-company-change = Change the company
house-legal-name = Legal name
house-tax-number = Tax number
house-registered = Registered address
house-country = Country
house-company-add = Add the company
house-refused-company-country = Choose a country of the list.
house-refused-shop-code = A code has up to 40 letters, digits, hyphens and dots, such as goya.
house-refused-shop-company = That company is not there any more. Choose another.
house-refused-shop-known = There is one of this code. Change it, or write another.
start-title = First steps
start-done = { $done } of { $of }
start-is-done = done
start-name = Give it a name
start-name-words = The name that your team and whoever buys see.
start-name-do = Write it
start-shops = Add your shops
start-shops-words = Where things are sold and picked up. One is enough to begin.
start-shops-do = Add
start-staff = Invite your team
start-staff-words = Each person comes in with an account and sees what is theirs.
start-staff-do = Invite
start-import = Bring your products
start-import-words = From Shopify, WooCommerce, Magento or a CSV, with customers and orders.
start-import-do = Bring
start-source = Connect your site
start-source-words = What happens on your site or app reaches the thread of each customer.
start-source-do = Connect
did-house = Kept.

audit-is-add = put on
audit-is-remove = taken off
audit-is-new = new
audit-is-set = changed
audit-is-revoked = taken back
audit-is-on = turned on
audit-is-off = turned off
audit-of-customers =
    { $n ->
        [one] { $n } customer
       *[other] { $n } customers
    }
audit-of-from = before { $value }
audit-of-jobs =
    { $n ->
        [one] { $n } job
       *[other] { $n } jobs
    }
audit-of-key = key { $value }
audit-of-kind = { $value }
audit-of-label = label { $value }
audit-of-language = language { $value }
audit-of-limit = limit { $value }
audit-of-rejected =
    { $n ->
        [one] { $n } refused
       *[other] { $n } refused
    }
audit-of-role = role { $value }
audit-of-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
audit-of-sessions =
    { $n ->
        [one] { $n } session
       *[other] { $n } sessions
    }
audit-of-shops = shops { $value }
audit-of-source = source { $value }
audit-of-shop = shop { $value }
audit-of-company = company { $value }
audit-of-staff = { $value }
audit-of-taken =
    { $n ->
        [one] { $n } taken
       *[other] { $n } taken
    }
audit-of-text = text { $value }
audit-of-to = now { $value }
audit-of-fold = sum { $value }
audit-of-sharing = { $value }
audit-of-rights = may: { $value }

# Home
home-today = Today
home-week = 7 days
home-month = 28 days
home-days = Chosen days
home-show = Show
home-until = { $days }, until { $time }, against { $before } until the same time. A year ago: { $year }.
home-whole = { $days }, against { $before }. A year ago: { $year }.
home-all-shops = All shops
home-my-shops = My shops
home-no-shop = In no shop
home-filters = Only this is shown
home-filter-off = remove
home-figures = Figures
home-net = Net sales
home-orders = Orders and tickets
home-average = Average ticket
home-returns = Returns
home-visits = Visits
home-newcomers = New people
home-was = was { $value }
home-year-ago = a year ago { $value }
home-more = { $percent } more
home-less = { $percent } less
home-as-much = as much
home-also = Also in { $currency }
home-needs = Needs a person
home-calm = Nothing waits for you. Enjoy the day.
home-by-hour = Net sales by hour
home-by-day = Net sales by day
home-chart-says = { $title }: { $is }, before { $was }. The table below has the figures.
home-as-table = The figures as a table
home-hour = Hour
home-day = Day
home-by-channel = By channel
home-by-shop = By shop
home-against = against { $before }
home-nothing = Nothing in this time
home-thread = The whole shop, now
home-pause = Pause
home-go-on = Go on
home-quiet = Nothing has happened yet. What customers do appears here as they do it.
home-new-title = Nothing has been sold yet
home-new-words = Bring the customers, products and orders of your shop, or connect your web site. Figures begin with the first order.
home-step-import = Import
home-step-source = Connect a source
home-step-product = Add a product
home-old-title = The newest sale is of { $date }
home-old-words = Nothing has been sold since. Look at the last days that have figures.
home-old-day = Show that day
home-old-month = Show its 28 days
count-visits = { $n ->
    [one] { $count } visit
   *[other] { $count } visits
}
need-look = Look
need-check = Check
need-read = Read
need-compare = Compare
need-complete = Complete
need-write = Write
need-or-more = { $words }, at least
need-events = { $n ->
    [one] { $count } event is missing in the sums
   *[other] { $count } events are missing in the sums
}
need-events-words = Figures are too low until it is mended and tried again.
need-jobs = { $n ->
    [one] { $count } job kept failing
   *[other] { $count } jobs kept failing
}
need-jobs-words = They were set aside with their reason. Try them again, or give them up.
need-backup-none = There is no backup
need-backup-failed = The last backup failed
need-backup-old = The last backup is { $count } days old
need-backup-words = If this machine breaks today, whatever came since the last backup is lost.
need-backup-act = Back up
need-silent = { $n ->
    [one] { $name } has told nothing for a day
   *[other] { $count } sources have told nothing for a day, { $name } among them
}
need-silent-words = Was its key or its page changed? Visits and behavior are missing meanwhile.
need-rejects = { $n ->
    [one] { $count } message could not be used
   *[other] { $count } messages could not be used
}
need-rejects-words = They wait for 30 days. Mend the cause, and tell them again.
need-imports = { $n ->
    [one] { $count } import stopped
   *[other] { $count } imports stopped
}
need-imports-words = What was brought until then stays. See why, and go on.
need-reviews = { $n ->
    [one] { $count } review waits
   *[other] { $count } reviews wait
}
need-reviews-words = Shoppers see them once you have.
need-pairs = { $n ->
    [one] { $count } pair may be one person
   *[other] { $count } pairs may be one person
}
need-pairs-words = They have names, addresses or phones in common.
need-unready = { $n ->
    [one] { $count } product cannot be sold yet
   *[other] { $count } products cannot be sold yet
}
need-unready-words = They lack something that the law or a shopper needs.
need-untold = { $n ->
    [one] { $count } product lacks its words in { $language }
   *[other] { $count } products lack their words in { $language }
}
need-untold-words = Shoppers of that language read another meanwhile.
told-title = Notifications
told-lead = What happened while you were not looking: work of yours that ended, and trouble that you can mend. Kept for 30 days.
told-none = Nothing to tell you
told-none-words = When an import, a backup or other work of yours ends, or something fails, you will see it here and at the bell.
told-new = New
told-unseen = { $n ->
    [one] { $count } not seen
   *[other] { $count } not seen
}
told-import-done = The import from { $shop } has ended
told-import-done-words = See what came in and what was refused.
told-import-looked = { $shop }: the files are read
told-import-looked-words = See what would come in, and start the import.
told-import-failed = The import from { $shop } stopped
told-import-failed-words = What came before stays. See why, and go on.
told-labelled-on = The label is on everybody it was meant for.
told-labelled-off = The label is off everybody it was meant for.
told-changed = The change of many products has ended.
told-backup = The backup is made
told-backup-words = It weighs { $size }.
told-joined = { $name } has joined the team
told-joined-words = They took your invitation.
told-key-ends = The key { $name } ends soon
told-key-ended = The key { $name } works no more
told-key-words = It is good until { $when }. Make another, and change it in the program that uses it.
told-disk = { $megabytes } MB are left on the disk
told-disk-words = Without room there is no backup and no upgrade. Make room, or move to a larger disk.
import-beyond = These files bring customers or orders of every shop. An owner or operations may take them.
sample-title = You are looking at Telar, an invented shop
sample-words = To begin with your own, remove it: { $customers } customers, { $orders } orders, { $products } products go, and whatever you added to try it. Your team, its keys and the audit stay. It does not come back.
sample-remove = Remove Telar
did-sample-removed = Telar is gone. The house is yours: begin with its name.
first-title = Begin with your house
first-lead = Nobody works here yet. You will be the one who may do everything; then you invite your team.
first-enter = Make my account and enter
signin-nobody = Nobody works here yet. Open the link that Hilo wrote when it started, or make somebody on the machine with
did-house-gone = “{ $name }” is gone.
house-remove = Remove
house-remove-words = Nothing refers to it yet. You can undo this.
house-stays-shop = It has orders or people, so it cannot be removed.
house-stays-company = It has shops, so it cannot be removed.
house-refused-company-tax-number = This is no NIF, CIF or NIE: the control letter or digit does not fit. Look it over.
house-refused-company-twin = There is a company with this number already, or with this name and no number. Change that one.
house-refused-shop-twin = There is a shop of this name in this town already. If it is another, write its address or another name.
field-empty = This is missing.
field-hidden = It has a letter that cannot be seen. Write it again.
field-long =
    { $n ->
        [one] There is room for { $count } letter.
       *[other] There is room for { $count } letters.
    }
codes-all-now =
    { $n ->
        [0] Nobody without codes has a session open now.
        [one] { $count } session of somebody without codes ends now: they set them up when they sign in again.
       *[other] { $count } sessions of people without codes end now: they set them up when they sign in again.
    }
did-came = Welcome. You are in, and can start working.
start-till = Connect your till
start-till-words = Orders come by themselves from the till or another program. Make a key and give it to whoever runs it.
start-till-do = Make a key
orders-by-program = Connect the till
orders-example = See an example
need-backup-none-words = If this machine breaks today, everything is lost.
operations-machine = For whoever runs the machine
backup-nightly = To have one each night, add this line with crontab -e on the machine of Hilo, as the user that starts it. Better if the folder is on another disk.
backup-nightly-database = The address of your database goes where it says postgres://…
import-missing-column = One column is still to be named
imports-too-many = You chose { $chosen } files and there is room for { $most }. Take some away and bring the rest later.
consent-text-read = Text “{ $version }” in { $language }
thread-elsewhere =
    { $n ->
        [one] There is { $count } more fact in other shops.
       *[other] There are { $count } more facts in other shops.
    }
