-- Each word that somebody is searched by, so that a search is a short walk through an index. Personal: a part of a name
-- or of a town.
create table customer_words (
    word {text} not null,
    customer_id {id} not null references customers (id),
    primary key (word, customer_id)
) {clustered};
create index customer_words_of on customer_words (customer_id);

-- What ends a word is a space from here on.
update customers set search = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(search, '-', ' '), '.', ' '), ',', ' '), '''', ' '), '’', ' '), '/', ' '), '(', ' '), ')', ' '),
    '&', ' '), '+', ' '), '"', ' '), '_', ' '), ':', ' ')
    where search <> '';

-- The first word of a text is what is lost when all its letters are taken from its left.
insert into customer_words (word, customer_id)
with recursive parts (customer_id, word, rest) as (
    -- A word before the first, of the column's own collation.
    select id, substr(search, 1, 0), trim(search) from customers
    union all
    select customer_id, substr(rest, 1, length(rest) - length(ltrim(rest, replace(rest, ' ', '')))),
        ltrim(ltrim(rest, replace(rest, ' ', '')), ' ')
    from parts where rest <> ''
)
select distinct word, customer_id from parts where word <> '';
