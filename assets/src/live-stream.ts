// The stream of notices, whether a shared worker or a lone page holds it. `/live?topics=a,b&after=ID` sends
// `event: notice`, `id: <cursor>`, `data: {"topic": "customer:cus_..."}`. A notice says that there is something new,
// not what: the page asks for that as itself, so nobody sees what they may not.

/** What a page asks the worker for: the topics it shows; none when it leaves. */
export type Wish = { topics: string[] };
/** What the worker tells a page: something is new under a topic, or the state of the line. */
export type Notice = { topic?: string; state?: "open" | "lost" };

const RETRY_MS = 3_000;
const RETRY_AT_MOST_MS = 60_000;

/** Holds at most one EventSource and tells `tell` what comes. */
export function openStream(tell: (notice: Notice) => void) {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;
  let wanted = "";
  let last = "";

  function connect(): void {
    clearTimeout(retry);
    source?.close();
    source = undefined;
    if (!wanted) return;
    const query = new URLSearchParams({ topics: wanted });
    if (last) query.set("after", last);
    source = new EventSource(`/live?${query}`);
    source.onopen = () => {
      refusals = 0;
      tell({ state: "open" });
    };
    source.onerror = () => {
      tell({ state: "lost" });
      // The browser tries again by itself, with Last-Event-ID, unless the answer was a refusal.
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, Math.min(RETRY_MS * 2 ** refusals++, RETRY_AT_MOST_MS));
    };
    source.addEventListener("notice", (event) => {
      last = event.lastEventId || last;
      tell({ topic: (JSON.parse(event.data) as { topic: string }).topic });
    });
  }

  return {
    want(topics: string[]): void {
      const union = [...new Set(topics)].sort().join(",");
      if (union === wanted && source) return;
      wanted = union;
      connect();
    },
    isOpen: (): boolean => source?.readyState === EventSource.OPEN,
  };
}
