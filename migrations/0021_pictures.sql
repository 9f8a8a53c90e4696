-- Pictures. Their bytes are files beside the database, under names that follow from their ids.

create table pictures (
    id {id} primary key,
    kind {text} not null check (kind in ('jpeg', 'png')),
    width {int} not null check (width > 0),
    height {int} not null check (height > 0),
    bytes {int} not null,
    average {text} not null,
    widths_at {time},
    created_at {time} not null
) {strict};

-- What is said of a picture in the shop's first language, and in others by language.
create table product_pictures (
    product_id {id} not null references products (id),
    place {int} not null,
    picture_id {id} not null references pictures (id),
    color {text},
    alt {text},
    translations {json} not null,
    primary key (product_id, place)
) {clustered};
create index product_pictures_by_picture on product_pictures (picture_id);

-- Jobs that take long are done beside the others.
alter table jobs add column is_slow {bool} not null default 0;
