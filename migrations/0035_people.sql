-- Who works here, anew: roles are more than two, and which there are stands in the program. Whoever could see everything
-- and change nothing is an associate, who sees customers, orders and products. Both tables are built again, since a
-- check cannot be taken off on every engine.

drop index sessions_by_end;
alter table sessions rename to sessions_before;
alter table staff rename to staff_before;

create table staff (
    id {id} primary key,
    email {text} not null unique,
    name {text} not null,
    role {text} not null,
    -- The codes of the shops that they are bound to; none for whoever is bound to no shop.
    shops {json},
    password {text} not null,
    -- The secret of their codes (RFC 6238), the one that is being set up, and the last step a code was used of.
    totp {bytes},
    totp_new {bytes},
    totp_step {int} not null,
    created_at {time} not null,
    disabled_at {time}
) {strict};
insert into staff (id, email, name, role, password, totp_step, created_at, disabled_at)
    select id, email, name, case role when 'viewer' then 'associate' else role end, password, 0, created_at, disabled_at
    from staff_before;

create table sessions (
    token_hash {bytes} primary key,
    staff_id {id} not null references staff (id),
    created_at {time} not null,
    seen_at {time} not null,
    expires_at {time} not null,
    -- What the browser says it is, and the machine it came from.
    agent {text},
    machine {text}
) {clustered};
insert into sessions (token_hash, staff_id, created_at, seen_at, expires_at)
    select token_hash, staff_id, created_at, seen_at, expires_at from sessions_before;
create index sessions_by_end on sessions (expires_at);
create index sessions_by_staff on sessions (staff_id);

drop table sessions_before;
drop table staff_before;

-- Whoever gave the right password and still owes a code.
create table half_sessions (
    token_hash {bytes} primary key,
    staff_id {id} not null references staff (id),
    expires_at {time} not null
) {clustered};

-- Codes for whoever lost the device that makes codes, by their hash.
create table recovery_codes (
    staff_id {id} not null references staff (id),
    code_hash {bytes} not null,
    used_at {time},
    primary key (staff_id, code_hash)
) {clustered};

-- Who may become a member of staff, by a link that works once.
create table invitations (
    id {id} primary key,
    token_hash {bytes} not null unique,
    email {text} not null,
    role {text} not null,
    shops {json},
    invited_by {text} not null,
    created_at {time} not null,
    expires_at {time} not null,
    used_at {time},
    withdrawn_at {time}
) {strict};
create index invitations_by_email on invitations (email, created_at);
