// Forms: a second click sends nothing a second time, and what is written is not left behind unasked.
const written = new Set<HTMLFormElement>();

/** Whether a form of this page holds something that was neither there when it came nor sent since. */
export function isChanged(): boolean {
  const posts = [...document.querySelectorAll("form")].filter((form) => form.method === "post" && form.dataset.sent === undefined);
  return posts.some((form) => [...form.elements].some(differs));
}

function differs(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const came = options.findIndex((option) => option.defaultSelected);
    if (field.multiple) return options.some((option) => option.selected !== option.defaultSelected);
    return field.selectedIndex !== Math.max(came, 0);
  }
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

document.addEventListener("input", (event) => {
  const form = (event.target as HTMLInputElement).form;
  if (form?.dataset.keep !== undefined) written.add(form);
});

// A day that is half written asks a list for nothing yet.
document.addEventListener(
  "input",
  (event) => {
    const field = event.target as HTMLInputElement;
    if (field.type === "date" && !field.validity.valid && field.closest(".finding")) event.stopPropagation();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.sending !== undefined) return;
  if (form.dataset.sent !== undefined) return event.preventDefault();
  const others = [...written].filter((other) => other !== form && other.isConnected);
  if (others.length > 0 && !confirm(others[0]?.dataset.keep)) return event.preventDefault();
  written.clear();
  form.dataset.sent = "";
});

// Back shows the page as it was left, and its forms can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset.sent;
});

addEventListener("beforeunload", (event) => {
  if ([...written].some((form) => form.isConnected)) event.preventDefault();
});
