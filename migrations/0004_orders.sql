-- What was bought, what came back, and what left the shelf without being sold.

create table orders (
    id {id} primary key,
    source {text} not null,
    number {text} not null,
    placed_at {time} not null,
    channel {text} not null,
    place {text},
    actor {id},
    country {text},
    currency {text} not null,
    total {money} not null,
    line_count {int} not null,
    created_at {time} not null,
    unique (source, number)
) {strict};
create index orders_by_actor on orders (actor, placed_at);
create index orders_by_time on orders (placed_at, id);

create table order_lines (
    order_id {id} not null references orders (id),
    line_key {int} not null,
    product_id {id} not null references products (id),
    name {text},
    quantity {int} not null,
    unit_price {int} not null,
    total {money} not null,
    line_no {int} not null,
    sold_at {time} not null,
    primary key (order_id, line_key)
) {clustered};
create index order_lines_by_product on order_lines (product_id);

create table returns (
    id {id} primary key,
    source {text} not null,
    number {text} not null,
    accepted_at {time} not null,
    channel {text} not null,
    place {text},
    actor {id},
    country {text},
    currency {text} not null,
    total {money} not null,
    line_count {int} not null,
    created_at {time} not null,
    unique (source, number)
) {strict};
create index returns_by_actor on returns (actor, accepted_at);
create index returns_by_time on returns (accepted_at, id);

create table return_lines (
    return_id {id} not null references returns (id),
    line_key {int} not null,
    product_id {id} not null references products (id),
    name {text},
    quantity {int} not null,
    unit_price {int} not null,
    total {money} not null,
    line_no {int} not null,
    returned_at {time} not null,
    primary key (return_id, line_key)
) {clustered};
create index return_lines_by_product on return_lines (product_id);

create table return_matches (
    return_id {id} not null references returns (id),
    line_key {int} not null,
    order_id {id} not null references orders (id),
    order_line_key {int} not null,
    quantity {int} not null check (quantity > 0),
    how {text} not null check (how in ('only', 'price', 'latest')),
    primary key (return_id, line_key, order_id, order_line_key)
) {clustered};
create index return_matches_by_order on return_matches (order_id, order_line_key);

create table write_offs (
    source {text} not null,
    number {text} not null,
    line_key {int} not null,
    product_id {id} not null references products (id),
    reason {text},
    quantity {int} not null,
    unit_price {int} not null,
    written_off_at {time} not null,
    primary key (source, number, line_key)
) {clustered};
create index write_offs_by_product on write_offs (product_id);

create table adjustments (
    source {text} not null,
    number {text} not null,
    line_key {int} not null,
    reason {text},
    quantity {int} not null,
    unit_price {int} not null,
    currency {text} not null,
    total {money} not null,
    adjusted_at {time} not null,
    primary key (source, number, line_key)
) {clustered};

-- How each product sells: folded from the thread.
create table product_sales (
    version {int} not null,
    product_id {id} not null,
    currency {text} not null,
    sold {int} not null,
    revenue {money} not null,
    returned {int} not null,
    orders {int} not null,
    first_sold {time},
    last_sold {time},
    primary key (product_id, version, currency)
) {clustered};
