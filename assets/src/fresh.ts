// New knots never move what is being read. They arrive in a hidden list; when the top of the thread is in view, or still
// below, they take their place at once, else a pill says how many there are and leads to them.
const HIGHLIGHT_MS = 2400;

document.addEventListener("htmx:after:swap", () => {
  joinSplitDays();
  const shelf = document.getElementById("fresh");
  if (!shelf?.querySelector(".knot")) return;
  dropKnown(shelf);
  if (topIsPast() || isPaused()) announce(shelf);
  else settle(shelf);
});

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest('[data-act="fresh"]')) return;
  const shelf = document.getElementById("fresh");
  if (!shelf) return;
  settle(shelf);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById("thread")?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
});

// A thread that is paused takes nothing by itself; what waits is said, and one may still take it.
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>('[data-act="pause"]');
  if (!button) return;
  const paused = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(paused));
  button.querySelector("span")!.textContent = (paused ? button.dataset.go : button.dataset.pause) ?? "";
  const shelf = document.getElementById("fresh");
  if (!paused && shelf?.querySelector(".knot") && !topIsPast()) settle(shelf);
});

const isPaused = () => document.querySelector('[data-act="pause"][aria-pressed="true"]') !== null;

const days = () => document.getElementById("days");

function topIsPast(): boolean {
  const top = days()?.getBoundingClientRect().top ?? 0;
  return top < 0;
}

/** The same knot may be sent twice, when notices overtake each other. */
function dropKnown(shelf: HTMLElement): void {
  const seen = new Set<string>();
  for (const knot of shelf.querySelectorAll<HTMLElement>(".knot")) {
    const key = knot.dataset.knot!;
    if (seen.has(key) || days()?.querySelector(`[data-knot="${CSS.escape(key)}"]`)) knot.remove();
    seen.add(key);
  }
}

function announce(shelf: HTMLElement): void {
  const pill = document.getElementById("fresh-pill");
  const count = shelf.querySelectorAll(".knot").length;
  if (!pill || !count) return;
  pill.querySelector("[data-words]")!.textContent =
    count === 1 ? pill.dataset.one! : pill.dataset.many!.replace("#", String(count));
  pill.hidden = false;
}

function settle(shelf: HTMLElement): void {
  document.querySelector("#thread > .empty")?.remove();
  for (const day of [...shelf.querySelectorAll<HTMLElement>(":scope > .day")]) placeDay(day);
  shelf.replaceChildren();
  const pill = document.getElementById("fresh-pill");
  if (pill) pill.hidden = true;
}

function placeDay(day: HTMLElement): void {
  const knots = [...day.querySelectorAll<HTMLElement>(".knot")];
  if (!knots.length) return;
  const there = [...(days()?.querySelectorAll<HTMLElement>(":scope > .day:not(.ahead)") ?? [])];
  const same = there.find((other) => other.dataset.day === day.dataset.day);
  if (same) {
    const list = same.querySelector(".knots")!;
    for (const knot of knots) before(list, knot, (other) => Number(other.dataset.at) <= Number(knot.dataset.at));
  } else {
    const older = there.find((other) => other.dataset.day! < day.dataset.day!);
    // Older than all that is shown: it waits under "show earlier", if there is such a thing.
    if (!older && document.getElementById("earlier")) return;
    days()?.insertBefore(day, older ?? null);
  }
  for (const knot of knots) highlight(knot);
}

function before(list: Element, knot: HTMLElement, isOlder: (other: HTMLElement) => boolean): void {
  const older = [...list.querySelectorAll<HTMLElement>(":scope > .knot")].find(isOlder);
  list.insertBefore(knot, older ?? null);
}

function highlight(knot: HTMLElement): void {
  knot.classList.add("is-fresh");
  setTimeout(() => knot.classList.remove("is-fresh"), HIGHLIGHT_MS);
}

/** "Show earlier" may go on in the middle of a day: its second half joins the first. */
function joinSplitDays(): void {
  for (const day of document.querySelectorAll<HTMLElement>("#days > .day + .day")) {
    const previous = day.previousElementSibling as HTMLElement;
    if (!day.dataset.day || previous.dataset.day !== day.dataset.day) continue;
    previous.querySelector(".knots")?.append(...day.querySelectorAll(":scope > .knots > .knot"));
    day.remove();
  }
}
