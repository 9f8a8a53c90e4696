// RudderStack's SDK for Node, as it is, telling the story.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.HILO_SDKS);
const rudder = require("@rudderstack/rudder-sdk-node");

const story = JSON.parse(readFileSync(new URL("story.json", import.meta.url)));
const RudderAnalytics = rudder.default ?? rudder;
const client = new RudderAnalytics(process.env.HILO_KEY, { dataPlaneUrl: process.env.HILO_URL, flushAt: 100 });
const userId = story.person;
const sent = [];
const tell = (call, message) =>
  sent.push(new Promise((done, fail) => client[call](message, (error) => (error ? fail(error) : done()))));
tell("identify", { userId, anonymousId: story.browser, traits: { name: "Ana Morales", email: "ana@example.es" } });
tell("page", { userId, name: "Home", properties: { path: "/" } });
tell("screen", { userId, name: "Start" });
tell("group", { userId, groupId: story.group, traits: { name: "Club" } });
tell("alias", { userId, previousId: story.before });
for (const event of story.events) {
  tell("track", { userId, event, properties: { sku: "85048", price: 12.5, currency: "EUR", quantity: 1 } });
}
for (let number = 0; number < story.many; number += 1) {
  tell("track", { userId, event: "Product Viewed", properties: { sku: `S-${number}` } });
}
await Promise.all(sent);
process.exit(0);
