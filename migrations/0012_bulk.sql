-- Which act on many people had put on a label that another took off, so that taking the one back lets the other be taken
-- back, too.
alter table bulk_rows add column worn_from {id};
