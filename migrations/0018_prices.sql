-- What things cost: lists by channel, zone and group of customers, and every price that was ever set.

create table price_lists (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    currency {text} not null,
    channel {text},
    zone {text},
    customer_group {text},
    rank {int} not null,
    is_taxed {bool} not null,
    created_at {time} not null
) {strict};

-- Never changed and never deleted: a later row says otherwise from its moment on. No amount: none from then on.
create table prices (
    id {id} primary key,
    list_id {id} not null references price_lists (id),
    variant_id {id} not null references variants (id),
    kind {text} not null check (kind in ('regular', 'sale')),
    amount {money},
    from_time {time} not null,
    to_time {time},
    set_at {time} not null,
    set_by {text} not null,
    change_id {id}
) {strict};
create index prices_by_variant on prices (variant_id, list_id, from_time);
create index prices_by_change on prices (change_id);

-- A change of many prices at once, with what it was.
create table price_changes (
    id {id} primary key,
    list_id {id} not null references price_lists (id),
    rule {json} not null,
    count {int} not null,
    set_at {time} not null,
    set_by {text} not null,
    undone_at {time}
) {strict};
create index price_changes_by_time on price_changes (set_at);
