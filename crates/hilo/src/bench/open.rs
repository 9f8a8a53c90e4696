//! Consoles that are open at home: each has its stream and, when that says that there is something new, asks for it as
//! its page does.

use std::time::{Duration, Instant};

use base::{Clock, Error, Result};
use tokio::{sync::mpsc, task::JoinSet};
use web::live::SHOP;

use super::{
    RUNS,
    figures::percentile,
    load::Load,
    meter,
    pages::{Caller, Served, sign_in},
    sdk,
};

/// Sales of one run.
const SALES: u64 = 10;
/// A console that was not told by now never will be.
const LOST: Duration = Duration::from_secs(60);

/// How long it took, in each run, until half of the consoles knew, 99 of 100, and the last; and their memory.
#[derive(Default)]
pub struct Opened {
    pub p50: Vec<f64>,
    pub p99: Vec<f64>,
    pub last: Vec<f64>,
    pub mb: f64,
}

/// Opens so many, and sells.
pub fn measure(served: &Served, load: &Load, consoles: usize, time: Duration) -> Result<Opened> {
    let cookies = sign_in(&served.app().db, consoles)?;
    let before = meter::memory_mb();
    load.runtime().block_on(async {
        let (told, mut heard) = mpsc::unbounded_channel();
        let mut open = JoinSet::new();
        for (number, cookie) in cookies.iter().enumerate() {
            let console = Console::open(served, cookie).await?;
            let told = told.clone();
            open.spawn(async move { console.watch(number, &told).await });
        }
        let mut till = Caller::connect(served.address(), served.cookie()).await?;
        let mut opened = Opened::default();
        // Of no sale that the house may have from another time.
        let mut number = Clock::Machine.now().micros().unsigned_abs();
        for _ in 0..RUNS {
            let (mut times, mut last, began) = (Vec::new(), Vec::new(), Instant::now());
            for sale in 0..SALES {
                if sale > 0 && began.elapsed() > time {
                    break;
                }
                number += 1;
                let sold = Instant::now();
                till.ask(&sdk::order(number, served.cookie())).await?;
                let mut know = vec![false; consoles];
                while know.iter().any(|knows| !knows) {
                    tokio::select! {
                        console = heard.recv() => {
                            let Some((console, at)): Option<(usize, Instant)> = console else { break };
                            if at > sold && !std::mem::replace(&mut know[console], true) {
                                times.push(at.duration_since(sold));
                            }
                        }
                        ended = open.join_next() => match ended {
                            Some(ended) => ended.map_err(Error::internal)??,
                            None => return Err(Error::internal("the consoles ended")),
                        },
                        () = tokio::time::sleep(LOST) => return Err(Error::internal("a console was never told")),
                    }
                }
                last.push(times[times.len() - consoles..].iter().max().copied().unwrap_or_default());
            }
            opened.p50.push(percentile(&mut times, 50));
            opened.p99.push(percentile(&mut times, 99));
            opened.last.push(percentile(&mut last, 100));
        }
        opened.mb = meter::memory_mb() - before;
        open.shutdown().await;
        Ok(opened)
    })
}

/// A console: its stream, and the connection on which its page asks.
struct Console {
    stream: Caller,
    page: Caller,
    after: String,
}

impl Console {
    /// Opens home and its stream.
    async fn open(served: &Served, cookie: &str) -> Result<Console> {
        let mut page = Caller::connect(served.address(), cookie).await?;
        let after = after(page.page("/console").await?)?;
        let mut stream = Caller::connect(served.address(), cookie).await?;
        stream.listen(&format!("/live?topics={SHOP},notifications")).await?;
        while !head_is_there(stream.more().await?)? {}
        Ok(Console { stream, page, after })
    }

    /// Asks whenever there is something new; says when it knew.
    async fn watch(mut self, number: usize, told: &mpsc::UnboundedSender<(usize, Instant)>) -> Result<()> {
        let notice = format!("{{\"topic\":\"{SHOP}\"}}");
        loop {
            let said = self.stream.more().await?;
            if !String::from_utf8_lossy(said).contains(&notice) {
                continue;
            }
            said.clear();
            let news = self.page.page(&format!("/console/home/live?after={}", self.after)).await?;
            if news.starts_with(b"HTTP/1.1 200 ") {
                self.after = after(news)?;
                told.send((number, Instant::now())).map_err(Error::internal)?;
            }
        }
    }
}

/// Whether the stream was granted.
fn head_is_there(said: &mut Vec<u8>) -> Result<bool> {
    let text = String::from_utf8_lossy(said);
    if text.len() > 12 && !text.starts_with("HTTP/1.1 200") {
        return Err(Error::internal(format!("no stream: {}", text.lines().next().unwrap_or_default())));
    }
    Ok(text.contains("\r\n\r\n"))
}

/// Up to where a page knows.
fn after(page: &[u8]) -> Result<String> {
    let text = String::from_utf8_lossy(page);
    let found = text.split_once("name=\"after\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    found.map(|(after, _)| after.to_owned()).ok_or_else(|| Error::internal("home does not say up to where it knows"))
}
