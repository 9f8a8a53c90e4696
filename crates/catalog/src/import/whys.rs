//! Why a row was refused: a code, which pages translate, and an English sentence. Neither holds anything of what the
//! row says, since reasons are kept longer than files, and a file may hold people.

use std::fmt;

use base::Error;

/// The codes, and what each says.
pub const WHYS: [(&str, &str); 47] = [
    ("price", "this is not a price such as 59.90"),
    (
        "price-two-ways",
        "this can be read in two ways, as one and as a thousand. Write it with two decimals, or say which mark the \
         decimals have",
    ),
    ("date", "this is not a date such as 2026-11-20 10:30:00"),
    ("date-far", "this date lies before 1990 or in the future"),
    ("sku-none", "there is no SKU"),
    ("sku-twice", "a SKU of it is another product's, too"),
    ("handle-none", "there is no handle, so it is of no product"),
    ("id-none", "there is neither a SKU nor an ID"),
    ("parent-none", "it is a variation of nothing: the parent is missing"),
    ("parent-away", "the product whose variant it is, is not in the file"),
    ("state", "this is no state such as active or draft"),
    ("twice", "the product was told already, further up or in a file before"),
    ("rows-many", "there are more lines of it than a product or an order can have"),
    ("number-none", "there is no number of an order"),
    ("number", "the number is too long or holds characters that cannot be seen"),
    ("quantity", "this is not a quantity"),
    ("line-none", "nothing was bought: there is no line"),
    ("line-nothing", "a line has neither a SKU nor a name"),
    ("line-price", "a line has no price"),
    ("line-too-large", "a line comes to more than a hundred million"),
    ("order-other", "another order with this number is here. Give each store that orders come from its own name"),
    ("nobody", "it names nobody: there is no number, no e-mail address and no telephone with its country"),
    ("email", "this is not an e-mail address"),
    ("identifier", "who it is cannot be read"),
    ("stars", "this is no number of stars from 1 to 5"),
    ("product-none", "there is no such product here"),
    ("unknown", "it names something that is not here"),
    ("sku", "a SKU is missing, too long, or holds what a SKU cannot hold"),
    ("sku-taken", "the SKU is of another product"),
    ("gtin", "another variant has the GTIN already, or it is none"),
    ("text", "a text is missing, too long, or holds characters that cannot be seen"),
    ("too-many", "it has more of something than a product can have"),
    ("options", "the variants of it are not told apart by the same options"),
    ("variants", "its variants do not fit together"),
    ("origin", "the origin is no country of two letters, such as ES"),
    ("attributes", "an attribute has too many values, or one that it cannot have"),
    ("category", "a category cannot be kept"),
    ("translations", "a translation cannot be kept"),
    ("parts", "a bundle has 1 to 1,000 of each part"),
    ("currency", "this is no currency of three letters, such as EUR"),
    ("language", "a language is two letters, such as es"),
    ("picture", "this is no picture, or none that can be read"),
    ("picture-none", "this picture is not in the folder"),
    ("picture-address", "this is no address that a picture may be fetched from"),
    ("picture-server", "its server does not give this picture"),
    ("picture-too-large", "the picture is too large"),
    ("other", "something of it cannot be kept"),
];

/// What a code says. Of one that is not known, only that it is refused.
pub fn sentence(code: &str) -> &'static str {
    let found = WHYS.iter().find(|(known, _)| *known == code);
    found.map_or("something of it cannot be kept", |(_, says)| says)
}

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The code: one of `WHYS`.
    pub code: &'static str,
    /// The column, where it is about one.
    pub column: Option<String>,
}

impl Why {
    /// For the reason with this code.
    pub fn new(code: &str) -> Why {
        let known = WHYS.iter().map(|(known, _)| *known).find(|known| *known == code);
        Why { code: known.unwrap_or("other"), column: None }
    }

    /// In this column.
    #[must_use]
    pub fn at(self, column: &str) -> Why {
        Why { column: Some(column.chars().take(60).collect()), ..self }
    }
}

impl From<Error> for Why {
    fn from(error: Error) -> Why {
        Why::new(error.code())
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = &self.column {
            write!(f, "{column}: ")?;
        }
        f.write_str(sentence(self.code))
    }
}

/// A line that was refused, as it is told: nothing of the line itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportRefused")]
pub struct Refused {
    /// The file.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// Why: a code.
    pub code: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// The same in a sentence.
    pub says: String,
}
