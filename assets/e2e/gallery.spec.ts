// Every component in every state that it can be brought into, on both grounds: what is right here is right wherever it is
// used. The pages themselves are in everywhere.spec.ts.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, expectReadable, test } from "./staff";

async function gallery(staff: Page, scheme: string): Promise<void> {
  await staff.goto("/console/gallery");
  // The pieces have both grounds; what floats above the page has that of the page.
  await staff.evaluate((scheme) => document.documentElement.setAttribute("data-theme", scheme), scheme);
}

/** What can be pressed, one of each look on each ground. */
async function looks(staff: Page): Promise<string[]> {
  return staff.evaluate(() => {
    const all = [...document.querySelectorAll(".stage :is(a, button, summary, input, select)")];
    const look = (node: Element) => `${node.closest("[data-theme]")?.getAttribute("data-theme")} ${node.tagName} ${node.className} ${node.parentElement?.className}`;
    const first = new Map(all.filter((node) => node.checkVisibility()).reverse().map((node) => [look(node), node]));
    return [...first.values()].map((node, index) => {
      node.setAttribute("data-look", String(index));
      return `[data-look="${index}"]`;
    });
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`every component reads at rest, ${scheme}`, async ({ staff, words }) => {
    await gallery(staff, scheme);
    await expect(staff.getByRole("heading", { level: 1, name: words.gallery })).toBeVisible();
    const pieces = await staff.locator(".piece").count();
    expect(pieces).toBe(14);
    await expect(staff.locator('.stage[data-theme="dark"]')).toHaveCount(pieces);
    for (const state of [":disabled", '[aria-busy="true"]', '[aria-invalid="true"]', ".empty", ".bones", ".chart", ".trend-down", ".need-mark.bad", ".did"]) {
      expect(await staff.locator(`.stage[data-theme="dark"] ${state}`).count(), state).toBeGreaterThan(0);
    }
    await expectAccessible(staff);
    await expectFits(staff);
  });

  test(`dialogs open, ${scheme}`, async ({ staff }) => {
    await gallery(staff, scheme);
    await staff.keyboard.press("?");
    await expect(staff.locator("dialog#keys")).toBeVisible();
    await expectAccessible(staff, "dialog[open]");
    await staff.keyboard.press("Escape");
    await staff.keyboard.press("Control+k");
    const palette = staff.locator("dialog#palette");
    await expect(palette.locator(".palette-item").first()).toBeVisible();
    await expectAccessible(staff, "dialog[open]");
    await palette.locator("input[type=search]").fill("ana morales");
    await expect(palette.locator(".palette-name", { hasText: "Ana Morales" })).toBeVisible();
    await staff.keyboard.press("ArrowDown");
    await expectAccessible(staff, "dialog[open]");
    await palette.locator("input[type=search]").fill("nadasellamaasi");
    await expect(palette.locator(".palette-none")).toBeVisible();
    await expectAccessible(staff, "dialog[open]");
  });

  test(`toasts are there, ${scheme}`, async ({ staff, context }) => {
    await context.grantPermissions(["clipboard-write"]);
    await gallery(staff, scheme);
    await staff.locator(".stage .copy").first().click();
    const toast = staff.locator("#toasts .toast");
    await expect(toast).toHaveCount(1);
    await expectAccessible(staff, "#toasts");
    await toast.getByRole("button").click();
    await expect(toast).toHaveCount(0);
  });

}

test("menus open and close", async ({ staff }) => {
  await gallery(staff, "light");
  const menus = staff.locator("#answers [data-menu]");
  for (let index = 0; index < (await menus.count()); index++) {
    const menu = menus.nth(index);
    await menu.locator("summary").click();
    await expect(menu.locator(".pick-box")).toBeVisible();
    await expectAccessible(staff, "#answers");
    await expectFits(staff);
    await staff.keyboard.press("Escape");
    await expect(menu.locator(".pick-box")).toBeHidden();
    await expect(menu.locator("summary")).toBeFocused();
  }
  const menu = menus.first();
  await menu.locator("summary").click();
  await staff.locator("#answers > h2").click();
  await expect(menu, "whoever presses elsewhere is done with it").not.toHaveAttribute("open", "");
  await menu.locator("summary").click();
  await menu.locator("a").last().focus();
  await staff.keyboard.press("Tab");
  await expect(menu, "whoever goes on by Tab, too").not.toHaveAttribute("open", "");
});

test("what can be pressed reads under the pointer and with the focus @desk", async ({ staff }) => {
  test.slow();
  await gallery(staff, "light");
  for (const look of await looks(staff)) {
    const one = staff.locator(look);
    // The one field of a palette has the cursor to say so.
    if ((await one.isEnabled()) && !(await one.evaluate((node) => node.matches(".palette-find input")))) {
      await one.focus();
      const line = await one.evaluate((node) => {
        const holder = node.closest("label, .joined, .qty, .palette-find") ?? node;
        return [node, holder].some((one) => getComputedStyle(one).outlineStyle !== "none") ? "" : node.outerHTML.slice(0, 80);
      });
      expect.soft(line, "it shows that it has the focus").toBe("");
    }
    await one.hover({ force: true });
    await expectReadable(staff, look);
  }
});

test.describe("what failed", () => {
  test.use({ forgiven: [/Failed to (load resource|fetch)/] });
  for (const scheme of ["light", "dark"] as const) {
    test(`is said in a toast, ${scheme}`, async ({ staff }) => {
      await gallery(staff, scheme);
      await staff.context().setOffline(true);
      await staff.keyboard.press("Control+k");
      await expect(staff.locator('#toasts .toast[data-kind="bad"]')).toBeVisible();
      await staff.keyboard.press("Escape");
      await expectAccessible(staff, "#toasts");
    });
  }
});
