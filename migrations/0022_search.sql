-- What shoppers call things that the shop calls otherwise, and what they look for.

create table synonyms (
    word {text} not null,
    other {text} not null,
    -- Whether the other finds the word as well.
    is_two_way {bool} not null,
    created_at {time} not null,
    primary key (word, other)
) {clustered};

create table search_queries (
    -- As 2026-11-20, in the shop's time.
    day {text} not null,
    -- In lower case and without accents; never an address or a long number.
    query {text} not null,
    times {int} not null,
    -- How often nothing was found.
    misses {int} not null,
    last_at {time} not null,
    primary key (day, query)
) {clustered};
create index search_queries_by_last on search_queries (last_at);
