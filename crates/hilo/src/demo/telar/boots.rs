//! What is said of the boots.

use super::{LEATHER, OI26, PERMANENT, Text};

/// The boots.
pub const BOOTS: &[Text] = &[
    Text {
        code: "CUE",
        name: "Cuesta ankle boots",
        es: "Botines de piel con tacón ancho de cinco centímetros y cremallera por dentro. La suela de goma agarra en \
            piedra mojada.",
        en: "Leather ankle boots with a broad five-centimeter heel and an inside zipper. The rubber sole grips on wet \
            stone.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(100, "piel de cerdo")],
        care: LEATHER,
        maker: "meao",
        season: PERMANENT,
        traits: &[("heel", "5"), ("closure", "cremallera"), ("length", "corto")],
        with: &["ALB", "GEN", "HEB"],
    },
    Text {
        code: "RIB",
        name: "Ribera boots",
        es: "Botas de piel hasta la rodilla, de caña ancha y tacón bajo. La caña lleva un elástico que da dos \
            centímetros más.",
        en: "Knee-high leather boots with a wide leg and a low heel. An elastic insert gives the leg two centimeters \
            more.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(100, "poliéster")],
        care: LEATHER,
        maker: "meao",
        season: OI26,
        traits: &[("heel", "3"), ("closure", "cremallera"), ("length", "largo")],
        with: &["NIE", "CAR", "SEG"],
    },
    Text {
        code: "SEN",
        name: "Senda ankle boots",
        es: "Botines de ante con cordones y suela de crepé. El ante va tratado, pero no es para charcos.",
        en: "Lace-up suede ankle boots with a crepe sole. The suede is treated, but it is not meant for puddles.",
        cloth: &[(100, "ante de vacuno")],
        lining: &[(100, "algodón")],
        care: LEATHER,
        maker: "meao",
        season: OI26,
        traits: &[("heel", "2.5"), ("closure", "cordones"), ("length", "corto")],
        with: &["LIE", "SEL", "VEG"],
    },
    Text {
        code: "PED",
        name: "Pedra ankle boots",
        es: "Botines planos con elásticos a los lados, de piel engrasada. Se ponen sin manos y se puede cambiar la \
            suela.",
        en: "Flat ankle boots in oiled leather with elastic sides. They slip on, and the sole can be replaced.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(100, "piel de vacuno")],
        care: LEATHER,
        maker: "meao",
        season: OI26,
        traits: &[("heel", "2"), ("closure", "elástico"), ("length", "corto")],
        with: &["EUM", "MIN", "COU"],
    },
    Text {
        code: "SIE",
        name: "Sierra boots",
        es: "Botas de hombre con cordones, de piel engrasada y suela cosida. Duran años si se les da grasa en otoño.",
        en: "Men's lace-up boots in oiled leather with a stitched sole. They last for years if you grease them each \
            fall.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(100, "piel de vacuno")],
        care: LEATHER,
        maker: "meao",
        season: PERMANENT,
        traits: &[("heel", "3"), ("closure", "cordones"), ("length", "corto")],
        with: &["TEI", "JUC", "COS"],
    },
    Text {
        code: "CAL",
        name: "Calzada boots",
        es: "Botas de hombre con elásticos a los lados y puntera redonda. Van con pantalón de vestir y con vaquero.",
        en: "Men's boots with elastic sides and a round toe. They go with dress trousers and with jeans.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(100, "piel de cerdo")],
        care: LEATHER,
        maker: "meao",
        season: PERMANENT,
        traits: &[("heel", "2.5"), ("closure", "elástico"), ("length", "corto")],
        with: &["NAL", "LUG", "HEB"],
    },
    Text {
        code: "MUR",
        name: "Muralla boots",
        es: "Botas de hombre forradas de borreguillo, con suela gruesa de goma. Para invierno de interior: Lugo, \
            Ourense, Soria.",
        en: "Men's boots lined with fleece, with a thick rubber sole. For inland winters: Lugo, Ourense, Soria.",
        cloth: &[(100, "piel de vacuno")],
        lining: &[(60, "lana"), (40, "poliéster")],
        care: LEATHER,
        maker: "meao",
        season: OI26,
        traits: &[("heel", "3.5"), ("closure", "cordones"), ("length", "corto")],
        with: &["MUX", "TRA"],
    },
];
