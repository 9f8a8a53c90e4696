// Segment's SDK for browsers, unmodified, on a web site of the spec's own: what the source's page shows to be copied runs
// as it stands there, and what is told when somebody leaves arrives. `scripts/sdks` puts the SDK beside the build.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build, type Rolldown } from "vite";
import { expect, secret, test } from "./staff";

/** Bundles lines as a shop's own build would; gives the files by their path. */
async function bundled(name: string, lines: string): Promise<Map<string, string>> {
  const root = secret("HILO_SDKS");
  const entry = join(root, `${name}.lines.js`);
  const result = await build({
    configFile: false,
    root,
    logLevel: "error",
    plugins: [
      { name: "lines", resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? lines : null) },
    ],
    build: { write: false, modulePreload: false, rollupOptions: { input: { [name]: entry } } },
  });
  const output = ([result].flat()[0] as Rolldown.RolldownOutput).output;
  const main = output.find((file) => file.type === "chunk" && file.isEntry);
  const files = new Map<string, string>();
  for (const file of output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source));
  const script = `<script type="module" src="/${main?.fileName}"></script>`;
  return files.set(`/${name}`, `<!doctype html><title>${name}</title><link rel="icon" href="data:,">${script}`);
}

function serves(files: Map<string, string>): Promise<Server> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? "/", "http://site").pathname;
    const text = files.get(path);
    answer.writeHead(text === undefined ? 404 : 200, {
      "content-type": path.endsWith(".js") ? "text/javascript" : "text/html",
      // Else a page that one has left is kept, and not hidden for good.
      "cache-control": "no-store",
    });
    answer.end(text);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** Every call, and what is told when somebody leaves: by a beacon, and by the SDK itself, which gathers a batch. */
const story = (url: string, key: string) => `
import { AnalyticsBrowser } from "@segment/analytics-next";
const analytics = AnalyticsBrowser.load({ writeKey: "${key}", cdnURL: "${url}" });
await analytics.identify("ana", { name: "Ana" });
await analytics.page("Home");
await analytics.track("Product Viewed", { sku: "85048" });
await analytics.group("club", { name: "Club" });
await analytics.alias("ana", "before");
const user = await analytics.user();
addEventListener("pagehide", () => {
  const message = { type: "track", event: "Cart Viewed", anonymousId: user.anonymousId() };
  navigator.sendBeacon("${url}/beacon/v1/batch?writeKey=${key}", JSON.stringify({ batch: [message] }));
});
document.title = "told";`;

const gathering = (url: string, key: string) => `
import { AnalyticsBrowser } from "@segment/analytics-next";
const deliveryStrategy = { strategy: "batching", config: { size: 100, timeout: 600000 } };
const integrations = { "Segment.io": { deliveryStrategy } };
const analytics = AnalyticsBrowser.load({ writeKey: "${key}", cdnURL: "${url}" }, { integrations });
await analytics.track("Product Added", { sku: "85048" });
document.title = "told";`;

test("the SDK for browsers tells its story, as it is @desk", async ({ staff, context, baseURL }, { project }) => {
  await staff.goto("/console/sources");
  await staff.locator("#name").fill(`SDK ${project.name} ${Date.now()}`);
  await staff.locator('form[action="/console/sources"] button').click();
  await expect(staff.locator(".did")).toBeVisible();
  const [, id] = /sources\/(src_[^?]+)/.exec(staff.url()) ?? [];
  const key = (await staff.locator(".source-keys .copy").getAttribute("data-text")) ?? "";
  const shown = await staff.locator(".connect pre").allTextContents();
  const lines = shown.find((text) => text.includes("@segment/analytics-next")) ?? "";
  const pixel = shown.find((text) => text.startsWith("<img")) ?? "";
  const line = shown.find((text) => text.startsWith("<script")) ?? "";
  const url = baseURL ?? "";

  const page = (head: string) => `<!doctype html><title>told</title><link rel="icon" href="data:,">${head}`;
  const waits = `<script>analytics = [["track", "Product Added", { sku: "85048" }]]</script>`;
  const files = new Map([
    ["/pixel", page(pixel)],
    ["/line", page(line)],
    ["/waits", page(waits + line)],
  ]);
  for (const [name, text] of [["shown", lines], ["story", story(url, key)], ["gathering", gathering(url, key)]]) {
    for (const [path, file] of await bundled(name ?? "", text ?? "")) files.set(path, file);
  }
  const server = await serves(files);
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told = async () => {
    const answer = await staff.request.get(`/api/v1/sources/${id}/recent`);
    return (await answer.json()).data as { kind: string; customer: string; body: { product?: string } }[];
  };
  const kinds = async () => (await told()).map((one) => one.kind).sort();
  try {
    const visitor = await context.newPage();
    const story = ["Alias Said", "Customer Identified", "Group Joined", "Page Viewed", "Product Viewed"];
    await visitor.goto(`${site}/story`);
    await expect(visitor).toHaveTitle("told");
    await expect.poll(kinds).toEqual(story);
    await visitor.reload();
    await expect(visitor).toHaveTitle("told");
    await expect.poll(kinds).toEqual(["Cart Viewed", ...story, ...story].sort());
    await visitor.goto(`${site}/gathering`);
    await expect(visitor).toHaveTitle("told");
    expect(await kinds()).not.toContain("Product Added");
    await visitor.goto("about:blank");
    await expect.poll(kinds).toContain("Product Added");
    expect(new Set((await told()).map((one) => one.customer)).size).toBe(1);

    // What the source's page shows, letter by letter.
    await visitor.goto(`${site}/shown`);
    const viewed = async () => (await kinds()).filter((kind) => kind === "Product Viewed").length;
    await expect.poll(viewed).toBe(3);
    await visitor.goto(`${site}/pixel`);
    const paths = async () => (await told()).filter((one) => one.kind === "Page Viewed").length;
    await expect.poll(paths).toBe(4);

    // One line, on pages that build nothing: it tells of the page, and asks nobody but the page's site and Hilo.
    const asked = new Set<string>();
    visitor.on("request", (request) => asked.add(new URL(request.url()).origin));
    await visitor.goto(`${site}/line`);
    await expect.poll(paths).toBe(5);
    const added = async () => (await kinds()).filter((kind) => kind === "Product Added").length;
    const before = await added();
    await visitor.evaluate(`analytics.track("Product Added", { sku: "85048" })`);
    await expect.poll(added).toBe(before + 1);
    await visitor.goto(`${site}/waits`);
    await expect.poll(added).toBe(before + 2);
    expect(await paths()).toBe(5);
    expect([...asked].sort()).toEqual([site, new URL(url).origin].sort());
    await visitor.close();
  } finally {
    server.close();
  }
});
