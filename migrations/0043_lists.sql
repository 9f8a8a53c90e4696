-- What lists are searched, filtered and sorted by, so that none of them goes through everything.

create index orders_by_total on orders (total, id);
create index orders_by_channel on orders (channel, placed_at, id);
create index orders_by_number on orders (lower(number));
create index orders_of_guests on orders (placed_at, id) where actor is null and erased = 0;
create index identifiers_by_text on identifiers (lower(value));
create index cards_of_visitors on cards (version, customer_id) where is_visitor = 1;
