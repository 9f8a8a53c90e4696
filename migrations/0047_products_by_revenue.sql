-- The list of products by what they brought: its rows in their order, and in which currency there are most orders.
create index product_sales_by_revenue on product_sales (version, currency, revenue, orders);
