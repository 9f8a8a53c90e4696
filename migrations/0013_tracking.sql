-- What is told from outside: by whom, what could not be used, and what was told already.

create table sources (
    id {id} primary key,
    name {text} not null,
    -- The word in the bodies of its events.
    code {text} not null unique,
    kind {text} not null check (kind in ('browser', 'app', 'server', 'device', 'partner')),
    -- Web sites that may tell, as https://shop.example; none for any.
    origins {json} not null,
    is_on {bool} not null default 1,
    -- Messages a second; null for the usual.
    per_second {int},
    by {text} not null,
    created_at {time} not null
) {strict};

-- Keys by their hash. A write key stands in every page of a shop, so it is shown whole; of a secret key only the end is
-- kept.
create table source_keys (
    hash {bytes} primary key,
    source_id {id} not null references sources (id),
    is_secret {bool} not null,
    shown {text} not null,
    by {text} not null,
    created_at {time} not null,
    revoked_at {time}
) {clustered};
create index source_keys_by_source on source_keys (source_id, created_at);

-- Messages of the last days by the keyed hash of their id, so that one that is sent again is not counted again.
create table messages_seen (
    key {id} primary key,
    day {int} not null
) {clustered};

create table rejects (
    id {id} primary key,
    source_id {id} not null references sources (id),
    reason {text} not null,
    field {text},
    body {text} not null,
    received {time} not null,
    replayed_at {time}
) {strict};
create index rejects_by_source on rejects (source_id, received, id);
create index rejects_by_age on rejects (received);

-- Who a browser or an app says it is. It proves nothing and joins nobody.
create table said_claims (
    identifier_id {id} not null,
    -- The identifier that the value would be.
    value_id {id} not null,
    kind {text} not null,
    value {text} not null,
    source {text} not null,
    first_at {time} not null,
    last_at {time} not null,
    primary key (identifier_id, value_id)
) {clustered};
create index said_claims_by_value on said_claims (value_id);
