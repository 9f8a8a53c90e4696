//! Staff pages that cross rooms: the door, customers and their card, orders, products, the gallery of components.
