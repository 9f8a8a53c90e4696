-- The list of orders of one shop, newest first, without going through those of all others.
create index orders_by_place on orders (place, placed_at, id);
