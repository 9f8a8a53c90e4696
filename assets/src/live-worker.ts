// One stream for the whole browser. Every page says which topics it shows; the union of them is the address of the
// stream, which is opened again, from the last event seen, when that union changes.
import { openStream, type Notice, type Wish } from "./live-stream";

const scope = self as unknown as { onconnect: (event: MessageEvent) => void };
const pages = new Map<MessagePort, string[]>();

const stream = openStream((notice: Notice) => {
  for (const [port, topics] of pages) {
    if (notice.topic === undefined || topics.includes(notice.topic)) port.postMessage(notice);
  }
});

scope.onconnect = (event) => {
  const port = event.ports[0]!;
  port.onmessage = ({ data }: MessageEvent<Wish>) => {
    if (data.topics.length) pages.set(port, data.topics);
    else pages.delete(port);
    stream.want([...pages.values()].flat());
    if (data.topics.length && stream.isOpen()) port.postMessage({ state: "open" } satisfies Notice);
  };
  port.start();
};
