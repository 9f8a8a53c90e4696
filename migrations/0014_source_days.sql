-- What each source told on each day of the shop, and its latest events: written down every few seconds, so that no
-- message waits for a counter.

create table source_days (
    source_id {id} not null references sources (id),
    -- As 2026-11-20, in the shop's time.
    day {text} not null,
    taken {int} not null,
    -- Messages that had been told before.
    known {int} not null,
    rejected {int} not null,
    last_at {time} not null,
    primary key (source_id, day)
) {clustered};

create table source_news (
    source_id {id} not null references sources (id),
    received {time} not null,
    -- Among what was received at once.
    place {int} not null,
    event_id {id} not null,
    primary key (source_id, received, place, event_id)
) {clustered};

-- What the request said beside the message, for telling it again.
alter table rejects add column call {text};
alter table rejects add column sent {time};
