// What holds on every page, wherever the table of routes leads: no barrier that a machine finds on either ground, nothing
// that moves by itself, nothing cut off or covered, on a phone, at 200 % and with letters of twice their size; and the
// page's act within reach of the Tab key.
import type { Browser, BrowserContext, Page } from "@playwright/test";

import { OUTSIDE, PAGES, addressOf } from "./addresses";
import { expect, expectAccessible, expectFits, expectReadable, expectWhole, signIn, test as base, type Words } from "./staff";

type Cookies = Parameters<BrowserContext["addCookies"]>[0];

/** One session for all pages, since the door has specs of its own; and a browser that is set to letters of twice the size. */
const test = base.extend<object, { inside: { cookies: Cookies }; large: Browser }>({
  large: [
    async ({ playwright }, use, { project }) => {
      const options = project.use.launchOptions;
      const browser = await playwright.chromium.launch({ ...options, args: [...(options?.args ?? []), "--blink-settings=defaultFontSize=32"] });
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],
  inside: [
    async ({ browser }, use, { project }) => {
      const context = await browser.newContext({ baseURL: project.use.baseURL, locale: project.use.locale });
      const page = await context.newPage();
      const words = project.metadata.locale === "es" ? { email: "Correo", password: "Contraseña", enter: "Entrar", rooms: "Salas" } : { email: "E-mail", password: "Password", enter: "Sign in", rooms: "Rooms" };
      await signIn(page, words as Words);
      const { cookies } = await context.storageState();
      await context.close();
      await use({ cookies });
    },
    { scope: "worker" },
  ],
});

// A link that leads nowhere is a page, and the browser notes the status.
test.use({ forgiven: [/status of (400|404)/], contextOptions: { reducedMotion: "reduce" } });

/** Notes what moves without a hand. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: string[] = ((window as unknown as { shifts: string[] }).shifts = []);
    // A page that is still on its way is drawn as it comes; the frame behind its last word is the first that stays.
    let whole = Infinity;
    document.addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => requestAnimationFrame((now) => (whole = now))));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] })[]) {
        const what = entry.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : node?.textContent));
        if (!entry.hadRecentInput && entry.value > 0 && entry.startTime >= whole) shifts.push(`${entry.value.toFixed(4)}: ${what.join(", ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Waits until all that a page fetches by itself is there, and was drawn. */
async function isStill(page: Page): Promise<void> {
  await expect(page.locator('[hx-trigger="load"]:empty')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** The page's act is come to by Tab alone, and is not below a bar when it has the focus. */
async function expectInReach(page: Page): Promise<void> {
  const act = page.locator("main .button-act:visible:not([disabled])").first();
  if ((await act.count()) === 0) return;
  await act.evaluate((node) => node.setAttribute("data-wanted", ""));
  await page.locator("body").evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  let at = "";
  for (let presses = 0; presses < 400 && at !== "act"; presses++) {
    await page.keyboard.press("Tab");
    at = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return "out";
      return here.hasAttribute("data-wanted") ? "act" : "on the way";
    });
  }
  expect.soft(at, "the act is come to by Tab").toBe("act");
  expect.soft(await covered(page, "[data-wanted]"), "the act is not covered").toEqual([]);
  await act.evaluate((node) => node.removeAttribute("data-wanted"));
}

/** What has the focus and cannot be seen, of all that a hand can go to. */
async function covered(page: Page, which: string): Promise<string[]> {
  return page.evaluate((which) => {
    const all = [...document.querySelectorAll<HTMLElement>(which)].filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const hidden: string[] = [];
    for (const node of all) {
      node.focus();
      if (document.activeElement !== node) continue;
      const { left, top, width, height } = node.getBoundingClientRect();
      const points = [0.5, 0.02, 0.98].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + width * x, top + height * y] as const));
      const sees = ([x, y]: readonly [number, number]) => {
        const found = document.elementFromPoint(x, y);
        // What is drawn around it, such as a box whose control is clear, counts as it.
        return found !== null && (node.contains(found) || found.contains(node) || node.closest("label")?.contains(found));
      };
      if (!points.some(sees)) hidden.push(`${node.tagName.toLowerCase()}.${node.className} "${node.textContent?.trim().slice(0, 30)}" at ${[left, top, width, height].map(Math.round).join(" ")}`);
    }
    return hidden;
  }, which);
}

const HANDLES = "main a[href], main button:not([disabled]), main input:not([type=hidden]):not([disabled]):not(.sr), main select, main textarea, main summary";

const ground = (page: Page, theme: string) => page.evaluate((theme) => document.documentElement.setAttribute("data-theme", theme), theme);

/** The page at this path, as whoever may see it does. */
async function open(page: Page, path: string, cookies: Cookies): Promise<void> {
  const isOutside = OUTSIDE.includes(path);
  // Letters that come late are not used on that page; what is looked at is a page with its own.
  await page.goto("/newsletter");
  await page.evaluate(() => document.fonts.ready);
  await page.context().addCookies(cookies);
  const address = isOutside ? path.replace("{token}", "nothing") : await addressOf(page, path);
  if (isOutside) await page.context().clearCookies();
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBeLessThan(isOutside ? 405 : 400);
  await isStill(page);
}

for (const path of PAGES) {
  // What there is room for is seen in the language of the longer words; the others have stories in both.
  test(`${path} @long`, async ({ page, inside }, { project }) => {
    // There are hundreds of things to go to on some.
    test.slow();
    await watchShifts(page);
    await open(page, path, inside.cookies);
    expect.soft(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts), "nothing moves by itself").toEqual([]);

    await ground(page, "light");
    await expectAccessible(page);
    await ground(page, "dark");
    await expectReadable(page);
    await expectFits(page);
    await expectWhole(page);
    await expectInReach(page);
    expect.soft(await covered(page, HANDLES), "nothing is below a bar when it has the focus").toEqual([]);

    // A screen of 1280 by 800 at 200 %.
    if (project.metadata.screen === "desktop") {
      const screen = await page.context().newCDPSession(page);
      await screen.send("Emulation.setDeviceMetricsOverride", { width: 640, height: 400, deviceScaleFactor: 2, mobile: false });
      await expectFits(page);
      await expectWhole(page);
      expect.soft(await covered(page, HANDLES), "at 200 %").toEqual([]);
      await expectInReach(page);
    }
  });
}

test.describe("with letters twice as large @long", () => {
  for (const path of PAGES) {
    test(`${path}`, async ({ large, inside }, { project }) => {
      const { viewport, locale, baseURL } = project.use;
      const page = await (await large.newContext({ viewport, locale, baseURL, reducedMotion: "reduce" })).newPage();
      await open(page, path, inside.cookies);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
      await expectFits(page);
      await expectWhole(page);
      await page.context().close();
    });
  }
});
