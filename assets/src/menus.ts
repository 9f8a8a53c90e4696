// What opens over the page under a button (`details[data-menu]`) closes with Esc, and as soon as one goes elsewhere.
const opened = () => [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
  const menu = opened().at(-1);
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

for (const going of ["click", "focusin"]) {
  document.addEventListener(going, ({ target }) => {
    for (const menu of opened()) if (!menu.contains(target as Node)) menu.open = false;
  });
}
