-- Ways to find rows, how far what was said can be trusted, and what was there before somebody changed it.

-- Nothing asks for links by their state alone, and an engine that knows no counts took this way where another was meant.
drop index links_by_state;
-- Where erasing looks.
create index bulk_rows_by_identifier on bulk_rows (identifier_id);
create index consent_tokens_by_consent on consent_tokens (consent_id);
create index suppressions_by_address on suppressions (address);

-- The version of the figures that the rule was last held against; 0 where it was not.
alter table labels add column figures {int} not null default 0;

-- How the statement came that says it, beside how its identifier was verified.
alter table traits add column how {text} not null default 'server';
-- What was said of the two before staff joined them by hand.
alter table links add column before {json};
-- Whether it was one person's before it was said to name nobody.
alter table identifiers add column was {text};
