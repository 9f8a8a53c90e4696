//! The page where what is said of a product is changed: its form, and what somebody else changed meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use base::{Error, Result};
use catalog::{
    attributes::Values,
    details::Details,
    languages::Language,
    products::{Kind, State},
    told::{Fiber, Told, ToldRelations},
};
use web::{frame::Frame, lists::Choice};

use crate::goods::beside;

/// What the field of an attribute begins with.
pub const ATTRIBUTE: &str = "attribute.";

/// The page.
#[derive(Template)]
#[template(path = "goods/product_edit.html")]
pub struct ProductEditPage {
    /// The frame.
    pub page: Frame,
    /// The product's id; empty for one that is new.
    pub id: String,
    /// Its name, as the crumbs say it.
    pub name: String,
    /// What is in the form.
    pub form: Form,
    /// Whether a price is asked for.
    pub price: FirstPrice,
    /// The states.
    pub states: Vec<Choice>,
    /// What it may be.
    pub kinds: Vec<Choice>,
    /// The categories, for the one that its page stands in.
    pub category: Vec<Choice>,
    /// The same, for those that it stands in as well.
    pub also: Vec<Choice>,
    /// Seasons and collections.
    pub collections: Vec<Choice>,
    /// The symbols of care, by what they are of: the message with its name, and those.
    pub care: Vec<(&'static str, Vec<Choice>)>,
    /// Countries.
    pub origins: Vec<Choice>,
    /// Makers.
    pub makers: Vec<Choice>,
    /// Who answers for it.
    pub responsibles: Vec<Choice>,
    /// Size grids.
    pub grids: Vec<Choice>,
    /// What else is said of products.
    pub attributes: Vec<Field>,
    /// The languages beside the shop's first.
    pub languages: Vec<Language>,
    /// What somebody changed meanwhile.
    pub changes: Vec<Change>,
    /// The product that has this code already: its address and its name.
    pub taken: Option<(String, String)>,
    /// What is wrong.
    pub refused: Option<String>,
}

impl ProductEditPage {
    fn care_chosen(&self) -> Vec<&str> {
        let all = self.care.iter().flat_map(|(_, choices)| choices);
        all.filter(|choice| choice.is_on).map(|choice| choice.name.as_str()).collect()
    }
}

/// Whether one of them is chosen.
fn any(choices: &[Choice]) -> bool {
    choices.iter().any(|one| one.is_on)
}

/// What the form of a product that is new asks of its price.
#[derive(Clone, Debug)]
pub enum FirstPrice {
    /// Nothing: it is not new, or whoever fills the form in sets no prices.
    None,
    /// Nothing yet, since there is no list that everybody is asked by.
    NoList,
    /// What it costs on that list.
    On {
        /// Its name.
        list: String,
        /// How an amount is written.
        how: String,
    },
}

/// The field of an attribute.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the form.
    pub name: String,
    /// What it is called, with its unit.
    pub label: String,
    /// What its values are.
    pub values: Values,
    /// Those to choose from.
    pub choices: Vec<Choice>,
}

/// A field that somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What the field is called.
    pub label: String,
    /// What it says now.
    pub theirs: String,
    /// What one wrote; nothing where one had not touched it.
    pub mine: Option<String>,
}

type Fields = BTreeMap<String, Vec<String>>;
/// A field that somebody else changed, with what one wrote in it; nothing where one had not touched it.
pub type Changed = (String, Option<Vec<String>>);

/// What the form of a product holds, as one writes it: fields by name, some of them several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Fields);

impl Form {
    /// The fields of a form that was sent.
    pub fn sent(fields: Vec<(String, String)>) -> Form {
        let mut form = Form::default();
        for (name, value) in fields {
            form.0.entry(name).or_default().push(value.replace("\r\n", "\n"));
        }
        form
    }

    /// The form of a product, as it is.
    pub fn of(product: &Details) -> Form {
        let mut form = Form::default();
        let one = |form: &mut Form, name: &str, text: &str| form.put(name, vec![text.to_owned()]);
        let texts = [
            ("name", &product.name),
            ("description", &product.description),
            ("brand", &product.brand),
            ("warnings", &product.warnings),
            ("origin", &product.origin),
            ("maker", &product.maker),
            ("responsible", &product.responsible),
            ("size_grid", &product.size_grid),
        ];
        for (name, text) in texts {
            one(&mut form, name, text.as_deref().unwrap_or_default());
        }
        one(&mut form, "code", &product.code);
        one(&mut form, "revision", &product.revision.to_string());
        one(&mut form, "state", product.state.word());
        one(&mut form, "kind", product.kind.word());
        let fibers: Vec<String> = product.composition.iter().map(written).collect();
        one(&mut form, "composition", &fibers.join("\n"));
        for (name, text) in beside::of(product) {
            one(&mut form, name, &text);
        }
        form.put("category", product.categories.iter().take(1).cloned().collect());
        form.put("also", product.categories.iter().skip(1).cloned().collect());
        form.put("collection", product.collections.clone());
        form.put("care", product.care.clone());
        for (code, values) in &product.attributes {
            form.put(&format!("{ATTRIBUTE}{code}"), values.clone());
        }
        for (language, texts) in &product.translations {
            for (field, text) in texts {
                one(&mut form, &format!("{field}:{language}"), text);
            }
        }
        form
    }

