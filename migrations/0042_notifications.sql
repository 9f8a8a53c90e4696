-- Notifications follow from rows that are there: here is when work that goes on in the background ended, and until when
-- somebody has seen what there was to tell.
alter table bulk_acts add column ended_at {time};
alter table product_bulks add column ended_at {time};
alter table backups add column ended_at {time};
alter table staff add column notified_until {time};
