//! People whose story is written by hand: what a newcomer should see first, and what a page must bear.

use customers::people::Kind;

/// Somebody with a story.
pub struct Face {
    /// Their name, as they wrote it.
    pub name: Option<&'static str>,
    /// How they are known, what they joined with first.
    pub known: &'static [(Kind, &'static str)],
    /// Their town, country and language.
    pub home: (Option<&'static str>, Option<&'static str>, &'static str),
    /// What else is known of them, by the name of the field.
    pub more: &'static [(&'static str, &'static str)],
    /// When they joined.
    pub joined: When,
    /// Where.
    pub scene: Scene,
    /// What they did.
    pub story: &'static [Step],
}

/// A moment, seen from now.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// So many days ago, at an hour and minute written as 1840.
    Days(i64, i64),
    /// So many minutes ago.
    Minutes(i64),
}

/// A channel, and a shop where there is one.
pub type Scene = (&'static str, Option<&'static str>);

/// What somebody did.
pub enum Step {
    /// Bought these SKUs at so many percent off.
    Buys(When, Scene, i64, &'static [&'static str]),
    /// Bought them without saying who they are.
    BuysUnknown(When, Scene, i64, &'static [&'static str]),
    /// Brought these back, from their latest purchase of each, or from one that nobody knows to be theirs.
    Returns(When, Scene, &'static [&'static str]),
}

use Kind::{Email, Loyalty, Phone};
use Step::{Buys, BuysUnknown, Returns};
use When::{Days, Minutes};

const WEB: Scene = ("web", None);
const APP: Scene = ("app", None);
const INSTAGRAM: Scene = ("instagram", None);
const WHATSAPP: Scene = ("whatsapp", None);
const FUENCARRAL: Scene = ("shop", Some("fuencarral"));
const GOYA: Scene = ("shop", Some("goya"));
const GRACIA: Scene = ("shop", Some("passeig-de-gracia"));
const COLON: Scene = ("shop", Some("colon"));
const NERVION: Scene = ("shop", Some("nervion"));

const SPAIN: Option<&str> = Some("ES");

/// The card that a newcomer opens: nine orders on line, five in shops, and two things that were too small.
const ANA: Face = Face {
    name: Some("Ana Morales"),
    known: &[(Email, super::ANA), (Phone, "+34612480214"), (Loyalty, "84102207")],
    home: (Some("Madrid"), SPAIN, "es"),
    more: &[("birth_date", "1988-03-14"), ("street", "Calle de Fuencarral 41, 2.º B"), ("postcode", "28004")],
    joined: Days(1_096, 1820),
    scene: ("kiosk", Some("fuencarral")),
    story: &[
        Buys(Days(704, 1912), FUENCARRAL, 0, &["TL-PIN-CRU-M"]),
        Buys(Days(655, 2148), WEB, 0, &["TL-JAR-OCR-S"]),
        Returns(Days(648, 1817), GOYA, &["TL-JAR-OCR-S"]),
        Buys(Days(648, 1821), GOYA, 0, &["TL-JAR-OCR-M"]),
        Buys(Days(590, 2205), WEB, 0, &["TL-LIN-TEJ-U", "TL-BRI-ANI-U", "TL-NUD-CAM-U"]),
        Buys(Days(531, 1240), FUENCARRAL, 0, &["TL-DUE-TIN-38"]),
        Buys(Days(470, 1355), WEB, 0, &["TL-HEB-TIN-U"]),
        Buys(Days(402, 2119), WEB, 40, &["TL-CUE-TIN-38"]),
        Buys(Days(330, 1933), FUENCARRAL, 0, &["TL-MIN-ANI-38", "TL-BRI-ANI-U", "TL-NUD-CAM-U"]),
        Buys(Days(268, 2231), WEB, 30, &["TL-VEG-ANI-M", "TL-BRI-ANI-U"]),
        Buys(Days(205, 903), WEB, 30, &["TL-IRA-MUS-M", "TL-HEB-TIN-U"]),
        Buys(Days(141, 1826), FUENCARRAL, 20, &["TL-DON-ANI-M"]),
        Buys(Days(76, 2107), WEB, 0, &["TL-LIN-ANI-U"]),
        Buys(Days(13, 2212), WEB, 0, &["TL-BRE-BRE-S"]),
        Returns(Days(6, 1822), GOYA, &["TL-BRE-BRE-S"]),
        Buys(Minutes(168), WEB, 0, &["TL-ALB-TEJ-M", "TL-NUD-CAM-U", super::goods::CODE]),
    ],
};

/// Perhaps the same Ana: the same town, another address, one order.
const ANA_TOO: Face = Face {
    name: Some("Ana M. Ortega"),
    known: &[(Email, "anamorales.m@ejemplo.com")],
    home: (Some("Madrid"), SPAIN, "es"),
    more: &[("birth_date", "1988-03-14"), ("street", "C/ Fuencarral, 41"), ("postcode", "28004")],
    joined: Days(41, 2233),
    scene: INSTAGRAM,
    story: &[Buys(Days(41, 2241), INSTAGRAM, 0, &["TL-BRI-OCR-U", "TL-HEB-CAM-U"])],
};

