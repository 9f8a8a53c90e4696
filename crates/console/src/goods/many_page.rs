//! Many products changed at once: what is to change, and what it would come to.

use askama::Template;
use base::Error;
use catalog::{bulk::Planned, products::State};
use web::{frame::Frame, lists::Choice, locale::Say};

use crate::goods::product_page::{refused_key, state_key};

/// Products of which the page says what would change.
const SHOWN: usize = 50;

/// What is to change of many products, and what it would come to.
#[derive(Template)]
#[template(path = "goods/many.html")]
pub struct ManyPage {
    /// The frame.
    pub page: Frame,
    /// How many products were chosen.
    pub count: i64,
    /// How many match, where they are more than can be changed at once.
    pub cut: Option<i64>,
    /// Which products: fields that go on with the form.
    pub chosen: Vec<(String, String)>,
    /// The list that it leads back to.
    pub back: String,
    /// What is in the form.
    pub form: ManyForm,
    /// What may be chosen.
    pub offers: Offers,
    /// What it would come to, once something is to change.
    pub outcome: Option<Outcome>,
    /// What is wrong.
    pub refused: Option<String>,
}

/// What the form of a change holds, as one writes it.
#[derive(Clone, Debug, Default)]
pub struct ManyForm {
    /// The word of a state.
    pub state: String,
    /// A brand.
    pub brand: String,
    /// Whether the brand is taken away.
    pub no_brand: bool,
    /// The code of a season; `-` for none.
    pub season: String,
    /// The code of a category.
    pub add_category: String,
    /// The code of a category.
    pub remove_category: String,
    /// The code of a collection.
    pub add_collection: String,
    /// The code of a collection.
    pub remove_collection: String,
}

impl ManyForm {
    /// Its fields, for the form that does it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let no_brand = if self.no_brand { "1" } else { "" };
        let all = [
            ("to_state", self.state.as_str()),
            ("to_brand", &self.brand),
            ("no_brand", no_brand),
            ("to_season", &self.season),
            ("add_category", &self.add_category),
            ("remove_category", &self.remove_category),
            ("add_collection", &self.add_collection),
            ("remove_collection", &self.remove_collection),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.to_owned())).collect()
    }
}

/// What may be chosen: codes and names.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Categories, by their way.
    pub categories: Vec<(String, String)>,
    /// Seasons.
    pub seasons: Vec<(String, String)>,
    /// Collections.
    pub collections: Vec<(String, String)>,
    /// Brands in use.
    pub brands: Vec<String>,
}

impl Offers {
    /// A list of codes and names as choices.
    fn choices(list: &[(String, String)], chosen: &str) -> Vec<Choice> {
        let choice =
            |(code, name): &(String, String)| Choice { value: code.clone(), name: name.clone(), is_on: code == chosen };
        list.iter().map(choice).collect()
    }

    /// What a category, a season or a collection is called.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        let mut all = self.categories.iter().chain(&self.seasons).chain(&self.collections);
        all.find(|(known, _)| known == code).map_or(code, |(_, name)| name.trim_start_matches('\u{2003}'))
    }
}

/// What a change would come to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How many change.
    pub changes: i64,
    /// How many are so already.
    pub same: i64,
    /// How many cannot be changed.
    pub refused: i64,
    /// The first of them, those that change first.
    pub rows: Vec<OutcomeRow>,
}

/// One product of it.
#[derive(Clone, Debug)]
pub struct OutcomeRow {
    /// Its page.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// What changes: the message with the field's name, what it says, and what it would say.
    pub changes: Vec<(&'static str, String, String)>,
    /// Why nothing changes.
    pub why: Option<String>,
}

impl Outcome {
    /// What was planned, in words.
    pub fn of(say: &Say, planned: &[Planned], offers: &Offers) -> Outcome {
        let count = |fits: fn(&Planned) -> bool| planned.iter().filter(|one| fits(one)).count() as i64;
        let mut sorted: Vec<&Planned> = planned.iter().collect();
        sorted.sort_by_key(|one| (one.after.is_none(), one.refused.is_none()));
        Outcome {
            changes: count(|one| one.after.is_some()),
            same: count(|one| one.after.is_none() && one.refused.is_none()),
            refused: count(|one| one.refused.is_some()),
            rows: sorted.into_iter().take(SHOWN).map(|one| OutcomeRow::of(say, one, offers)).collect(),
        }
    }

    /// How many are not shown.
    fn hidden(&self) -> i64 {
        self.changes + self.same + self.refused - self.rows.len() as i64
    }
}

impl OutcomeRow {
    fn of(say: &Say, one: &Planned, offers: &Offers) -> OutcomeRow {
        let or_none = |text: String| if text.is_empty() { say.t("many-none") } else { text };
        let names = |codes: &[String]| {
            or_none(codes.iter().map(|code| offers.name(code).to_owned()).collect::<Vec<_>>().join(", "))
        };
        let state = |state: &State| say.t(&state_key(state));
        let changes = one.after.iter().flat_map(|after| {
            let before = &one.before;
            let brand = |brand: &Option<String>| or_none(brand.clone().unwrap_or_default());
            [
                ("product-state", state(&before.state), state(&after.state)),
                ("product-brand", brand(&before.brand), brand(&after.brand)),
                ("product-categories", names(&before.categories), names(&after.categories)),
                ("product-collections", names(&before.collections), names(&after.collections)),
            ]
        });
        let why = match &one.refused {
            Some(error) => Some(refused_words(say, error)),
            None => one.after.is_none().then(|| say.t("many-same")),
        };
        OutcomeRow {
            address: format!("/console/products/{}", one.id),
            name: one.name.clone().unwrap_or_else(|| one.code.clone()),
            code: one.code.clone(),
            changes: changes.filter(|(_, before, after)| before != after).collect(),
            why,
        }
    }
}

/// Why something cannot be, in the words of the page that would have done it.
pub fn refused_words(say: &Say, error: &Error) -> String {
    match error.code() {
        "too-many" => say.t("many-refused-too-many"),
        "nothing" => say.t("many-refused-nothing"),
        code => refused_key(code).map_or_else(|| error.to_string(), |key| say.t(&key)),
    }
}
