-- People, what is known of them, and what is sold.

create table customers (
    id {id} primary key,
    name {text},
    country {text},
    city {text},
    language {text},
    search {text} not null,
    created_at {time} not null
) {strict};

create index customers_by_country on customers (country);

create table identifiers (
    id {id} primary key,
    customer_id {id} not null references customers (id),
    kind {text} not null,
    value {text} not null,
    strength {text} not null check (strength in ('strong', 'weak')),
    source {text} not null,
    rank {int} not null,
    created_at {time} not null
) {strict};
create index identifiers_by_customer on identifiers (customer_id);

-- Sums of the thread, for each identifier, so that joining and parting people needs no replay.
create table figures (
    version {int} not null,
    identifier_id {id} not null,
    currency {text} not null,
    orders {int} not null,
    spent {money} not null,
    returns {int} not null,
    returned {money} not null,
    primary key (identifier_id, version, currency)
) {clustered};

create table sightings (
    version {int} not null,
    identifier_id {id} not null,
    facts {int} not null,
    first_seen {time} not null,
    last_seen {time} not null,
    primary key (identifier_id, version)
) {clustered};

create table tallies (
    version {int} not null,
    identifier_id {id} not null,
    facet {text} not null,
    key {text} not null,
    count {int} not null,
    quantity {int} not null,
    primary key (identifier_id, version, facet, key)
) {clustered};

-- The same sums for each person, so that lists can be sorted.
create table cards (
    version {int} not null,
    customer_id {id} not null references customers (id),
    currency {text},
    orders {int} not null,
    spent {money} not null,
    returns {int} not null,
    returned {money} not null,
    facts {int} not null,
    first_seen {time} not null,
    last_seen {time} not null,
    primary key (customer_id, version)
) {clustered};
create index cards_by_spent on cards (version, spent, customer_id);
create index cards_by_orders on cards (version, orders, customer_id);
create index cards_by_last_seen on cards (version, last_seen, customer_id);
create index cards_by_first_seen on cards (version, first_seen, customer_id);

create table products (
    id {id} primary key,
    sku {text} not null unique,
    name {text},
    kind {text} not null check (kind in ('goods', 'service', 'voucher', 'fee', 'test')),
    drawing {text},
    dye {text},
    search {text} not null,
    created_at {time} not null
) {strict};

create table shops (
    code {text} primary key,
    name {text} not null,
    city {text} not null
) {clustered};
