// Back to the list one came from: the crumb leads to it as it was left, with its filters, and its row is marked there.
const LEFT = "hilo-left:";
const ROW = "hilo-row";

// What is left last under a path is what its crumb leads to, in this tab alone.
addEventListener("pagehide", () => {
  if (!document.querySelector("[data-row]")) return;
  sessionStorage.setItem(LEFT + location.pathname, location.search);
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("[data-row] a[href]");
  if (link) sessionStorage.setItem(ROW, link.pathname);
});

function restore(): void {
  for (const up of document.querySelectorAll<HTMLAnchorElement>("a[data-up]")) {
    if (!up.search) up.search = sessionStorage.getItem(LEFT + up.pathname) ?? "";
  }
  const row = sessionStorage.getItem(ROW);
  if (!row || row === location.pathname) return;
  const link = [...document.querySelectorAll<HTMLAnchorElement>("[data-row] a[href]")].find((one) => one.pathname === row);
  if (!link) return;
  sessionStorage.removeItem(ROW);
  link.closest("[data-row]")?.classList.add("is-key");
  link.scrollIntoView({ block: "nearest" });
}

restore();
