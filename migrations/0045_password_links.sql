-- Links with which somebody who forgot a password chooses another: one at a time for each, kept by its hash.
create table password_links (
    staff_id {id} primary key references staff (id),
    token_hash {bytes} not null unique,
    expires_at {time} not null
) {strict};