/// Three things that had to come from three places.
const JORGE: Face = Face {
    name: Some("Jorge Peña Robledo"),
    known: &[(Email, "jorge.pena@ejemplo.es"), (Loyalty, "84104471"), (Phone, "+34655190447")],
    home: (Some("Madrid"), SPAIN, "es"),
    more: &[("birth_date", "1979-10-02"), ("postcode", "28010")],
    joined: Days(880, 2104),
    scene: APP,
    story: &[
        Buys(Days(622, 2051), APP, 0, &["TL-GRE-ANI-L"]),
        Buys(Days(415, 1130), FUENCARRAL, 20, &["TL-TAJ-TIN-42", "TL-HEB-TIN-U"]),
        Buys(Days(214, 2120), APP, 0, &["TL-NAV-CRU-L", "TL-TUR-CRU-42"]),
        Returns(Days(205, 1910), FUENCARRAL, &["TL-TUR-CRU-42"]),
        Buys(Days(3, 2016), APP, 0, &["TL-ABI-CAM-50", "TL-LIN-ANI-U", "TL-SIE-TIN-43"]),
    ],
};

/// Who only brings back: presents that others bought, with a gift ticket.
const TERESA: Face = Face {
    name: Some("Teresa Quiroga Lema"),
    known: &[(Loyalty, "84109034"), (Email, "teresa.quiroga@ejemplo.es")],
    home: (Some("Valencia"), SPAIN, "es"),
    more: &[("birth_date", "1965-07-21"), ("street", "Carrer de Sorní 12"), ("postcode", "46004")],
    joined: Days(344, 1236),
    scene: COLON,
    story: &[
        BuysUnknown(Days(360, 1841), COLON, 0, &["TL-MIS-TEJ-U", "TL-OLM-CRU-XL"]),
        Returns(Days(344, 1241), COLON, &["TL-MIS-TEJ-U", "TL-OLM-CRU-XL"]),
        BuysUnknown(Days(52, 1726), COLON, 0, &["TL-LAZ-BRE-U"]),
        Returns(Days(40, 1107), COLON, &["TL-LAZ-BRE-U"]),
    ],
};

/// Hardly more than a guest: an address without a name, and one order.
const NOBODY: Face = Face {
    name: None,
    known: &[(Email, "compras.4471@ejemplo.com")],
    home: (None, None, "es"),
    more: &[],
    joined: Days(97, 124),
    scene: WEB,
    story: &[Buys(Days(97, 131), WEB, 0, &["TL-CIE-OCR-U"])],
};

/// Written in capitals by the system before, with blanks that nobody meant.
const CAPITALS: Face = Face {
    name: Some("  MARIA  DEL   CARMEN  PEREZ LOPEZ "),
    known: &[(Loyalty, "84100017"), (Phone, "+34600730118")],
    home: (Some("SEVILLA"), SPAIN, "es"),
    more: &[("birth_date", "1958-12-08"), ("street", "AVDA. LUIS MONTOTO 87"), ("postcode", "41018")],
    joined: Days(1_060, 1105),
    scene: NERVION,
    story: &[
        Buys(Days(588, 1214), NERVION, 0, &["TL-SAU-MUS-L"]),
        Buys(Days(395, 1832), NERVION, 30, &["TL-SEG-CAM-L", "TL-BEJ-CAM-U"]),
        Buys(Days(121, 1119), NERVION, 0, &["TL-MAR-ANI-L"]),
        Returns(Days(117, 1127), NERVION, &["TL-MAR-ANI-L"]),
        Buys(Days(19, 1958), WHATSAPP, 0, &["TL-HAY-ANI-L", "TL-BRI-CRU-U"]),
    ],
};

/// A name as long as they come.
const LONG: Face = Face {
    name: Some("María de los Ángeles Fernández de Córdoba y Álvarez de las Asturias-Bohorques Goyeneche de Sotomayor"),
    known: &[(
        Email,
        "maria.de.los.angeles.fernandez.de.cordoba.y.alvarez.de.las.asturias.bohorques.goyeneche@correo.ejemplo.es",
    )],
    home: (Some("Santa Cruz de los Cañamares de Arriba y de Abajo"), SPAIN, "es"),
    more: &[],
    joined: Days(731, 1730),
    scene: WEB,
    story: &[
        Buys(Days(702, 1744), WEB, 0, &["TL-SEG-TIN-M"]),
        Buys(
            Days(310, 1802),
            WEB,
            0,
            &["TL-ALM-CAM-M", "TL-TRE-CAM-U", "TL-RIB-CAM-38", "TL-LIN-CRU-U", "TL-IRA-CAM-M"],
        ),
        Buys(Days(33, 1655), WEB, 0, &["TL-ORD-BRE-M"]),
    ],
};

