-- All that is said of a product, where it stands, and what goes with it.

-- Who makes a product or answers for it in the Union (Regulation 2023/988, article 19).
create table makers (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    address {text},
    email {text},
    in_union {bool} not null,
    created_at {time} not null
) {strict};

create table size_grids (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    created_at {time} not null
) {strict};

create table size_grid_sizes (
    grid_id {id} not null references size_grids (id),
    size {text} not null,
    place {int} not null,
    measures {json} not null,
    primary key (grid_id, size)
) {clustered};

alter table products add column description {text};
alter table products add column brand {text};
alter table products add column state {text} not null default 'draft' check (state in ('draft', 'active', 'archived'));
alter table products add column composition {json};
alter table products add column care {json};
alter table products add column warnings {text};
alter table products add column origin {text};
alter table products add column maker_id {id} references makers (id);
alter table products add column responsible_id {id} references makers (id);
alter table products add column size_grid_id {id} references size_grids (id);
alter table products add column revision {int} not null default 0;
alter table products add column changed_at {time} not null default 0;
update products set changed_at = created_at, state = 'active';
create index products_by_changed on products (changed_at, id);
create index products_by_name on products (name, id);
create index products_by_brand on products (brand);

-- What is said in another language than the shop's first: of a product, a category, a collection, an attribute.
create table translations (
    subject {id} not null,
    language {text} not null,
    field {text} not null,
    value {text} not null,
    primary key (subject, language, field)
) {clustered};

create table categories (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    parent_id {id} references categories (id),
    place {int} not null,
    created_at {time} not null
) {strict};
create index categories_by_parent on categories (parent_id, place);

-- The first of a product's categories is the one that its page stands in.
create table product_categories (
    product_id {id} not null references products (id),
    category_id {id} not null references categories (id),
    place {int} not null,
    primary key (product_id, category_id)
) {clustered};
create index product_categories_by_category on product_categories (category_id);

create table collections (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    kind {text} not null check (kind in ('season', 'collection')),
    starts_at {time},
    ends_at {time},
    created_at {time} not null
) {strict};

create table product_collections (
    product_id {id} not null references products (id),
    collection_id {id} not null references collections (id),
    primary key (product_id, collection_id)
) {clustered};
create index product_collections_by_collection on product_collections (collection_id);

create table attributes (
    id {id} primary key,
    code {text} not null unique,
    name {text} not null,
    kind {text} not null check (kind in ('text', 'number', 'flag', 'choice')),
    unit {text},
    is_facet {bool} not null,
    is_searched {bool} not null,
    place {int} not null,
    created_at {time} not null
) {strict};

-- A number is kept in 1/10,000.
create table product_attributes (
    product_id {id} not null references products (id),
    attribute_id {id} not null references attributes (id),
    place {int} not null,
    value {text} not null,
    number {int},
    primary key (product_id, attribute_id, place)
) {clustered};
create index product_attributes_by_value on product_attributes (attribute_id, value);

create table bundle_parts (
    product_id {id} not null references products (id),
    place {int} not null,
    part_id {id} not null references products (id),
    variant_id {id} references variants (id),
    quantity {int} not null check (quantity > 0),
    primary key (product_id, place)
) {clustered};
create index bundle_parts_by_part on bundle_parts (part_id);

create table product_relations (
    product_id {id} not null references products (id),
    kind {text} not null check (kind in ('related', 'cross_sell', 'up_sell')),
    other_id {id} not null references products (id),
    place {int} not null,
    primary key (product_id, kind, other_id)
) {clustered};
create index product_relations_by_other on product_relations (other_id);
