import type { Browser, Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, rows, test } from "./staff";

/** Invites somebody with a role, and gives the page where they came in. */
async function comesIn(owner: Page, browser: Browser, role: string, project: { name: string }): Promise<Page> {
  await owner.goto("/console/staff");
  await owner.locator("#email").fill(`${role}-${project.name}-${Date.now()}@telar.example`);
  await owner.locator("#role").selectOption(role);
  await owner.locator('form[action="/console/staff"] button').click();
  const link = await owner.locator(".team-once .copy").getAttribute("data-text");
  const locale = project.name.endsWith("es") ? "es-ES" : "en-GB";
  const page = await (await browser.newContext({ locale, viewport: owner.viewportSize() })).newPage();
  await page.goto(link ?? "");
  await page.locator("#name").fill(`Prueba ${role}`);
  await page.locator("#password").fill("cuatro palabras que no van");
  await page.locator("button.button-act").click();
  await expect(page).toHaveURL(/\/console\/account$/);
  return page;
}

/** Rooms that the menu shows, by the last part of their addresses. */
async function menu(page: Page): Promise<string[]> {
  const all = await page.locator("nav.rooms a.room").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return all.filter((href) => !["/console", "/console/find"].includes(href)).map((href) => href.replace("/console/", "")).sort();
}

const stories: Record<string, { menu: string[]; story: (page: Page, name: string) => Promise<void> }> = {
  product: {
    menu: ["products"],
    story: async (page, name) => {
      await page.goto("/console/products/new");
      await page.locator("#code").fill(name);
      await page.locator("#name").fill(`Vestido ${name}`);
      await page.locator(".edit-acts button").click();
      await expect(page.locator(".did")).toBeVisible();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
    },
  },
  marketing: {
    menu: ["customers", "duplicates", "orders", "products", "sources"],
    story: async (page, name) => {
      await page.goto("/console/labels/new");
      await page.locator("#name").fill(`Lana ${name}`);
      await page.locator('button[type="submit"].button-act').click();
      await expect(page.locator(".did")).toBeVisible();
    },
  },
  sales: {
    menu: ["customers", "duplicates", "orders", "products"],
    story: async (page, name) => {
      await page.goto("/console/customers?sort=spent");
      await rows(page).first().getByRole("link").first().click();
      const notes = page.locator("section[aria-labelledby='notes-title']");
      await notes.locator("textarea").fill(`Prefiere lino ${name}`);
      await notes.locator(".note-form button").click();
      await expect(notes.locator(".note-text").first()).toContainText(name);
    },
  },
  service: {
    menu: ["customers", "duplicates", "orders", "products"],
    story: async (page) => {
      await page.goto("/console/customers?sort=spent");
      await rows(page).first().getByRole("link").first().click();
      await page.locator('a[href$="/export"]').first().click();
      await expect(page).toHaveURL(/\/export$/);
    },
  },
  operations: {
    menu: ["house", "operations", "orders", "products", "sources"],
    story: async (page) => {
      await page.goto("/console/operations");
      await expect(page.locator('form[action="/console/operations/backups"] button')).toBeVisible();
      await page.goto("/console/audit");
      await expect(page.locator("tbody tr").first()).toBeVisible();
    },
  },
  accountant: {
    menu: ["orders", "products"],
    story: async (page) => {
      await page.goto("/console/orders?sort=total");
      await rows(page).first().getByRole("link").first().click();
      await expect(page.locator(".page-head h1")).toBeVisible();
    },
  },
  associate: {
    menu: ["customers", "duplicates", "orders", "products"],
    story: async (page) => {
      await page.goto("/console/customers?q=ana+morales");
      await rows(page).first().getByRole("link").first().click();
      await expect(page.locator("section[aria-labelledby='notes-title'] textarea")).toHaveCount(0);
    },
  },
};

for (const [role, { menu: rooms, story }] of Object.entries(stories)) {
  test(`a day of ${role}`, async ({ staff, browser }, { project }) => {
    const page = await comesIn(staff, browser, role, project);
    await page.goto("/console");
    expect(await menu(page)).toEqual(rooms);
    await expectAccessible(page);
    await expectFits(page);
    await story(page, `${project.name}-${Date.now() % 100_000}`);
    await expectAccessible(page);
    await expectFits(page);
    // What the role may not is a page that says so, not a broken one.
    const answer = await page.goto("/console/staff");
    expect(answer?.status()).toBe(403);
    await expectAccessible(page);
    await page.context().close();
  });
}
