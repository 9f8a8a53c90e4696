-- Imports that came through a page or the API: which files, how far each is, what came of it. The files stand beside
-- the database until they are taken, or a week is over.
create table imports (
    id {id} primary key,
    shop {text} not null,
    state {text} not null check (state in ('looking', 'looked', 'running', 'done', 'failed')),
    files {json} not null,
    currency {text},
    mapping {json},
    examples {json} not null,
    foreseen {json},
    report {json},
    progress {json} not null,
    why {text},
    rejects {json},
    created_at {time} not null,
    created_by {text} not null,
    changed_at {time} not null
) {strict};
create index imports_by_time on imports (created_at);
