-- One change of many products, in pieces, with what each said before, so that it can be taken back.

create table product_bulks (
    id {id} primary key,
    change {json} not null,
    state {text} not null check (state in ('running', 'done', 'undoing', 'undone')),
    total {int} not null,
    looked {int} not null,
    changed {int} not null,
    by {text} not null,
    at {time} not null
) {strict};

-- What it said before is there once it was changed.
create table product_bulk_rows (
    bulk_id {id} not null references product_bulks (id),
    product_id {id} not null references products (id),
    fate {text} not null check (fate in ('waiting', 'changed', 'left', 'undone')),
    before {json},
    primary key (bulk_id, product_id)
) {clustered};
create index product_bulk_rows_by_fate on product_bulk_rows (bulk_id, fate, product_id);
create index product_bulk_rows_by_product on product_bulk_rows (product_id);
