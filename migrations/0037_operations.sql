-- What who runs Hilo looks at: backups and what came of looking into them, and how the database grows.

create table backups (
    id {id} primary key,
    file {text} not null unique,
    reason {text} not null check (reason in ('console', 'command', 'found')),
    state {text} not null check (state in ('waiting', 'running', 'made', 'failed')),
    engine {text},
    schema {int},
    rows_done {int} not null default 0,
    bytes {int},
    why {text},
    made_at {time} not null,
    made_by {text} not null,
    checked_at {time},
    check_state {text} check (check_state in ('good', 'findings', 'failed')),
    check_engine {text},
    check_says {text}
) {strict};
create index backups_by_time on backups (made_at);

-- One row for each day, in UTC: what was there when it was last looked at.
create table storage_days (
    day {text} primary key,
    database_bytes {int} not null,
    log_bytes {int},
    pictures_bytes {int} not null,
    backups_bytes {int} not null,
    free_bytes {int},
    looked_at {time} not null
) {strict};
