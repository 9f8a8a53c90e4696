// Live pages: an element with `data-live-topic` receives the event `hilo:live` when something is new under that topic,
// and htmx (hx-trigger="hilo:live") fetches what changed. The line opening counts as news, because something may have
// happened between the page being rendered and the line being there; the server answers 204 when nothing did.
import { openStream, type Notice, type Wish } from "./live-stream";

const SELECTOR = "[data-live-topic]";
let ask: ((wish: Wish) => void) | undefined;
let asked = "";

subscribe();
addEventListener("pageshow", (event) => event.persisted && subscribe());
addEventListener("pagehide", () => {
  asked = "";
  ask?.({ topics: [] });
});
document.addEventListener("htmx:after:swap", subscribe);

function connect(): (wish: Wish) => void {
  if (typeof SharedWorker === "undefined") {
    const stream = openStream(receive);
    return (wish) => stream.want(wish.topics);
  }
  const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "hilo-live" });
  worker.port.onmessage = ({ data }: MessageEvent<Notice>) => receive(data);
  worker.port.start();
  return (wish) => worker.port.postMessage(wish);
}

function subscribe(): void {
  const topics = [...document.querySelectorAll<HTMLElement>(SELECTOR)].map((element) => element.dataset.liveTopic!);
  const key = topics.join(",");
  if (key === asked) return;
  asked = key;
  ask ??= connect(); // a page without topics opens no line
  ask({ topics });
}

function receive(notice: Notice): void {
  if (notice.state) showLine(notice.state);
  if (notice.state === "lost") return;
  for (const element of document.querySelectorAll<HTMLElement>(SELECTOR)) {
    if (notice.topic !== undefined && element.dataset.liveTopic !== notice.topic) continue;
    element.dispatchEvent(new CustomEvent("hilo:live", { bubbles: false, detail: notice }));
  }
}

function showLine(state: "open" | "lost"): void {
  for (const dot of document.querySelectorAll<HTMLElement>("[data-live-dot]")) {
    dot.dataset.state = state;
    dot.querySelector("[data-live-word]")!.textContent = dot.dataset[state] ?? "";
  }
}
