//! The chart: two lines on a hairline grid, drawn as SVG on the server. Pure.

use base::Currency;

/// The lines' room in the drawing of 720 by 200.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 20.5;
const BOTTOM: f64 = 170.5;

/// One step of the chart: an hour, a day.
#[derive(Clone, Debug)]
pub struct Step {
    /// What stands under it, and before it in the table.
    pub name: String,
    /// Its full name in the table.
    pub full: String,
    /// What it is now; nothing where it is still to come.
    pub now: Option<i64>,
    /// What it was before.
    pub before: i64,
    /// Orders and returns now.
    pub counts: (i64, i64),
}

/// How the steps are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Each line grows by each step: the hours of a day.
    Grows,
    /// Each step stands for itself: days.
    Stands,
}

/// A label of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where it is.
    pub at: String,
    /// Its words.
    pub says: String,
    /// Whether a small screen leaves it out.
    pub is_odd: bool,
}

/// The drawing.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// The lines of the grid.
    pub grid: String,
    /// Amounts, each at its height.
    pub heights: Vec<Label>,
    /// Names of steps, each at its place.
    pub names: Vec<Label>,
    /// The earlier line.
    pub before: String,
    /// The line of now.
    pub now: String,
    /// The area under it.
    pub under: String,
    /// Where the line of now ends.
    pub dot: Option<(String, String)>,
}

impl Chart {
    /// Whether the line of now ends so far to the right that its amount has room on the left only.
    pub fn is_late(&self) -> bool {
        self.dot.as_ref().and_then(|(x, _)| x.parse::<f64>().ok()).is_some_and(|x| x > 580.0)
    }
}