    /// Puts values into a field.
    pub fn put(&mut self, name: &str, values: Vec<String>) {
        self.0.insert(name.to_owned(), values);
    }

    /// What a field says; the first where it stands several times.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// What a field says of a language.
    pub fn text_in(&self, name: &str, language: &Language) -> &str {
        self.text(&format!("{name}:{}", language.code))
    }

    /// What an attribute says, one value a line.
    pub fn lines(&self, name: &str) -> String {
        self.0.get(name).map(|values| values.join("\n")).unwrap_or_default()
    }

    /// Whether a field says this, among others.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.get(name).is_some_and(|values| values.iter().any(|one| one == value))
    }

    /// Which change of the product was looked at; 0 for one that is new.
    pub fn revision(&self) -> i64 {
        self.text("revision").parse().unwrap_or(0)
    }

    /// What the fields say, without blanks around it and without what says nothing.
    pub fn said(&self) -> Fields {
        let of = |values: &Vec<String>| -> Vec<String> {
            let lines = values.iter().map(|value| value.trim().to_owned());
            lines.filter(|value| !value.is_empty()).collect()
        };
        let is_said = |name: &str| !["code", "price", "revision", "seen"].contains(&name);
        let said = self.0.iter().filter(|(name, _)| is_said(name)).map(|(name, values)| (name.clone(), of(values)));
        let mut said: Fields = said.filter(|(_, values)| !values.is_empty()).collect();
        for name in beside::FIELDS {
            said.get_mut(name).into_iter().flatten().for_each(|text| *text = beside::plain(text));
        }
        for name in ["also", "care", "collection"] {
            said.get_mut(name).into_iter().for_each(|values| values.sort_unstable());
        }
        said
    }

    /// What the form said when it was opened, for the field that carries it.
    pub fn seen(&self) -> String {
        serde_json::to_string(&self.said()).unwrap_or_default()
    }

    fn was(&self) -> Fields {
        serde_json::from_str(self.text("seen")).unwrap_or_default()
    }

    /// What it is after somebody else changed the product meanwhile: what one had not touched is as they left it, what
    /// one wrote stays. Gives the fields that they changed, with what one wrote in them. Pure.
    pub fn merged(&self, theirs: &Form) -> (Form, Vec<Changed>) {
        let (was, mine, now) = (self.was(), self.said(), theirs.said());
        let names: BTreeSet<&String> = was.keys().chain(mine.keys()).chain(now.keys()).collect();
        let mut form = self.clone();
        let mut changed = Vec::new();
        for name in names {
            if was.get(name) == now.get(name) || mine.get(name) == now.get(name) {
                continue;
            }
            let is_mine = mine.get(name) != was.get(name);
            if !is_mine {
                form.put(name, now.get(name).cloned().unwrap_or_default());
            }
            changed.push((name.clone(), is_mine.then(|| mine.get(name).cloned().unwrap_or_default())));
        }
        form.put("revision", vec![theirs.text("revision").to_owned()]);
        form.put("seen", vec![theirs.seen()]);
        (form, changed)
    }

    /// The product as the form tells it.
    pub fn told(&self) -> Result<Told> {
        let given = |name: &str| self.0.get(name).map(|_| self.text(name).trim().to_owned());
        let list = |name: &str| -> Vec<String> {
            let values = self.0.get(name).into_iter().flatten().flat_map(|value| value.lines());
            let mut values: Vec<String> = values.map(|value| value.trim().to_owned()).collect();
            let mut seen = BTreeSet::new();
            values.retain(|value| !value.is_empty() && seen.insert(value.clone()));
            values
        };
        let attributes = self.0.keys().filter_map(|name| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), list(name))));
        let mut translations: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (name, values) in &self.0 {
            if let Some((field, language)) = name.split_once(':') {
                let text = values.first().map(|text| text.trim().to_owned()).unwrap_or_default();
                translations.entry(language.to_owned()).or_default().insert(field.to_owned(), text);
            }
        }
        let beside = |name: &str| beside::plain(&self.lines(name)).lines().map(str::to_owned).collect::<Vec<_>>();
        let relations = ToldRelations {
            related: given("related").map(|_| beside("related")),
            cross_sell: given("cross_sell").map(|_| beside("cross_sell")),
            up_sell: given("up_sell").map(|_| beside("up_sell")),
        };
        let parts = || beside("parts").iter().map(|line| beside::part(line)).collect::<Result<Vec<_>>>();
        let no_kind = || Error::invalid("kind", "This is no kind of product.");
        let kind = given("kind").map(|kind| Kind::from_word(&kind).ok_or_else(no_kind)).transpose()?;
        Ok(Told {
            code: self.text("code").to_owned(),
            name: given("name"),
            description: given("description"),
            state: Some(State::parse(self.text("state"))?),
            kind,
            brand: given("brand"),
            categories: Some([list("category"), list("also")].concat()),
            collections: Some(list("collection")),
            composition: Some(list("composition").iter().map(|line| fiber(line)).collect::<Result<_>>()?),
            care: Some(list("care")),
            warnings: given("warnings"),
            origin: given("origin"),
            maker: given("maker"),
            responsible: given("responsible"),
            size_grid: given("size_grid"),
            attributes: Some(attributes.filter(|(_, values)| !values.is_empty()).collect()),
            translations: Some(translations),
            parts: given("parts").map(|_| parts()).transpose()?,
            relations: Some(relations),
            ..Told::default()
        })
    }
}

