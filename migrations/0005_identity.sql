-- Who is one person: what joins identifiers, what must not, and what each source said of them.

alter table customers add column birth_date {text};
alter table customers add column street {text};
alter table customers add column postcode {text};
-- Where a person lives on who was joined with another; null for the living.
alter table customers add column merged_into {id};
create index customers_by_merge on customers (merged_into);

-- The customer id that the identifier gives when it stands alone.
alter table identifiers add column home {id};
alter table identifiers add column how {text} not null default 'server';
alter table identifiers add column sharing {text} not null default 'no'
    check (sharing in ('no', 'counted', 'shared', 'personal', 'blocked'));
-- Whether `tenures` says more about its value.
alter table identifiers add column turned {bool} not null default 0;
alter table identifiers add column since {time} not null default 0;
update identifiers set home = case when rank = 1 then customer_id else id end, since = created_at,
    strength = case when kind = 'loyalty' then 'weak' else 'strong' end;
create unique index identifiers_by_home on identifiers (home);

-- Two identifiers that were said to be of one person; `a` is the smaller id.
create table links (
    id {id} primary key,
    a {id} not null,
    b {id} not null,
    strong {bool} not null,
    by_hand {bool} not null default 0,
    how {text} not null,
    source {text} not null,
    said_at {time} not null,
    event_id {id},
    state {text} not null check (state in ('active', 'held', 'undone')),
    reason {text},
    keeps {id},
    by {text},
    undone_at {time},
    undone_by {text},
    created_at {time} not null,
    unique (a, b)
) {strict};
create index links_by_b on links (b);
create index links_by_state on links (state, said_at);
insert into links (id, a, b, strong, by_hand, how, source, said_at, state, created_at)
select second.id, case when first.id < second.id then first.id else second.id end,
    case when first.id < second.id then second.id else first.id end,
    case when second.kind = 'loyalty' then 0 else 1 end, 0, 'server', second.source, second.since, 'active',
    second.created_at
from identifiers first join identifiers second on second.customer_id = first.customer_id and second.rank > 1
where first.rank = 1;

-- Two identifiers that are not of one person, whatever is said later; `a` is the smaller id.
create table never_same (
    a {id} not null,
    b {id} not null,
    reason {text},
    by {text} not null,
    created_at {time} not null,
    primary key (a, b)
) {clustered};
create index never_same_by_b on never_same (b);

-- What an identifier's value stood for from a moment on, where that changed: a telephone number that was given to
-- somebody else, or an address whose person was erased (then `id` is null until they come back).
create table tenures (
    base {id} not null,
    since {time} not null,
    id {id},
    reason {text} not null check (reason in ('recycled', 'erased')),
    primary key (base, since)
) {clustered};

-- What each source said of somebody, by field.
create table traits (
    identifier_id {id} not null,
    source {text} not null,
    field {text} not null,
    value {text} not null,
    said_at {time} not null,
    primary key (identifier_id, source, field)
) {clustered};
insert into traits (identifier_id, source, field, value, said_at)
select i.id, i.source, 'name', c.name, i.since from identifiers i join customers c on c.id = i.customer_id
where i.rank = 1 and c.name is not null;
insert into traits (identifier_id, source, field, value, said_at)
select i.id, i.source, 'country', c.country, i.since from identifiers i join customers c on c.id = i.customer_id
where i.rank = 1 and c.country is not null;
insert into traits (identifier_id, source, field, value, said_at)
select i.id, i.source, 'city', c.city, i.since from identifiers i join customers c on c.id = i.customer_id
where i.rank = 1 and c.city is not null;
insert into traits (identifier_id, source, field, value, said_at)
select i.id, i.source, 'language', c.language, i.since from identifiers i join customers c on c.id = i.customer_id
where i.rank = 1 and c.language is not null;

-- Limits that the retailer set instead of the compiled-in ones.
create table identity_limits (
    kind {text} primary key,
    per_person {int},
    window_days {int},
    people {int},
    by {text} not null,
    set_at {time} not null
) {clustered};

-- Values that name nobody: a till's default address, a test account. A `*` stands for anything.
create table blocked_values (
    kind {text} not null,
    pattern {text} not null,
    reason {text},
    by {text} not null,
    created_at {time} not null,
    primary key (kind, pattern)
) {clustered};
