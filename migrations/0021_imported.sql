-- What came from another shop's files, so that the same row again changes nothing, and how far each file is.

create table imported (
    id {id} primary key,
    source {text} not null,
    kind {text} not null,
    key {text} not null,
    hash {int} not null,
    imported_at {time} not null
) {strict};

-- A file is known by its content. `done` is how much of it was taken when the last piece was recorded; nothing once it
-- is through.
create table import_files (
    id {id} primary key,
    source {text} not null,
    started_at {time} not null,
    done {int} not null,
    changed_at {time} not null
) {strict};