/// Changed her mind twice over one dress.
const ROSA: Face = Face {
    name: Some("Rosa Gil Ferri"),
    known: &[(Email, "rosa.gil@ejemplo.es"), (Phone, "+34677041590")],
    home: (Some("Barcelona"), SPAIN, "ca"),
    more: &[("street", "Carrer de Girona 112, 3r 1a"), ("postcode", "08009")],
    joined: Days(204, 2210),
    scene: WEB,
    story: &[
        Buys(Days(30, 2218), WEB, 0, &["TL-ALB-ANI-S"]),
        Returns(Days(23, 1917), GRACIA, &["TL-ALB-ANI-S"]),
        Buys(Days(23, 1922), GRACIA, 0, &["TL-ALB-ANI-M"]),
        Returns(Days(16, 1849), GRACIA, &["TL-ALB-ANI-M"]),
        Buys(Days(16, 1853), WHATSAPP, 0, &["TL-ALB-TIN-M", "TL-NUD-TIN-U"]),
    ],
};

/// From abroad, in another language.
const INES: Face = Face {
    name: Some("Inês Carvalho Duarte"),
    known: &[(Email, "ines.carvalho@ejemplo.com")],
    home: (Some("Lisboa"), Some("PT"), "pt"),
    more: &[],
    joined: Days(415, 2302),
    scene: INSTAGRAM,
    story: &[
        Buys(Days(414, 2310), WEB, 0, &["TL-LUN-MUS-S"]),
        Buys(Days(158, 2247), APP, 0, &["TL-DUE-CRU-36", "TL-LIN-CRU-U"]),
        Buys(Days(8, 2229), APP, 0, &["TL-LLU-CAM-S"]),
    ],
};

/// Came just now, and bought.
const JON: Face = Face {
    name: Some("Jon Arrieta Zubiri"),
    known: &[(Email, "jon.arrieta@ejemplo.es")],
    home: (Some("Bilbao"), SPAIN, "es"),
    more: &[],
    joined: Minutes(13),
    scene: WEB,
    story: &[Buys(Minutes(6), WEB, 0, &["TL-NAV-ANI-M", "TL-ENC-ANI-M"])],
};

/// Dresses others: buys by the armful in every channel, and brings back what her clients did not want.
pub const STYLIST: Face = Face {
    name: Some("Estudio Candela Rey"),
    known: &[(Email, "estudio@candelarey.ejemplo.es"), (Phone, "+34698221740"), (Loyalty, "84107700")],
    home: (Some("Barcelona"), SPAIN, "ca"),
    more: &[("street", "Carrer d'Enric Granados 60"), ("postcode", "08008")],
    joined: Days(1_012, 1010),
    scene: GRACIA,
    story: &[],
};

/// Jorge again: another address that leads to the same letter box.
const JORGE_TOO: Face = Face {
    name: Some("Jorge Peña"),
    known: &[(Email, "jorge.pena+telar@ejemplo.es")],
    home: (Some("Madrid"), SPAIN, "es"),
    more: &[],
    joined: Days(68, 2240),
    scene: WEB,
    story: &[Buys(Days(68, 2251), WEB, 0, &["TL-LIN-ANI-U"])],
};

/// Teresa again: whoever wrote her down began with the surnames.
const TERESA_TOO: Face = Face {
    name: Some("Quiroga Lema, Teresa"),
    known: &[(Phone, "+34622907715")],
    home: (Some("Valencia"), SPAIN, "es"),
    more: &[("birth_date", "1965-07-21"), ("postcode", "46004")],
    joined: Days(25, 1312),
    scene: COLON,
    story: &[Buys(Days(25, 1316), WHATSAPP, 0, &["TL-NUD-CAM-U"])],
};

/// María del Carmen again, on line, and not in capitals.
const CAPITALS_TOO: Face = Face {
    name: Some("María del Carmen Pérez López"),
    known: &[(Email, "mcperez.lopez@ejemplo.com")],
    home: (Some("Sevilla"), SPAIN, "es"),
    more: &[("birth_date", "1958-12-08"), ("street", "Avenida Luis Montoto, nº 87"), ("postcode", "41018")],
    joined: Days(54, 2120),
    scene: WEB,
    story: &[Buys(Days(54, 2131), WEB, 0, &["TL-BRI-CRU-U"])],
};

/// Rosa again, with a card of a shop.
const ROSA_TOO: Face = Face {
    name: Some("ROSA GIL FERRI"),
    known: &[(Loyalty, "84107712")],
    home: (Some("Barcelona"), SPAIN, "ca"),
    more: &[("street", "c/ Girona 112"), ("postcode", "08009")],
    joined: Days(110, 1207),
    scene: GRACIA,
    story: &[Buys(Days(110, 1211), GRACIA, 0, &["TL-HEB-TIN-U"])],
};

/// Everybody with a story; Ana is the first.
pub const FACES: [&Face; 15] = [
    &ANA,
    &ANA_TOO,
    &JORGE,
    &TERESA,
    &NOBODY,
    &CAPITALS,
    &LONG,
    &ROSA,
    &INES,
    &JON,
    &STYLIST,
    &JORGE_TOO,
    &TERESA_TOO,
    &CAPITALS_TOO,
    &ROSA_TOO,
];
