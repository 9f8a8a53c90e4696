-- Who works here, and who is signed in.

create table staff (
    id {id} primary key,
    email {text} not null unique,
    name {text} not null,
    role {text} not null check (role in ('owner', 'viewer')),
    password {text} not null,
    created_at {time} not null,
    disabled_at {time}
) {strict};

create table sessions (
    token_hash {bytes} primary key,
    staff_id {id} not null references staff (id),
    created_at {time} not null,
    seen_at {time} not null,
    expires_at {time} not null
) {clustered};
create index sessions_by_end on sessions (expires_at);

create table sign_in_failures (
    subject_hash {bytes} not null,
    failed_at {time} not null,
    id {id} not null,
    primary key (subject_hash, failed_at, id)
) {clustered};
