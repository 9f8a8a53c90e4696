-- Work of which there may be ten thousands waits behind all other work of its line: pictures that are fetched from the
-- web, behind the import that somebody waits for.
alter table jobs add column rank {int} not null default 0;
update jobs set rank = 1 where kind = 'import.fetch_picture';
drop index jobs_due;
create index jobs_due on jobs (state, is_slow, rank, run_at);
