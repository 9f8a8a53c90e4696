-- What could not be used: whose it may be, so that it goes with them and is told to them; and what the request said
-- beside the message. `context`, `agent` and `ip` are personal.
create table reject_people (
    reject_id {id} not null references rejects (id) on delete cascade,
    identifier_id {id} not null,
    primary key (reject_id, identifier_id)
) {clustered};
create index reject_people_by_identifier on reject_people (identifier_id);
alter table rejects add column context {json};
alter table rejects add column agent {text};
alter table rejects add column ip {text};
alter table rejects add column is_own {bool} not null default 0;
create index rejects_waiting on rejects (source_id, replayed_at, reason);

-- Nets of the retailer's own, as 203.0.113.0/24: what comes from there is no customer's.
alter table sources add column networks {json} not null default '[]';

-- Who is known by a browser or a device alone, and never bought: there are ten times as many as there are customers, so
-- the list, which is without them, has indexes of its own.
alter table cards add column is_visitor {bool} not null default 0;
update cards set is_visitor = 1 where orders = 0 and returns = 0 and not exists
    (select 1 from identifiers i where i.customer_id = cards.customer_id and i.kind not in ('browser', 'device'));
create index cards_known_by_spent on cards (version, spent, customer_id) where is_visitor = 0;
create index cards_known_by_orders on cards (version, orders, customer_id) where is_visitor = 0;
create index cards_known_by_last_seen on cards (version, last_seen, customer_id) where is_visitor = 0;
create index cards_known_by_first_seen on cards (version, first_seen, customer_id) where is_visitor = 0;
