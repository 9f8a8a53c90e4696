// Segment's SDK for Node, as it is, telling the story.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.HILO_SDKS);
const { Analytics } = require("@segment/analytics-node");

const story = JSON.parse(readFileSync(new URL("story.json", import.meta.url)));
const client = new Analytics({ writeKey: process.env.HILO_KEY, host: process.env.HILO_URL, maxRetries: 10 });
let failed = 0;
client.on("error", (error) => {
  failed += 1;
  console.error(error);
});
const userId = story.person;
client.identify({ userId, anonymousId: story.browser, traits: { name: "Ana Morales", email: "ana@example.es" } });
client.page({ userId, name: "Home", properties: { path: "/" } });
client.screen({ userId, name: "Start" });
client.group({ userId, groupId: story.group, traits: { name: "Club" } });
client.alias({ userId, previousId: story.before });
for (const event of story.events) {
  client.track({ userId, event, properties: { sku: "85048", price: 12.5, currency: "EUR", quantity: 1 } });
}
for (let number = 0; number < story.many; number += 1) {
  client.track({ userId, event: "Product Viewed", properties: { sku: `S-${number}` } });
}
await client.closeAndFlush({ timeout: 120_000 });
process.exit(failed ? 1 : 0);
