// Light or dark, kept in a cookie so that the server sends the page in the right one and nothing flashes.
const root = document.documentElement;
const YEAR_S = 31_536_000;

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest('[data-act="theme"]')) return;
  const next = isDark() ? "light" : "dark";
  root.dataset.theme = next;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `hilo_theme=${next}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
});

function isDark(): boolean {
  const kept = root.dataset.theme;
  return kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