/// `70 lana`, `100 seda (forro)`.
pub fn written(one: &Fiber) -> String {
    match &one.part {
        Some(part) => format!("{} {} ({part})", one.percent, one.fiber),
        None => format!("{} {}", one.percent, one.fiber),
    }
}

/// `70 lana`, `70 % lana`, `100 seda (forro)`.
fn fiber(line: &str) -> Result<Fiber> {
    let wrong = || Error::invalid("composition", "Write each fiber as 70 wool, one a line.");
    let digits = line.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
    let percent = line[..digits].parse().map_err(|_| wrong())?;
    let rest = line[digits..].trim_start().trim_start_matches('%').trim();
    let (fiber, part) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((fiber, part)) => (fiber.trim(), Some(part.trim().to_owned())),
        None => (rest, None),
    };
    Ok(Fiber { fiber: fiber.to_owned(), percent, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiber_is_read_as_people_write_it() {
        let one = |fiber: &str, percent, part: Option<&str>| Fiber {
            fiber: fiber.to_owned(),
            percent,
            part: part.map(str::to_owned),
        };
        assert_eq!(fiber("70 lana").ok(), Some(one("lana", 70, None)));
        assert_eq!(fiber("70% lana merina").ok(), Some(one("lana merina", 70, None)));
        assert_eq!(fiber("100 % seda (forro)").ok(), Some(one("seda", 100, Some("forro"))));
        for wrong in ["lana", "", "70", "300 lana"] {
            assert!(fiber(wrong).is_err(), "{wrong}");
        }
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::sent(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_two_people_change_is_told_apart() {
        let opened = form(&[("name", "Alba"), ("brand", "Telar"), ("origin", "ES"), ("revision", "1")]);
        let theirs = form(&[("name", "Alba larga"), ("brand", "Rizo"), ("origin", "ES"), ("revision", "2")]);
        let mut mine = form(&[("name", "Alba corta"), ("brand", " Telar "), ("origin", "PT"), ("revision", "1")]);
        mine.put("seen", vec![opened.seen()]);
        let (merged, changed) = mine.merged(&theirs);
        let of = |text: &str| Some(vec![text.to_owned()]);
        assert_eq!(changed, [("brand".to_owned(), None), ("name".to_owned(), of("Alba corta"))]);
        assert_eq!((merged.text("name"), merged.text("brand"), merged.text("origin")), ("Alba corta", "Rizo", "PT"));
        assert_eq!(merged.revision(), 2);
        let (_, again) = merged.merged(&theirs);
        assert_eq!(again, [], "and nothing has changed since");
    }

    #[test]
    fn values_are_told_once_and_one_a_line() {
        let mut form = form(&[("state", "draft"), ("kind", "goods"), ("code", "A"), ("category", "b"), ("also", "a")]);
        form.put("attribute.neck", vec!["barco".into(), "pico\nbarco".into(), String::new()]);
        let told = form.told().expect("a product");
        assert_eq!(told.categories, Some(vec!["b".to_owned(), "a".to_owned()]));
        assert_eq!(told.attributes.expect("some")["neck"], ["barco", "pico"]);
    }
}
