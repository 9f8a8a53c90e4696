-- Ways to find rows, and what a rule was held against.

-- Nothing asks for links by their state alone, and an engine that knows no counts took this way where another was meant.
drop index links_by_state;
-- Where erasing looks.
create index bulk_rows_by_identifier on bulk_rows (identifier_id);
create index consent_tokens_by_consent on consent_tokens (consent_id);
create index suppressions_by_address on suppressions (address);

-- The version of the figures that the rule was last held against; 0 where it was not.
alter table labels add column figures {int} not null default 0;
