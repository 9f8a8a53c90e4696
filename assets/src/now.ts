// The living moment keeps time: the red clock on a thread moves with the minute, in the shop's own time zone.
const EVERY_MS = 15_000;

setInterval(() => {
  for (const clock of document.querySelectorAll<HTMLTimeElement>("time[data-now]")) {
    const now = new Date();
    const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone: clock.dataset.now });
    clock.textContent = parts.format(now).replace(/^0/, "");
    clock.dateTime = now.toISOString();
  }
}, EVERY_MS);
