-- What else is said of an import: which of several stores it is of, the mark before decimals, and
-- the zone of its times. The columns of a plain
-- table stand in the order of the file.
alter table imports add column store {text};
alter table imports add column decimals {text};
alter table imports add column zone {text} not null default 'UTC';
alter table imports add column columns {json} not null default '[]';

-- What was kept of what files said goes: reasons with values in them, and cells. What was only looked at is looked at
-- again.
update imports set examples = '{}', foreseen = null, report = null, why = null,
    state = case when state = 'done' then 'done' else 'failed' end;
