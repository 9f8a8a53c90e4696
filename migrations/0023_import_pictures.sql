-- Pictures that other shops' files name, by address or by their place in a folder: where each was named first, what it
-- became here, or why it could not be brought.
create table import_pictures (
    id {id} primary key,
    source {text} not null,
    address {text} not null,
    file {text} not null,
    line {int} not null,
    picture_id {id} references pictures (id),
    refused {text},
    changed_at {time} not null
) {strict};
create index import_pictures_open on import_pictures (source, changed_at) where picture_id is null;

-- Which of them show a product, in the order of its file. They are shown as they come.
create table import_shown (
    product_id {id} not null references products (id),
    place {int} not null,
    named_id {id} not null references import_pictures (id),
    color {text},
    alt {text},
    primary key (product_id, place)
) {clustered};
create index import_shown_by_picture on import_shown (named_id);
