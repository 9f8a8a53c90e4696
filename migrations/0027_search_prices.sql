-- The index of products follows prices that begin and end by themselves.
create index prices_by_from on prices (from_time);
create index prices_by_to on prices (to_time);
