//! What stands for a product where it is one of many: its first picture, else a garment in its dye, else an icon.

use catalog::{details::Details, pictures::shown::Shown};

use crate::{garments::Garment, goods::products_page::ProductKind};

/// What stands for a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A picture, small.
    Photo {
        /// Where it is served.
        address: String,
    },
    /// The color of a picture whose sizes are not made yet.
    Ground {
        /// As `#a08060`.
        average: String,
    },
    /// A drawn garment.
    Garment(Garment),
    /// An icon.
    Icon(&'static str),
}

impl Sight {
    /// What stands for a product.
    pub fn of(product: &Details, kind: ProductKind) -> Sight {
        match product.pictures.first() {
            Some(picture) => Sight::of_picture(picture),
            None => match Garment::of(product.drawing.as_ref(), product.dye.as_ref()) {
                Some(garment) => Sight::Garment(garment),
                None => Sight::Icon(kind.icon()),
            },
        }
    }

    /// A picture, small.
    pub fn of_picture(picture: &Shown) -> Sight {
        match picture.sizes.first().filter(|_| picture.is_ready) {
            Some(size) => Sight::Photo { address: size.address.clone() },
            None => Sight::Ground { average: picture.average.clone() },
        }
    }
}
