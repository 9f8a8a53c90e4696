// The staff pages in a real browser, on the real binary: HILO_URL says where it listens, HILO_EMAIL and HILO_PASSWORD who
// signs in, and HILO_TELL is a command that makes something happen to the customer whose id is its last argument. Each
// spec runs on a desk in one language and on a phone in the other, but those of keys and heads only on a desk. How much
// room words need is seen on both in the language with the longer ones.
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
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const project = (screen: "desktop" | "phone", locale: "es" | "en", which: { grep?: RegExp; grepInvert?: RegExp }) => ({
  name: `${screen}-${locale}`,
  use: { viewport: { desktop, phone }[screen], locale: { es: "es-ES", en: "en-GB" }[locale], hasTouch: screen === "phone" },
  metadata: { screen, locale },
  ...which,
});

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
    // A picture that moves is drawn sixty times a second by the processor, which the specs have to share.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: chromium,
  },
  projects: [
    project("desktop", "en", { grepInvert: /@long/ }),
    project("phone", "es", { grepInvert: /@desk/ }),
    project("desktop", "es", { grep: /@long/, grepInvert: /@phone/ }),
  ],
});
