//! What is said of the dresses.

use super::{COTTON, LINEN, OI26, PERMANENT, PV26, Text, VISCOSE, WOOL};

/// The dresses.
pub const DRESSES: &[Text] = &[
    Text {
        code: "ALB",
        name: "Alba dress",
        es: "Vestido midi de crepé de viscosa, con escote de pico y manga larga. Lleva trabillas para cinturón y \
            bolsillos en las costuras. Sirve igual para la oficina que para una boda de día.",
        en: "Midi dress in viscose crepe with a V-neck and long sleeves. It has belt loops and pockets in the side \
            seams. It does as well for the office as for a daytime wedding.",
        cloth: &[(95, "viscosa"), (5, "elastano")],
        lining: &[],
        care: VISCOSE,
        maker: "deza",
        season: OI26,
        traits: &[("neckline", "pico"), ("sleeve", "larga"), ("fit", "recto"), ("length", "midi")],
        with: &["NUD", "CUE", "IRA"],
    },
    Text {
        code: "LUN",
        name: "Luna dress",
        es: "Vestido largo de satén mate, cortado al bies, con manga larga y escote barco. Cae pegado sin apretar y \
            no necesita plancha si se cuelga húmedo.",
        en: "Long dress in matte satin, cut on the bias, with long sleeves and a boat neck. It follows the body \
            without clinging and needs no iron if you hang it up damp.",
        cloth: &[(100, "poliéster")],
        lining: &[(100, "viscosa")],
        care: VISCOSE,
        maker: "deza",
        season: OI26,
        traits: &[("neckline", "barco"), ("sleeve", "larga"), ("fit", "entallado"), ("length", "largo")],
        with: &["RIB", "MIS"],
    },
    Text {
        code: "MAR",
        name: "Marisma dress",
        es: "Vestido camisero de popelín de algodón, con botones hasta abajo y cinturón de la misma tela. Se puede \
            llevar abierto, como una bata sobre el bañador.",
        en: "Shirt dress in cotton poplin with buttons all the way down and a belt of the same cloth. You can wear it \
            open, over a swimsuit.",
        cloth: &[(100, "algodón")],
        lining: &[],
        care: COTTON,
        maker: "cavado",
        season: PV26,
        traits: &[
            ("neckline", "camisero"),
            ("sleeve", "corta"),
            ("fit", "recto"),
            ("length", "midi"),
            ("closure", "botones"),
        ],
        with: &["TRE", "BRI", "HAY"],
    },
    Text {
        code: "JAR",
        name: "Jara dress",
        es: "Vestido corto de algodón con punto de abeja en el pecho y manga abullonada. Tiene vuelo y no aprieta \
            cuando hace calor.",
        en: "Short cotton dress with smocking at the chest and puffed sleeves. It is full in the skirt and stays \
            loose in the heat.",
        cloth: &[(100, "algodón")],
        lining: &[],
        care: COTTON,
        maker: "cavado",
        season: PV26,
        traits: &[("neckline", "cuadrado"), ("sleeve", "corta"), ("fit", "amplio"), ("length", "corto")],
        with: &["LAZ", "ORZ"],
    },
    Text {
        code: "ROM",
        name: "Romero dress",
        es: "Vestido de punto milano, firme y sin forro, con manga tres cuartos. No se arruga en la maleta.",
        en: "Dress in milano knit, firm and unlined, with three-quarter sleeves. It does not crease in a suitcase.",
        cloth: &[(68, "viscosa"), (28, "poliamida"), (4, "elastano")],
        lining: &[],
        care: VISCOSE,
        maker: "arousa",
        season: OI26,
        traits: &[("neckline", "redondo"), ("sleeve", "tres cuartos"), ("fit", "entallado"), ("length", "midi")],
        with: &["HEB", "CUE", "SAU"],
    },
    Text {
        code: "ALM",
        name: "Almendra dress",
        es: "Vestido de lana fría con pinzas en la cintura, forrado hasta el bajo. Abriga lo justo para entretiempo y \
            admite una camiseta fina por debajo.",
        en: "Dress in cool wool with darts at the waist, lined down to the hem. Warm enough for spring and fall, with \
            room for a thin T-shirt underneath.",
        cloth: &[(54, "lana"), (44, "poliéster"), (2, "elastano")],
        lining: &[(100, "viscosa")],
        care: &["wash_no", "bleach_no", "tumble_no", "iron_110", "clean_p"],
        maker: "deza",
        season: PERMANENT,
        traits: &[("neckline", "caja"), ("sleeve", "tres cuartos"), ("fit", "entallado"), ("length", "midi")],
        with: &["TRE", "RIB", "ALP"],
    },
    Text {
        code: "VEG",
        name: "Vega dress",
        es: "Vestido cruzado de viscosa estampada en el mismo tono, con lazada a un lado. La lazada se ajusta, así \
            que sirve para media talla más o menos.",
        en: "Wrap dress in tone-on-tone printed viscose, tied at one side. The tie adjusts, so it allows for half a \
            size up or down.",
        cloth: &[(100, "viscosa")],
        lining: &[],
        care: VISCOSE,
        maker: "deza",
        season: PERMANENT,
        traits: &[
            ("neckline", "pico"),
            ("sleeve", "tres cuartos"),
            ("fit", "entallado"),
            ("length", "midi"),
            ("closure", "lazada"),
        ],
        with: &["BRI", "SEN", "HAY"],
    },
    Text {
        code: "SAL",
        name: "Salina dress",
        es: "Vestido sin mangas de lino lavado, con bolsillos de parche. El lino viene ya encogido de fábrica y se \
            arruga poco.",
        en: "Sleeveless dress in washed linen with patch pockets. The linen is pre-shrunk and creases little.",
        cloth: &[(100, "lino")],
        lining: &[],
        care: LINEN,
        maker: "cavado",
        season: PV26,
        traits: &[("neckline", "redondo"), ("sleeve", "sin manga"), ("fit", "amplio"), ("length", "midi")],
        with: &["TRE", "LIN", "CED"],
    },
    Text {
        code: "NIE",
        name: "Niebla dress",
        es: "Vestido largo de punto de lana merina, con cuello vuelto. Lleva una abertura atrás para poder andar a \
            paso largo.",
        en: "Long dress in merino wool knit with a roll neck. A slit at the back leaves room for a long stride.",
        cloth: &[(80, "lana merina"), (20, "poliamida")],
        lining: &[],
        care: WOOL,
        maker: "arousa",
        season: OI26,
        traits: &[("neckline", "vuelto"), ("sleeve", "larga"), ("fit", "recto"), ("length", "largo")],
        with: &["RIB", "NUD", "TOR"],
    },
    Text {
        code: "XES",
        name: "Xesta dress",
        es: "Vestido de tirantes anchos en bambula de algodón, con vuelo desde la cadera. La tela es ligera y seca en \
            un par de horas.",
        en: "Dress with wide straps in cotton gauze, flared from the hip. The cloth is light and dries in a couple of \
            hours.",
        cloth: &[(100, "algodón")],
        lining: &[(100, "algodón")],
        care: COTTON,
        maker: "cavado",
        season: PV26,
        traits: &[("neckline", "cuadrado"), ("sleeve", "sin manga"), ("fit", "evasé"), ("length", "midi")],
        with: &["CED", "ORZ"],
    },
    Text {
        code: "RIA",
        name: "Ría dress",
        es: "Vestido largo de lino y viscosa, con botones de nácar en el escote y manga corta. La viscosa le quita \
            rigidez al lino.",
        en: "Long dress in linen and viscose with mother-of-pearl buttons at the neck and short sleeves. The viscose \
            makes the linen less stiff.",
        cloth: &[(55, "lino"), (45, "viscosa")],
        lining: &[],
        care: LINEN,
        maker: "deza",
        season: PV26,
        traits: &[
            ("neckline", "pico"),
            ("sleeve", "corta"),
            ("fit", "recto"),
            ("length", "largo"),
            ("closure", "botones"),
        ],
        with: &["LAZ", "BRI"],
    },
    Text {
        code: "CAR",
        name: "Carballo dress",
        es: "Vestido de pana fina con canesú y cuello camisero. Tiene bolsillos hondos y se lleva con medias gruesas \
            y botas.",
        en: "Dress in fine corduroy with a yoke and a shirt collar. It has deep pockets and goes with thick tights \
            and boots.",
        cloth: &[(98, "algodón"), (2, "elastano")],
        lining: &[],
        care: COTTON,
        maker: "deza",
        season: OI26,
        traits: &[
            ("neckline", "camisero"),
            ("sleeve", "larga"),
            ("fit", "evasé"),
            ("length", "corto"),
            ("closure", "botones"),
        ],
        with: &["RIB", "HEB", "ALP"],
    },
    Text {
        code: "AMA",
        name: "Amapola dress",
        es: "Vestido corto de punto de algodón, de corte camiseta. Para andar por casa, bajar a la playa o ir a por \
            el pan.",
        en: "Short dress in cotton jersey, cut like a T-shirt. For the house, the beach, or going out for bread.",
        cloth: &[(95, "algodón"), (5, "elastano")],
        lining: &[],
        care: COTTON,
        maker: "cavado",
        season: PV26,
        traits: &[("neckline", "redondo"), ("sleeve", "corta"), ("fit", "recto"), ("length", "corto")],
        with: &["HAY", "LAZ"],
    },
];
