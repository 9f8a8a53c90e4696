// Addresses that can be shared: an empty field of a search is left out, and so is the cursor of the page before.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { request: { method: string; body: FormData } } }>).detail;
  if (ctx.request.method !== "GET") return;
  for (const [name, value] of [...ctx.request.body]) {
    if (value === "") ctx.request.body.delete(name);
  }
});

// What an act said once it was done is told once: a reload, or whoever gets the address, does not hear it again.
const here = new URL(location.href);
if (here.searchParams.has("did")) {
  for (const name of ["did", "link", "other"]) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
}
