-- Who saw and changed what of whom, and who was erased and must not come back.

create table audit (
    id {id} primary key,
    at {time} not null,
    actor {text} not null,
    act {text} not null,
    customer_id {id},
    identifier_id {id},
    details {json} not null
) {strict};
create index audit_by_time on audit (at, id);
create index audit_by_customer on audit (customer_id, at, id);
create index audit_by_actor on audit (actor, at, id);
create index audit_by_act on audit (act, at, id);

-- An identifier whose person was erased: ids that follow from its value and the secret, and nothing that can be read.
-- Until `since` the value `base` stood for nobody who may be known; from then on it stands for `next`.
create table tombstones (
    identifier_id {id} primary key,
    base {id} not null,
    since {time} not null,
    next {id} not null,
    erased_at {time} not null
) {clustered};

-- What is kept of whoever bought or brought back, without them.
alter table orders add column erased {bool} not null default 0;
alter table returns add column erased {bool} not null default 0;
