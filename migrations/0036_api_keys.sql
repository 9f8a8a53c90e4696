-- Keys of programs, by their hash: what they may, in which shops, and until when.
create table api_keys (
    id {id} primary key,
    hash {bytes} not null,
    name {text} not null,
    rights {json} not null,
    shops {json},
    created_by {text} not null,
    created_at {time} not null,
    expires_at {time},
    used_at {time},
    revoked_at {time}
) {strict};
