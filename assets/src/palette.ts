// Ctrl-K: the search over everything, on any page. Up and down walk what was found, Enter opens, Esc closes.
const palette = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>("#palette");
const input = (): HTMLInputElement => palette()!.querySelector("input")!;
const items = (): HTMLAnchorElement[] => [...palette()!.querySelectorAll<HTMLAnchorElement>("a.palette-item")];

/** Opens it with what can be done at once; says whether this page has one. */
export function openPalette(): boolean {
  const dialog = palette();
  if (!dialog) return false;
  if (dialog.open) return true;
  input().value = "";
  dialog.showModal();
  input().focus();
  dialog.querySelector("form")!.dispatchEvent(new CustomEvent("hilo:find"));
  return true;
}

document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest<HTMLAnchorElement>('a[data-act="palette"]');
  if (opener && !event.ctrlKey && !event.metaKey && openPalette()) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!palette()?.open || event.isComposing) return;
  // A search field would keep Esc for itself while there is text in it.
  if (event.key === "Escape") return palette()!.close();
  const all = items();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input() : all[Math.min(next, all.length - 1)])?.focus();
  } else if (event.key === "Enter" && at < 0 && !input().form!.classList.contains("htmx-request")) {
    event.preventDefault();
    all[0]?.click();
  } else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // Whoever goes on writing means the text.
    input().focus();
  }
});
