// Rows that are picked for one act: how many, all of the page, and none left behind when the list changes.
const bar = (): HTMLFormElement | null => document.querySelector("form[data-bulk]");
const picks = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('input[form="bulk"]')];

function count(): void {
  const form = bar();
  const words = form?.querySelector<HTMLElement>("[data-words]");
  if (!form || !words) return;
  const chosen = picks().filter((pick) => pick.checked).length;
  const { one = "", many = "", all = "" } = form.dataset;
  const some = chosen === 1 ? one : many.replace("{n}", String(chosen));
  words.textContent = form.querySelector("input[name=whom]:checked") ? all : some;
}

document.addEventListener("change", (event) => {
  if ((event.target as Element).matches('input[form="bulk"], form[data-bulk] input[name=whom]')) count();
});

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest('form[data-bulk] [data-act="all"]')) return;
  const all = picks();
  const on = all.some((pick) => !pick.checked);
  for (const pick of all) pick.checked = on;
  count();
});

// Back keeps what was picked; the words follow.
addEventListener("pageshow", count);
