// Keyboard first: `?` lists the keys, Ctrl-K goes anywhere, `/` finds on the page, j and k walk the rows, Enter opens, Esc leaves.
import { isChanged } from "./forms";
import { openPalette } from "./palette";

const ROWS = "[data-row]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return act(event, openPalette);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event);
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  switch (event.key) {
    case "?": return act(event, showKeys);
    case "/": return act(event, find);
    case "j": return act(event, () => walk(1));
    case "k": return act(event, () => walk(-1));
    case "Enter": return openRow(event);
  }
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest('[data-act="keys"]')) return showKeys();
  if (target.matches("dialog")) return (target as HTMLDialogElement).close();
  followRow(event, target);
});

function act(event: KeyboardEvent, work: () => unknown): void {
  event.preventDefault();
  work();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

function showKeys(): void {
  (document.getElementById("keys") as HTMLDialogElement | null)?.showModal();
}

/** The search of this page; where a page has none, the one over everything. */
function find(): void {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (!search) return void openPalette();
  search.focus();
  search.select();
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.checkVisibility());
}

/** Where a row leads: its first link, or the one that it marks. */
function way(row: Element | null): HTMLAnchorElement | null {
  return row?.querySelector<HTMLAnchorElement>("a[data-open]") ?? row?.querySelector<HTMLAnchorElement>("a[href]") ?? null;
}

function walk(step: number): void {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-key"));
  const next = all[Math.min(Math.max(at < 0 && step < 0 ? 0 : at + step, 0), all.length - 1)]!;
  all[at]?.classList.remove("is-key");
  next.classList.add("is-key");
  way(next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function openRow(event: KeyboardEvent): void {
  if ((event.target as Element).closest("a, button, summary")) return;
  const link = way(document.querySelector(`${ROWS}.is-key`));
  if (link) act(event, () => link.click());
}

/** A whole row can be pressed; links inside it, and text being selected, keep their own meaning. */
function followRow(event: MouseEvent, target: Element): void {
  const row = target.closest<HTMLElement>(ROWS);
  if (!row || target.closest("a, button, input, label, summary") || getSelection()?.toString()) return;
  const link = way(row);
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
}

/** Esc, one step at a time: out of the field, off the row, up. What was written and not sent is never left by a key. */
function leave(event: KeyboardEvent): void {
  if (document.querySelector("dialog[open]")) return; // the browser closes it
  const field = event.target;
  if (isTyping(field)) {
    // The browser empties a search first.
    if (!(field as HTMLElement).matches('input[type="search"]') || !(field as HTMLInputElement).value) {
      (field as HTMLElement).blur();
    }
    return;
  }
  const marked = document.querySelector(`${ROWS}.is-key`);
  if (marked) return marked.classList.remove("is-key");
  if (!isChanged()) document.querySelector<HTMLAnchorElement>("[data-up]")?.click();
}
