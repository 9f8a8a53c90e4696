// Short words that float at the foot of the page and leave on their own; a failed request says so there too.
const STAYS_MS = 5000;

/** Shows one sentence; the words come from the page, in its language. */
export function say(words: string, kind: "plain" | "bad" = "plain"): void {
  const shelf = document.getElementById("toasts");
  const model = document.getElementById("toast-model") as HTMLTemplateElement | null;
  if (!shelf || !model) return;
  const toast = (model.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  toast.dataset.kind = kind;
  toast.querySelector("[data-words]")!.textContent = words;
  shelf.append(toast);
  setTimeout(() => toast.remove(), STAYS_MS);
}

document.addEventListener("click", (event) => {
  (event.target as Element).closest('[data-act="dismiss"]')?.closest(".toast")?.remove();
});

for (const failure of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(failure, (event) => {
    // What the page asks for on its own may fail in silence: the next notice asks again.
    if ((event.target as Element | null)?.closest?.("[data-live-topic]")) return;
    const words = document.getElementById("toasts")?.dataset.failed;
    if (words) say(words, "bad");
  });
}
