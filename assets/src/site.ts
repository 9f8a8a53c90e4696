// What a retailer's web site loads with one line: Segment's SDK for browsers. Whom it tells, and with which key, stands in
// the address that it was loaded from.
import { AnalyticsBrowser } from "@segment/analytics-next";

declare global {
  interface Window {
    // What waits to be told, then what tells.
    analytics?: unknown;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
const [, cdnURL, writeKey] = /^(.+)\/analytics\.js\/v1\/([^/]+)\//.exec(script?.src ?? "") ?? [];
if (cdnURL && writeKey) {
  const waits = Array.isArray(window.analytics) ? (window.analytics as [string, ...unknown[]][]) : undefined;
  // Segment's own lines say when a page is looked at; who has none of them looks at this one.
  const analytics = AnalyticsBrowser.load({ cdnURL, writeKey }, { initialPageview: !waits });
  window.analytics = analytics;
  const calls = analytics as unknown as Record<string, ((...said: unknown[]) => unknown) | undefined>;
  for (const [call, ...said] of waits ?? []) calls[call]?.(...said);
} else {
  console.error("Hilo is not told: this script is to be loaded from its own address, with the key of the source in it.");
}
