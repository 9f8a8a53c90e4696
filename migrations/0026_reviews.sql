-- What people say of products they have.

create table reviews (
    id {id} primary key,
    product_id {id} not null references products (id),
    -- Whose it is; null where it came from elsewhere without saying so.
    actor {id},
    source {text} not null,
    -- From 1 to 5.
    stars {int} not null check (stars between 1 and 5),
    title {text},
    body {text} not null,
    -- What its writer is called beside it.
    author {text} not null,
    language {text},
    state {text} not null check (state in ('waiting', 'shown', 'refused')),
    reason {text},
    -- The order and what it had, where they bought it before they wrote.
    order_id {id} references orders (id),
    variant_id {id},
    answer {text},
    answered_at {time},
    written_at {time} not null,
    decided_at {time},
    decided_by {text},
    created_at {time} not null
) {strict};
create index reviews_by_product on reviews (product_id, state, written_at, id);
create index reviews_by_state on reviews (state, written_at, id);
create index reviews_by_actor on reviews (actor, product_id);
create index reviews_by_order on reviews (order_id);
