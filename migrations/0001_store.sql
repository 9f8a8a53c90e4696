-- The thread, those who follow it, jobs, and what makes a repeated request harmless.

create table settings (
    name {text} primary key,
    value {text} not null
) {clustered};

create table events (
    position {position},
    {xid}
    id {id} not null unique,
    happened {time} not null,
    received {time} not null,
    kind {text} not null,
    channel {text} not null,
    place {text},
    actor {id},
    subject {id},
    body {json} not null
) {strict};
create index events_by_actor on events (actor, happened, id);
create index events_by_subject on events (subject, happened, id);
{xid_index}

create table event_private (
    event_id {id} primary key references events (id),
    body {json} not null
) {clustered};

create table followers (
    name {text} not null,
    version {int} not null,
    active {bool} not null default 0,
    cursor {text} not null,
    owner {text},
    lease_until {time},
    fence {int} not null default 0,
    primary key (name, version)
) {clustered};

create table parked_events (
    follower {text} not null,
    version {int} not null,
    event_id {id} not null references events (id),
    reason {text} not null,
    parked_at {time} not null,
    primary key (follower, version, event_id)
) {clustered};

create table jobs (
    id {id} primary key,
    kind {text} not null,
    key {text} not null,
    body {json} not null,
    state {text} not null default 'waiting' check (state in ('waiting', 'parked')),
    again {bool} not null default 0,
    run_at {time} not null,
    attempts {int} not null default 0,
    fence {int} not null default 0,
    lease_until {time},
    last_error {text},
    created_at {time} not null,
    unique (kind, key)
) {strict};
create index jobs_due on jobs (state, run_at);

create table idempotency_keys (
    actor {text} not null,
    key_hash {bytes} not null,
    request_hash {bytes} not null,
    result {json} not null,
    created_at {time} not null,
    primary key (actor, key_hash)
) {clustered};
create index idempotency_keys_by_age on idempotency_keys (created_at);
