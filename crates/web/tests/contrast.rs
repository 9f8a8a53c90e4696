//! Text is readable on every surface, in both themes: WCAG 2.2 asks for 4.5:1 of text and 3:1 of edges. The tokens are
//! read from the style sheet that is served, so that a new color cannot escape.

use std::collections::BTreeMap;

type Color = [f64; 3];

const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;
const GROUNDS: [&str; 3] = ["surface-sunk", "surface", "surface-raised"];

#[test]
fn text_and_edges_can_be_seen_on_every_ground() {
    for (theme, tokens) in ["light", "dark"].into_iter().zip(themes()) {
        let mut pairs: Vec<(String, String, f64)> = Vec::new();
        let mut ask = |front: &str, back: &str, least| pairs.push((front.to_owned(), back.to_owned(), least));
        for ground in GROUNDS {
            for text in ["text", "text-2", "text-3", "good", "warn", "bad", "info", "accent"] {
                ask(text, ground, TEXT);
            }
            for channel in tokens.keys().filter(|name| name.starts_with("ch-")) {
                ask(channel, ground, TEXT);
            }
            ask("line-strong", ground, EDGE);
            ask("hilo", ground, EDGE);
        }
        for state in ["good", "warn", "bad", "info", "accent"] {
            ask(state, &format!("{state}-soft"), TEXT);
            ask("text", &format!("{state}-soft"), TEXT);
        }
        ask("on-act", "act", TEXT);
        ask("on-act", "act-hover", TEXT);
        ask("on-accent", "accent", TEXT);
        ask("hilo", "surface", TEXT); // the red clock of "now" is text
        assert!(pairs.len() > 70, "the channels were found");
        for (front, back, least) in pairs {
            let found = ratio(tokens[front.as_str()], tokens[back.as_str()]);
            assert!(found >= least, "{theme}: {front} on {back} is {found:.2}:1, less than {least}:1");
        }
    }
}

/// The opaque tokens written as `--name: light-dark(oklch(...), oklch(...))`, once for each theme.
fn themes() -> [BTreeMap<String, Color>; 2] {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/styles/tokens.css");
    let sheet = std::fs::read_to_string(path).expect("the tokens");
    let mut themes = [BTreeMap::new(), BTreeMap::new()];
    for line in sheet.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        let colors: Vec<Color> = value.split("oklch(").skip(1).filter_map(parse).collect();
        if let ([light, dark], true) = (colors.as_slice(), value.contains("light-dark(")) {
            themes[0].insert(name.to_owned(), *light);
            themes[1].insert(name.to_owned(), *dark);
        }
    }
    themes
}

/// `0.52 0.16 258)...`; a color with an alpha is not a ground nor a text of its own.
fn parse(text: &str) -> Option<Color> {
    let numbers =
        text.split(')').next()?.split_whitespace().map(|part| part.parse().ok()).collect::<Option<Vec<f64>>>()?;
    numbers.try_into().ok()
}

/// WCAG's ratio of two OKLCH colors, brought into sRGB by clipping as screens do.
fn ratio(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Björn Ottosson's OKLab to linear sRGB, then the weights of WCAG.
fn luminance([lightness, chroma, hue]: Color) -> f64 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

#[test]
fn the_ratio_is_the_known_one() {
    assert!((ratio([1.0, 0.0, 0.0], [0.0, 0.0, 0.0]) - 21.0).abs() < 0.01);
    // #767676 on white is the darkest gray that just passes: 4.54:1.
    assert!((ratio([0.565_9, 0.0, 0.0], [1.0, 0.0, 0.0]) - 4.54).abs() < 0.01);
}
