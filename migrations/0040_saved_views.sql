-- Views of lists that staff keep: the filters and the order under a name. A view that was removed can be put back.
create table saved_views (
    id {id} primary key,
    owner {text} not null,
    list {text} not null,
    name {text} not null,
    query {text} not null,
    shared {bool} not null,
    created_at {time} not null,
    removed_at {time}
) {strict};
create index saved_views_of_list on saved_views (list, owner);
