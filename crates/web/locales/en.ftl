# What all pages share. Keys stand in the same order in both languages.

ago-now = now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-yesterday = yesterday
ago-days = { $n ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
day-today = Today
day-yesterday = Yesterday

channel-web = Web
channel-app = App
channel-shop = Shop
channel-kiosk = Kiosk
channel-whatsapp = WhatsApp
channel-instagram = Instagram
channel-email = E-mail
channel-phone = Phone
channel-chat = Chat
channel-market = Marketplace
channel-import = Imported
channel-hilo = Hilo

frame-skip = Skip to content
frame-rooms = Rooms
frame-search = Search
frame-home = Home
frame-customers = Customers
frame-orders = Orders
frame-products = Products
frame-duplicates = Duplicates
frame-sources = Sources
frame-staff = Staff
frame-house = Your store
frame-operations = Operations
frame-more = More
frame-account = My account
frame-crumbs = Breadcrumb
frame-notifications = Notifications
frame-theme = Switch between light and dark
frame-language = Read in { $language }
frame-keys = Keys
frame-sign-out = Sign out
frame-live = Live
frame-live-lost = Line lost, trying again
frame-close = Close
frame-failed = The news could not be fetched. Try again.
frame-copied = Copied

keys-title = Keys
keys-palette = Go anywhere
keys-search = Search this page
keys-next = Next row
keys-previous = Previous row
keys-open = Open the row
keys-leave = Back to the list, or close
keys-help = Show these keys

find-title = Search everything
find-words = Person, order, product or place

view-keep = Keep view
view-name = Name of the view
view-shared = Let the whole team see it
view-save = Keep
view-remove = Remove this view

copy-id = copy the id
copy-short = Copy id
copy-link = Copy the link
copy-key = Copy the key
copy-secret = Copy the secret
copy-line = Copy the line
pager-label = Pages
pager-next = Next
pager-first = To the start
sort-up = from low to high
sort-down = from high to low
list-sort = Sort by
list-clear = Clear filters
list-more = More filters
list-move = move
list-open = open
