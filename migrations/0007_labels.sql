-- Labels on people, notes about them, and pairs who may be one person. What staff say of a person hangs on an identifier,
-- so joining two people adds it up and parting them gives each their own.

-- Tags and lists are one thing. A rule is JSON; whoever it fits is in `rule_labels`.
create table labels (
    id {id} primary key,
    kind {text} not null check (kind in ('tag', 'list')),
    name {text} not null,
    folded {text} not null unique,
    color {text} not null,
    rule {json},
    -- How far everybody has been looked at since the rule was saved or last looked at; null when that is done.
    rule_cursor {id},
    -- The moment by which ages in the rule are counted.
    renewed_at {time} not null,
    by {text} not null,
    created_at {time} not null
) {strict};

create table labelled (
    label_id {id} not null,
    identifier_id {id} not null,
    how {text} not null check (how in ('hand', 'bulk', 'lead')),
    bulk_id {id},
    by {text} not null,
    at {time} not null,
    primary key (identifier_id, label_id)
) {clustered};
create index labelled_by_label on labelled (label_id, identifier_id);

create table rule_labels (
    label_id {id} not null,
    customer_id {id} not null,
    at {time} not null,
    primary key (customer_id, label_id)
) {clustered};
create index rule_labels_by_label on rule_labels (label_id, customer_id);

-- One act on many people, and what it changed, so that it can be taken back.
create table bulk_acts (
    id {id} primary key,
    label_id {id} not null,
    act {text} not null check (act in ('add', 'remove')),
    matching {json},
    cursor {id},
    state {text} not null check (state in ('running', 'done', 'undoing', 'undone')),
    total {int} not null,
    looked {int} not null,
    changed {int} not null,
    by {text} not null,
    at {time} not null,
    undone_by {text},
    undone_at {time}
) {strict};

create table bulk_rows (
    bulk_id {id} not null,
    identifier_id {id} not null,
    how {text} not null,
    by {text} not null,
    at {time} not null,
    primary key (bulk_id, identifier_id)
) {clustered};

-- What staff wrote about somebody: personal.
create table notes (
    id {id} primary key,
    identifier_id {id} not null,
    text {text} not null,
    by {text} not null,
    at {time} not null,
    removed_by {text},
    removed_at {time}
) {strict};
create index notes_by_identifier on notes (identifier_id, at);

-- Keyed hashes of what two records of one person would have in common.
create table match_keys (
    customer_id {id} not null,
    key {id} not null,
    rule {text} not null,
    primary key (customer_id, key)
) {clustered};
create index match_keys_by_key on match_keys (key, customer_id);

-- Two people who may be one; `a` and `b` are the identifiers that gave them their ids, `a` the smaller.
create table duplicate_pairs (
    id {id} primary key,
    a {id} not null,
    b {id} not null,
    rules {text} not null,
    weight {int} not null,
    state {text} not null check (state in ('open', 'later', 'rejected', 'merged')),
    ask_after {time},
    decided_by {text},
    decided_at {time},
    created_at {time} not null,
    unique (a, b)
) {strict};
create index duplicate_pairs_by_b on duplicate_pairs (b);
create index duplicate_pairs_by_state on duplicate_pairs (state, weight, id);
