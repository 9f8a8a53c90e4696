// The staff pages in a real browser, on the real binary: HILO_URL says where it listens, HILO_EMAIL and HILO_PASSWORD who
// signs in, and HILO_TELL is a command that makes something happen to the customer whose id is its last argument. Two
// screens and two languages; each spec runs in all four, but those of heads and keys only on a desk, and those of how
// much room words need only in the language with the longer ones.
import { defineConfig } from "@playwright/test";

const chromium = {
  executablePath: process.env.HILO_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
const screens = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const locales = ["es", "en"] as const;

export default defineConfig({
  testDir: ".",
  outputDir: process.env.HILO_E2E_OUT ?? "../dist/e2e",
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.HILO_URL ?? "http://127.0.0.1:7070",
    screenshot: "only-on-failure",
    launchOptions: chromium,
  },
  projects: Object.entries(screens).flatMap(([screen, viewport]) =>
    locales.map((locale) => ({
      name: `${screen}-${locale}`,
      use: { viewport, locale: locale === "es" ? "es-ES" : "en-GB", hasTouch: screen === "phone" },
      grepInvert: [...(screen === "phone" ? [/@desk/] : []), ...(locale === "es" ? [] : [/@long/])],
      metadata: { screen, locale },
    })),
  ),
});
