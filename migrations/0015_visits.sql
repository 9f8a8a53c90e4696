-- What people did outside, summed up for each identifier: it stays when the events themselves have aged.

create table visits (
    version {int} not null,
    identifier_id {id} not null,
    started {time} not null,
    last {time} not null,
    pages {int} not null,
    views {int} not null,
    carts {int} not null,
    searches {int} not null,
    channel {text} not null,
    -- Where they came from: of the first event of the visit that said so.
    source {text},
    medium {text},
    campaign {text},
    referrer {text},
    landing {text},
    primary key (identifier_id, version, started)
) {clustered};

-- By the day, in UTC, on which a visit began.
create table behavior_days (
    version {int} not null,
    identifier_id {id} not null,
    day {int} not null,
    visits {int} not null,
    pages {int} not null,
    views {int} not null,
    carts {int} not null,
    searches {int} not null,
    primary key (identifier_id, version, day)
) {clustered};

-- How often a channel, a category or a variant was looked at; what was bought is in `tallies`.
create table behavior_tallies (
    version {int} not null,
    identifier_id {id} not null,
    facet {text} not null,
    key {text} not null,
    count {int} not null,
    primary key (identifier_id, version, facet, key)
) {clustered};

-- What left the thread with age: it is counted on cards all the same.
create table aged (
    identifier_id {id} primary key,
    facts {int} not null,
    first_seen {time} not null,
    last_seen {time} not null
) {clustered};
