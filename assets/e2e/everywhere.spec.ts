// What holds on every page, wherever the table of routes leads: no barrier that a machine finds on either ground, nothing
// that moves by itself, nothing cut off or covered, on a phone, at 200 % and with letters of twice their size; and the
// page's act within reach of the Tab key.
import type { Browser, BrowserContext, Page } from "@playwright/test";

import { OUTSIDE, PAGES, addressOf } from "./addresses";
import { expect, expectAccessible, expectFits, expectReadable, expectWhole, listen, signIn, test as base, wordsOf } from "./staff";

type Options = Parameters<Browser["newContext"]>[0];
/** What a browser keeps of somebody who came in, and of somebody who did not. */
type Doors = { inside: BrowserContext; outside: BrowserContext };

/** One session for all pages, since the door has specs of its own; and a browser that is set to letters of twice the size. */
const test = base.extend<object, { doors: Doors; large: Doors }>({
  doors: [
    async ({ browser }, use, { project }) => {
      const { viewport, locale, baseURL, hasTouch } = project.use;
      const options: Options = { viewport, locale, baseURL, hasTouch, reducedMotion: "reduce" };
      const inside = await browser.newContext(options);
      const page = await inside.newPage();
      await signIn(page, wordsOf(project.metadata.locale));
      await page.close();
      const outside = await browser.newContext(options);
      await use({ inside, outside });
      await Promise.all([inside.close(), outside.close()]);
    },
    { scope: "worker" },
  ],
  large: [
    async ({ playwright, doors }, use, { project }) => {
      const { launchOptions, viewport, locale, baseURL } = project.use;
      const browser = await playwright.chromium.launch({ ...launchOptions, args: [...(launchOptions?.args ?? []), "--blink-settings=defaultFontSize=32"] });
      const options: Options = { viewport, locale, baseURL, reducedMotion: "reduce" };
      const inside = await browser.newContext({ ...options, storageState: await doors.inside.storageState() });
      const outside = await browser.newContext(options);
      await use({ inside, outside });
      await browser.close();
    },
    { scope: "worker" },
  ],
});

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
  return page.evaluate(async (which) => {
    const all = [...document.querySelectorAll<HTMLElement>(which)].filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    const isSeen = (node: HTMLElement) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      const points = [0.5, 0.02, 0.98].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + width * x, top + height * y] as const));
      const sees = ([x, y]: readonly [number, number]) => {
        const found = document.elementFromPoint(x, y);
        // What is drawn around it, such as a box whose control is clear, counts as it.
        return found !== null && (node.contains(found) || found.contains(node) || node.closest("label")?.contains(found));
      };
      return points.some(sees);
    };
    const hidden: string[] = [];
    for (const node of all) {
      node.focus();
      if (document.activeElement !== node || isSeen(node)) continue;
      // What is laid out anew while it gets the focus is scrolled to with the next frame.
      node.blur();
      await frame();
      node.focus();
      await frame();
      const { left, top, width, height } = node.getBoundingClientRect();
      if (!isSeen(node)) hidden.push(`${node.tagName.toLowerCase()}.${node.className} "${node.textContent?.trim().slice(0, 30)}" at ${[left, top, width, height].map(Math.round).join(" ")}`);
    }
    return hidden;
  }, which);
}

const HANDLES = "main a[href], main button:not([disabled]), main input:not([type=hidden]):not([disabled]):not(.sr), main select, main textarea, main summary";

const ground = (page: Page, theme: string) => page.evaluate((theme) => document.documentElement.setAttribute("data-theme", theme), theme);

/** The page at this path, as whoever may see it does. */
async function open(page: Page, path: string): Promise<void> {
  const isOutside = OUTSIDE.includes(path);
  const address = isOutside ? path.replace("{token}", "nothing") : await addressOf(page, path);
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBeLessThan(isOutside ? 405 : 400);
  await isStill(page);
}

const door = (path: string): keyof Doors => (OUTSIDE.includes(path) ? "outside" : "inside");

for (const path of PAGES) {
  // What there is room for is seen in the language of the longer words; the others have stories in both.
  test(`${path} @long`, async ({ doors }, { project }) => {
    // There are hundreds of things to go to on some.
    test.slow();
    const page = await doors[door(path)].newPage();
    const complaints = await listen(page);
    // Letters that come late are not used on that page; what is looked at is a page with its own.
    await page.goto("/newsletter");
    await page.evaluate(() => document.fonts.ready);
    await watchShifts(page);
    await open(page, path);
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
    // A link that leads nowhere is a page, and the browser notes the status.
    complaints.expectNone([/status of (400|404)/]);
    await page.close();
  });
}

// On a desk it is what 200 % is.
test.describe("with letters twice as large @long @phone", () => {
  for (const path of PAGES) {
    test(`${path}`, async ({ large }) => {
      const page = await large[door(path)].newPage();
      await open(page, path);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
      await expectFits(page);
      await expectWhole(page);
      await page.close();
    });
  }
});
