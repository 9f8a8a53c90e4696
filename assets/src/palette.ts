// Ctrl-K: the search over everything, on any page. Up and down walk what was found, Enter opens, Esc closes.
import { say } from "./toasts";

const palette = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>("#palette");
const input = (): HTMLInputElement => palette()!.querySelector("input")!;
const items = (): HTMLAnchorElement[] => [...palette()!.querySelectorAll<HTMLAnchorElement>("a.palette-item")];

let asking: AbortController | undefined;
let pause: ReturnType<typeof setTimeout> | undefined;
/** Enter came before what it asks for: the first that is found is opened as soon as it is there. */
let isOpening = false;
/** What the list that is shown was found for. */
let shown: string | undefined;

/** Shows what is found for the text, as the page of the search has it. */
async function look(): Promise<void> {
  asking?.abort();
  const mine = (asking = new AbortController());
  const text = input().value.trim();
  try {
    const answer = await fetch(`/console/find?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector<HTMLElement>(".found-all");
    // Whoever is signed out by now, or asks what cannot be asked, sees the page that says so.
    if (!found) return location.assign(answer.url);
    palette()!.querySelector("#palette-found")!.replaceChildren(document.adoptNode(found));
    palette()!.querySelector("[data-found]")!.textContent = found.dataset.count ?? "";
    shown = text;
    if (isOpening) items()[0]?.click();
    isOpening = false;
  } catch {
    if (!mine.signal.aborted) say(document.getElementById("toasts")?.dataset.failed ?? "", "bad");
  }
}

/** Opens it with what can be done at once; says whether this page has one. */
export function openPalette(): boolean {
  const dialog = palette();
  if (!dialog) return false;
  if (dialog.open) return true;
  input().value = "";
  dialog.querySelector("#palette-found")!.replaceChildren();
  dialog.showModal();
  input().focus();
  shown = undefined;
  void look();
  return true;
}

document.addEventListener("input", (event) => {
  if (!palette()?.contains(event.target as Node)) return;
  isOpening = false;
  clearTimeout(pause);
  pause = setTimeout(() => void look(), 120);
});

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest('[data-act="palette-close"]')) return palette()?.close();
  const opener = (event.target as Element).closest<HTMLAnchorElement>('a[data-act="palette"]');
  if (opener && !event.ctrlKey && !event.metaKey && openPalette()) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!palette()?.open || event.isComposing) return;
  // A search field would keep Esc for itself while there is text in it.
  if (event.key === "Escape") {
    event.preventDefault();
    return palette()!.close();
  }
  const all = items();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input() : all[Math.min(next, all.length - 1)])?.focus();
  } else if (event.key === "Enter" && at < 0) {
    event.preventDefault();
    if (shown === input().value.trim()) all[0]?.click();
    else isOpening = true;
  } else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // Whoever goes on writing means the text.
    input().focus();
  }
});