/// Draws the steps; `share` is how much of the last step that has begun is over, `comma` what stands before decimals.
pub fn draw(steps: &[Step], drawn: Drawn, share: f64, (currency, comma): (Currency, char)) -> Chart {
    let before = values(steps.iter().map(|step| Some(step.before)), drawn);
    let now = values(steps.iter().map(|step| step.now), drawn);
    let all = || before.iter().chain(&now).copied();
    let (low, high) = (all().min().unwrap_or(0).min(0), all().max().unwrap_or(0).max(0));
    let unit = step_of((high - low).max(1));
    let (low, high) = (low.div_euclid(unit) * unit, (high + unit - 1).div_euclid(unit).max(1) * unit);
    let y = |value: i64| BOTTOM - (value - low) as f64 / (high - low) as f64 * (BOTTOM - TOP);
    let gaps = match drawn {
        Drawn::Grows => steps.len(),
        Drawn::Stands => steps.len().saturating_sub(1),
    };
    let x = |place: f64| LEFT + place / gaps.max(1) as f64 * (RIGHT - LEFT);
    // A line that grows has a point more than steps: where it begins. Its last point may lie within a step.
    let shown = steps.iter().filter(|step| step.now.is_some()).count();
    let last = |index: usize| match drawn {
        Drawn::Grows if index == shown && shown > 0 => index as f64 - 1.0 + share,
        _ => index as f64,
    };
    let line: Vec<(f64, f64)> = now.iter().enumerate().map(|(index, value)| (x(last(index)), y(*value))).collect();
    let earlier: Vec<(f64, f64)> =
        before.iter().enumerate().map(|(index, value)| (x(index as f64), y(*value))).collect();
    let path = |points: &[(f64, f64)]| {
        let point =
            |(index, (x, y)): (usize, &(f64, f64))| format!("{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        points.iter().enumerate().map(point).collect::<String>()
    };
    let under = match line.first() {
        Some((first, _)) if line.len() > 1 => {
            format!("{}V{:.1}H{first:.1}Z", path(&line), y(0))
        }
        _ => String::new(),
    };
    let rungs = (low / unit)..=(high / unit);
    // A small screen has no room for more than four amounts.
    let is_full = (high - low) / unit > 3;
    let height = |rung: i64| Label {
        at: format!("{:.1}", y(rung * unit) + 3.5),
        says: short(rung * unit, currency, comma),
        is_odd: is_full && rung.rem_euclid(2) == 1,
    };
    Chart {
        grid: rungs.clone().map(|rung| format!("M{LEFT} {:.1}H{RIGHT}", y(rung * unit))).collect(),
        heights: rungs.map(height).collect(),
        names: names(steps, &x),
        before: path(&earlier),
        dot: line.last().map(|(x, y)| (format!("{x:.1}"), format!("{y:.1}"))),
        now: path(&line),
        under,
    }
}

fn values(steps: impl Iterator<Item = Option<i64>>, drawn: Drawn) -> Vec<i64> {
    let known = steps.take_while(Option::is_some).flatten();
    match drawn {
        Drawn::Stands => known.collect(),
        Drawn::Grows => {
            let mut sums = vec![0];
            for value in known {
                sums.push(sums[sums.len() - 1] + value);
            }
            if sums.len() > 1 { sums } else { Vec::new() }
        }
    }
}

/// What one line of the grid is apart from the next, so that there are three to five.
fn step_of(span: i64) -> i64 {
    let mut ten = 1;
    loop {
        for unit in [ten, ten * 2, ten * 5] {
            if unit * 4 >= span {
                return unit;
            }
        }
        ten *= 10;
    }
}

/// Names under the chart: about seven, of which a small screen shows every other.
fn names(steps: &[Step], x: &dyn Fn(f64) -> f64) -> Vec<Label> {
    let every = steps.len().div_ceil(7).max(1);
    let chosen = steps.iter().enumerate().step_by(every).enumerate();
    let label = |(place, (index, step)): (usize, (usize, &Step))| Label {
        at: format!("{:.1}", x(index as f64)),
        says: step.name.clone(),
        is_odd: place % 2 == 1,
    };
    chosen.map(label).collect()
}

/// An amount as an axis says it: in whole units, thousands or millions, with one decimal where it needs one.
fn short(minor: i64, currency: Currency, comma: char) -> String {
    let whole = minor / 10_i64.pow(currency.decimals());
    let sign = if whole < 0 { "\u{2212}" } else { "" };
    let size = whole.unsigned_abs();
    let (unit, mark) = match size {
        0..1_000 => return format!("{sign}{size}"),
        1_000..1_000_000 => (1_000, 'k'),
        _ => (1_000_000, 'M'),
    };
    match size % unit * 10 / unit {
        0 => format!("{sign}{}{mark}", size / unit),
        tenth => format!("{sign}{}{comma}{tenth}{mark}", size / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(now: Option<i64>, before: i64) -> Step {
        Step { name: "9:00".into(), full: "9:00".into(), now, before, counts: (0, 0) }
    }

    #[test]
    fn a_day_grows_and_ends_where_it_is_now() {
        let steps = [step(Some(10_000), 20_000), step(Some(30_000), 20_000), step(None, 60_000)];
        let chart = draw(&steps, Drawn::Grows, 0.5, (Currency::EUR, '.'));
        assert_eq!(chart.now.matches('L').count(), 2, "{}", chart.now);
        assert_eq!(chart.before.matches('L').count(), 3, "{}", chart.before);
        let (x, _) = chart.dot.expect("a dot");
        assert_eq!(x, format!("{:.1}", LEFT + 1.5 / 3.0 * (RIGHT - LEFT)));
        let says: Vec<&str> = chart.heights.iter().map(|label| label.says.as_str()).collect();
        assert_eq!(says, ["0", "500", "1k"]);
    }

    #[test]
    fn days_stand_for_themselves_also_below_nothing() {
        let steps = [step(Some(-500), 100), step(Some(400), 0)];
        let chart = draw(&steps, Drawn::Stands, 1.0, (Currency::EUR, '.'));
        assert_eq!((chart.now.matches('L').count(), chart.heights[0].says.as_str()), (1, "\u{2212}5"));
        let nothing = draw(&[step(None, 0)], Drawn::Grows, 0.0, (Currency::EUR, '.'));
        assert_eq!((nothing.now.as_str(), nothing.dot), ("", None));
    }

    #[test]
    fn grids_are_of_round_numbers() {
        let says = [0, 50_000, 150_000, 200_000, -120_000_000].map(|minor| short(minor, Currency::EUR, ','));
        assert_eq!(says, ["0", "500", "1,5k", "2k", "\u{2212}1,2M"]);
        assert_eq!([1, 4, 5, 9, 400, 401, 1_842_600].map(step_of), [1, 1, 2, 5, 100, 200, 500_000]);
    }
}
