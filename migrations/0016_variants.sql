-- A product is what people talk about, a variant is what one buys: one SKU, in its size and color. Until now each SKU
-- was a product of its own, and it stays one until somebody puts them together.
alter table products rename column sku to code;

create table variants (
    id {id} primary key,
    product_id {id} not null references products (id),
    sku {text} not null unique,
    gtin {text} unique,
    name {text},
    dye {text},
    place {int} not null,
    is_sold {bool} not null,
    created_at {time} not null
) {strict};
create index variants_by_product on variants (product_id, place);

insert into variants (id, product_id, sku, name, dye, place, is_sold, created_at)
    select id, id, code, name, dye, 0, 1, created_at from products;

-- Of a line: the product that it counts for, and what exactly it was.
alter table order_lines add column variant_id {id} references variants (id);
update order_lines set variant_id = product_id;
alter table return_lines add column variant_id {id} references variants (id);
update return_lines set variant_id = product_id;
alter table write_offs add column variant_id {id} references variants (id);
update write_offs set variant_id = product_id;

-- What distinguishes the variants of a product, and in what order its values stand.
create table option_values (
    axis {text} not null,
    value {text} not null,
    place {int} not null,
    primary key (axis, value)
) {clustered};

create table variant_options (
    variant_id {id} not null references variants (id),
    axis {text} not null,
    value {text} not null,
    primary key (variant_id, axis)
) {clustered};
create index variant_options_by_value on variant_options (axis, value);
