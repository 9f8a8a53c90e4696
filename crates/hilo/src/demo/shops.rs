//! The twelve shops of Telar, and how much each sells beside the others.

/// A shop.
#[derive(Debug)]
pub struct Shop {
    /// Its code, which events carry as their place.
    pub code: &'static str,
    /// Its name, as people say it.
    pub name: &'static str,
    /// Its town.
    pub city: &'static str,
    /// How much it sells beside the others.
    pub weight: u64,
}

const fn shop(code: &'static str, name: &'static str, city: &'static str, weight: u64) -> Shop {
    Shop { code, name, city, weight }
}

/// Every shop; towns name them by their place in this list.
pub const SHOPS: [Shop; 12] = [
    shop("fuencarral", "Fuencarral", "Madrid", 22),
    shop("goya", "Goya", "Madrid", 14),
    shop("passeig-de-gracia", "Passeig de Gràcia", "Barcelona", 18),
    shop("enric-granados", "Enric Granados", "Barcelona", 8),
    shop("colon", "Colón", "Valencia", 11),
    shop("nervion", "Nervión", "Sevilla", 9),
    shop("ercilla", "Ercilla", "Bilbao", 8),
    shop("larios", "Larios", "Málaga", 7),
    shop("independencia", "Independencia", "Zaragoza", 6),
    shop("san-martin", "San Martín", "San Sebastián", 5),
    shop("calle-real", "Calle Real", "A Coruña", 5),
    shop("traperia", "Trapería", "Murcia", 4),
];

/// The place in the list of the shop with this code.
pub fn place(code: &str) -> Option<usize> {
    SHOPS.iter().position(|shop| shop.code == code)
}
