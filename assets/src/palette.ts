// Ctrl-K: the search over everything, on any page. Up and down walk what was found, Enter opens, Esc closes.
const palette = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>("#palette");
const input = (): HTMLInputElement => palette()!.querySelector("input")!;
const items = (): HTMLAnchorElement[] => [...palette()!.querySelectorAll<HTMLAnchorElement>("a.palette-item")];

/** Enter came before what it asks for: the first that is found is opened as soon as it is there. */
let isOpening = false;
const isFresh = (): boolean => palette()!.querySelector<HTMLElement>(".found-all")?.dataset.q === input().value.trim();

document.addEventListener("htmx:after:swap", () => {
  const dialog = palette();
  if (!dialog?.open || !isFresh()) return;
  dialog.querySelector("[data-found]")!.textContent = dialog.querySelector<HTMLElement>(".found-all")!.dataset.count ?? "";
  if (isOpening) items()[0]?.click();
  isOpening = false;
});

/** Opens it with what can be done at once; says whether this page has one. */
export function openPalette(): boolean {
  const dialog = palette();
  if (!dialog) return false;
  if (dialog.open) return true;
  input().value = "";
  dialog.querySelector("#palette-found")!.replaceChildren();
  dialog.showModal();
  input().focus();
  dialog.querySelector("form")!.dispatchEvent(new CustomEvent("hilo:find"));
  return true;
}

document.addEventListener("input", (event) => {
  if (palette()?.contains(event.target as Node)) isOpening = false;
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
    if (isFresh()) all[0]?.click();
    else isOpening = true;
  } else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // Whoever goes on writing means the text.
    input().focus();
  }
});
