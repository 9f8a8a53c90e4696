//! What people say of Telar's garments: some weeks after they bought them, most of them well.

use std::collections::HashSet;

use base::{Cx, Error, Result, Time};
use catalog::{
    products,
    variants::{self, VariantId},
};
use customers::{consents::address_of, people::Known};
use orders::reviews::{self, NewReview, Reason};
use store::Tx;

use super::{calendar::Calendar, dice::Dice, people::Person, sales::Draft};

/// In how many of a hundred orders somebody says what they think of something.
const PERCENT: u64 = 5;
/// How many of a hundred give 1 to 5 stars.
const STARS: [u64; 5] = [4, 6, 13, 31, 46];
/// What they say, by stars.
const SAID: [[&str; 4]; 5] = [
    [
        "Se descosió por la costura a la segunda puesta. No es lo que esperaba a este precio.",
        "El color no es el de la foto. La devolví el mismo día.",
        "Talla muy pequeña y tardaron en cambiármela.",
        "Destiñe al lavar a mano y con agua fría.",
    ],
    [
        "Bonita, pero la tela es más fina de lo que parece.",
        "El largo no me sirve y mido 1,70. Habría que decirlo.",
        "Hace bolitas donde roza el bolso.",
        "El corte tira de los hombros.",
    ],
    [
        "Está bien. Pedid una talla más.",
        "Cumple, aunque se arruga mucho.",
        "Buena tela; los botones podrían ser mejores.",
        "Correcta. El color es algo más oscuro que en la foto.",
    ],
    [
        "Muy cómoda y fácil de combinar.",
        "La calidad se nota al tacto. Talla bien.",
        "La llevo casi todas las semanas y está como el primer día.",
        "Me la probé en la tienda y acerté. Un poco larga para mí.",
    ],
    [
        "Preciosa. Me han preguntado tres veces de dónde es.",
        "Se nota que está hecha cerca y con cuidado.",
        "Abriga lo justo y pesa poquísimo.",
        "Mi favorita de este año. Repetiré en otro color.",
    ],
];
const ANSWER: &str = "Gracias por decírnoslo. Escríbenos o pásate por tu tienda y lo arreglamos.";

/// What somebody says of something.
#[derive(Clone, Debug)]
pub struct Opinion {
    who: Known,
    variant: VariantId,
    author: String,
    stars: usize,
    body: &'static str,
    at: Time,
    /// What became of it: nothing yet, shown, or refused.
    decided: Option<Option<Reason>>,
}

/// What these people say of what they bought, in the order in which they do.
pub fn reviews(calendar: &Calendar, people: &[Person], orders: &[Draft]) -> Vec<Opinion> {
    let mut dice = Dice::named("reviews");
    let mut seen = HashSet::new();
    let mut said = Vec::new();
    for order in orders {
        let (Some(who), true) = (&order.who, dice.chance(PERCENT)) else { continue };
        let line = dice.pick(&order.lines).clone();
        let stars = dice.weigh(STARS.into_iter());
        let body = *dice.pick(&SAID[stars]);
        let at = order.at.plus_seconds(dice.between(5, 40) * 86_400 + dice.between(0, 40_000));
        let is_refused = dice.chance(2);
        // A garment's name has its color and size behind it.
        let style = line.name.split(", ").next().unwrap_or_default().to_owned();
        if at >= calendar.now || !line.name.contains(", ") || !seen.insert((who.value.clone(), style)) {
            continue;
        }
        let is_read = calendar.now.seconds_since(at) > 2 * 86_400;
        let decided = is_read.then(|| is_refused.then_some(Reason::OffTopic));
        let (who, author, variant) = (who.clone(), author(people, who), line.sku.id());
        said.push(Opinion { who, variant, author, stars, body, at, decided });
    }
    said.sort_by_key(|one| one.at);
    said
}

/// As people sign: `Ana M.`
fn author(people: &[Person], who: &Known) -> String {
    let person = people.iter().find(|person| person.new.known().any(|known| known == who));
    let name = person.and_then(|person| person.new.profile.name.as_deref()).unwrap_or("Alguien");
    let mut words = name.split_whitespace();
    let (first, last) = (words.next().unwrap_or_default(), words.next().and_then(|word| word.chars().next()));
    last.map_or_else(|| first.to_owned(), |letter| format!("{first} {letter}."))
}

/// Writes what was said, and what became of it; what is there already stays as it is.
pub fn record(cx: &Cx, tx: &mut Tx, said: &[Opinion]) -> Result<()> {
    for one in said {
        let missing = || Error::internal("what was reviewed is not there");
        let sold = variants::some(tx, &[one.variant])?.remove(&one.variant).ok_or_else(missing)?;
        let product = products::get(tx, sold.product_id)?.ok_or_else(missing)?;
        let (title, language, at) = (None, Some("es".to_owned()), Some(one.at));
        let (body, author) = (one.body.to_owned(), one.author.clone());
        let stars = one.stars as i64 + 1;
        let new = NewReview { product: product.code, stars, title, body, author, language, at };
        let actor = address_of(tx, &one.who, one.at)?;
        let id = reviews::write(cx, tx, actor, reviews::HERE, &new)?;
        if let Some(refused) = one.decided {
            reviews::decide(cx, tx, id, refused)?;
            if one.stars < 2 && refused.is_none() {
                reviews::answer(cx, tx, id, ANSWER)?;
            }
        }
    }
    Ok(())
}
