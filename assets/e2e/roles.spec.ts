// A day of each role: what that person does of it in the console, and one thing that is not theirs, with what they are told.
import type { Browser, Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, listen, rows, test } from "./staff";

const said = {
  es: { not: "Esto no es para tu rol", ask: "pide a quien administra Hilo", own: "Otro propietario puede cambiar tu rol", number: "Número de pedido", kept: "Añadió, cambió o quitó una tienda" },
  en: { not: "This is not for your role", ask: "ask whoever manages Hilo", own: "Another owner can change your role", number: "Order number", kept: "Added, changed or removed a shop" },
} as const;

type Said = Record<keyof (typeof said)["es"], string>;
type Day = { page: Page; mark: string; words: Said };

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
  await page.locator("#name").fill(`Prueba ${role} ${project.name}`);
  await page.locator("#password").fill("cuatro palabras que no van");
  await page.locator("button.button-act").click();
  await expect(page).toHaveURL(/\/console(\?|$)/);
  return page;
}

/** Rooms that the menu shows, by the last part of their addresses. */
async function menu(page: Page): Promise<string[]> {
  const all = await page.locator("nav.rooms a.room").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return all.filter((href) => !["/console", "/console/find"].includes(href)).map((href) => href.replace("/console/", "")).sort();
}

/** What is looked at stands and reads. */
async function looks(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectFits(page);
}

/** What was done is said. */
async function did(page: Page): Promise<void> {
  await expect(page.locator(".did").first()).toBeVisible();
  await looks(page);
}

/** The card of the customer who bought the most, by the list. */
async function opensBestCard(page: Page): Promise<void> {
  await page.goto("/console/customers?sort=spent");
  await rows(page).first().getByRole("link").first().click();
  await expect(page).toHaveURL(/\/console\/customers\/cus_/);
}

/** A page that is not for them says so, says whom to ask, and leads on. */
async function isRefused({ page, words }: Day, path: string): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(403);
  await expect(page.getByRole("heading", { level: 1, name: words.not })).toBeVisible();
  await expect(page.locator(".failed p").first()).toContainText(words.ask);
  await expect(page.locator(".failed a.button")).toBeVisible();
  await looks(page);
}

const days: Record<string, { menu: string[]; day: (day: Day) => Promise<void> }> = {
  product: {
    menu: ["products"],
    // Puts a dress into the catalog with its sizes and price, and sees what it still lacks.
    day: async (day) => {
      const { page, mark } = day;
      await page.goto("/console/products/new");
      await page.locator("#code").fill(mark);
      await page.locator("#name").fill(`Vestido ${mark}`);
      await page.locator(".edit-acts button").click();
      await did(page);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(mark);
      const path = new URL(page.url()).pathname;
      await page.goto(`${path}/variants`);
      await page.locator("#color").fill("Teja");
      await page.locator("#others").fill("S, M");
      await page.locator('aside button[value="add"]').click();
      await did(page);
      await page.goto(`${path}/prices`);
      await page.locator("#amount").fill("79,90");
      await page.locator("aside button[type=submit]").click();
      await did(page);
      await page.goto(path);
      await expect(page.locator(".gaps")).toBeVisible();
      await page.goto("/console/find?q=ana+morales");
      await expect(page.locator('a[href^="/console/customers/"]')).toHaveCount(0);
      await isRefused(day, "/console/customers");
    },
  },
  marketing: {
    menu: ["customers", "duplicates", "orders", "products", "sources"],
    // Gathers whoever returns things under a label, reads what people say, and looks at how the week went.
    day: async (day) => {
      const { page, mark } = day;
      await page.locator(".pick > summary").first().click();
      await page.locator('.pick-list a[href="/console?range=28"]').click();
      await expect(page.locator("#home-figures .figure").first()).toBeVisible();
      await page.goto("/console/labels/new");
      await page.locator("#name").fill(`Lana ${mark}`);
      await page.locator('[name="on_0"]').selectOption("orders");
      await page.locator('[name="value_0"]').fill("3");
      await page.locator('button[type="submit"].button-act').click();
      await did(page);
      await page.goto("/console/reviews");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await looks(page);
      await page.goto("/console/suppressions");
      await page.locator("#addresses").fill(`nadie-${mark}@ejemplo.es`);
      await page.locator('form[action="/console/suppressions"][method="post"] button').click();
      await expect(page.getByRole("status").first()).toBeVisible();
      await isRefused(day, "/console/products/new");
    },
  },
  sales: {
    menu: ["customers", "duplicates", "orders", "products"],
    // Reads whom they sell to, notes what she likes, and looks at whether two are one.
    day: async (day) => {
      const { page, mark } = day;
      await opensBestCard(page);
      const notes = page.locator("section[aria-labelledby='notes-title']");
      await notes.locator("textarea").fill(`Prefiere lino ${mark}`);
      await notes.locator(".note-form button").click();
      await expect(notes.locator(".note-text").first()).toContainText(mark);
      await looks(page);
      await page.goto("/console/duplicates");
      await expect(page.locator(".twin").first()).toBeVisible();
      await page.locator('.twin a[href*="/merge?with="]').first().click();
      await expect(page).toHaveURL(/\/merge\?with=/);
      await looks(page);
      await page.goto("/console/products?q=vestido");
      await expect(rows(page).first()).toBeVisible();
      const card = await page.request.get("/api/v1/customers?limit=1");
      await isRefused(day, `/console/customers/${(await card.json()).data[0].id}/export`);
    },
  },
  service: {
    menu: ["customers", "duplicates", "orders", "products"],
    // Somebody writes: finds her order, writes down what she allows, and hands over all that is known of her.
    day: async (day) => {
      const { page } = day;
      await page.goto("/console/orders?q=ana+morales");
      await rows(page).first().getByRole("link").first().click();
      await expect(page.locator(".page-head h1")).toBeVisible();
      await looks(page);
      await page.locator('.order-line a[href^="/console/customers/"]').click();
      await page.locator('a[href$="/consents"]').first().click();
      await page.locator('select[name="channel"]').selectOption("email");
      await page.locator('form[action$="/consents"] button[type="submit"]').click();
      await expect(page.locator(".told .badge").first()).toBeVisible();
      await page.goBack();
      await opensBestCard(page);
      await page.locator('a[href$="/export"]').first().click();
      await expect(page).toHaveURL(/\/export$/);
      await looks(page);
      await isRefused(day, "/console/operations");
    },
  },
  operations: {
    menu: ["house", "operations", "orders", "products", "sources"],
    // Sees how it runs, opens a shop and sets up a source; the audit knows of it.
    day: async (day) => {
      const { page, mark, words } = day;
      await page.goto("/console/operations");
      await expect(page.locator("#health-title")).toBeVisible();
      await looks(page);
      await page.goto("/console/house");
      await page.locator("#shop-name").fill(`Tienda ${mark}`);
      await page.locator("#shop-city").fill("Vigo");
      await page.locator('form[action="/console/house/shops"] button').click();
      await did(page);
      await page.goto("/console/audit?act=shop_kept");
      await expect(page.locator("tbody tr").first()).toContainText(words.kept);
      await looks(page);
      await page.goto("/console/sources");
      await page.locator("#name").fill(`Web ${mark}`);
      await page.locator('form[action="/console/sources"] button').click();
      await did(page);
      await isRefused(day, "/console/customers");
    },
  },
  accountant: {
    menu: ["orders", "products"],
    // Reads four weeks of takings and takes them along, opens the largest order, and reads who did what.
    day: async (day) => {
      const { page, words } = day;
      await page.locator(".pick > summary").first().click();
      await page.locator('.pick-list a[href="/console?range=28"]').click();
      await page.locator(".home-main details.fold > summary").click();
      const csv = (await page.locator('a[href^="/console/home/csv"]').getAttribute("href")) ?? "";
      expect(await (await page.request.get(csv)).text()).toMatch(/^stretch,day,hour/);
      await page.goto("/console/orders?sort=total");
      await expect(page.getByRole("searchbox", { name: words.number, exact: true })).toBeVisible();
      await rows(page).first().getByRole("link").first().click();
      await expect(page.locator(".order-line > span").first(), "whose it is").not.toBeEmpty();
      await expect(page.locator('a[href^="/console/customers/"]'), "which leads to no card").toHaveCount(0);
      await looks(page);
      await page.goto("/console/orders?q=ana+morales");
      await expect(rows(page), "orders are looked for by their numbers").toHaveCount(0);
      await looks(page);
      await page.goto("/console/audit");
      await expect(page.locator("tbody tr").first()).toBeVisible();
      await looks(page);
      await isRefused(day, "/console/customers");
    },
  },
  associate: {
    menu: ["customers", "duplicates", "orders", "products"],
    // Somebody stands in the shop: finds her, what she bought and what it costs now, and changes nothing.
    day: async (day) => {
      const { page } = day;
      await page.goto("/console/find?q=ana+morales");
      await page.locator(".find-body a.palette-item", { hasText: "Ana Morales" }).first().click();
      await expect(page.getByRole("heading", { level: 1, name: "Ana Morales" })).toBeVisible();
      await expect(page.locator("section[aria-labelledby='notes-title'] textarea")).toHaveCount(0);
      await looks(page);
      await page.goto("/console/orders?q=ana+morales");
      await rows(page).first().getByRole("link").first().click();
      await expect(page.locator('.order-line a[href^="/console/customers/"]')).toBeVisible();
      await page.goto("/console/products?q=vestido+alba");
      await rows(page).first().getByRole("link").first().click();
      await expect(page).toHaveURL(/\/console\/products\/prd_/);
      await looks(page);
      const product = new URL(page.url()).pathname;
      await expect(page.locator(`a[href="${product}/edit"]`)).toHaveCount(0);
      await isRefused(day, `${product}/edit`);
    },
  },
};

for (const [role, { menu: rooms, day }] of Object.entries(days)) {
  test(`a day of ${role}`, async ({ staff, browser }, { project }) => {
    test.slow();
    const page = await comesIn(staff, browser, role, project);
    const complaints = await listen(page);
    await page.goto("/console");
    expect(await menu(page)).toEqual(rooms);
    await looks(page);
    const words = said[project.metadata.locale as "es" | "en"];
    await day({ page, mark: `${project.name}-${Date.now() % 100_000}`, words });
    await isRefused({ page, mark: "", words }, "/console/staff");
    complaints.expectNone([/status of 403/]);
    await page.context().close();
  });
}

test("a day of owner", async ({ staff, browser }, { project }) => {
  test.slow();
  const words = said[project.metadata.locale as "es" | "en"];
  await staff.goto("/console");
  expect(await menu(staff)).toEqual(["customers", "duplicates", "house", "operations", "orders", "products", "sources", "staff"]);
  await expect(staff.locator("#home-figures .figure").first()).toBeVisible();
  // A new colleague comes in to the shop, and does other work from tomorrow on.
  const page = await comesIn(staff, browser, "associate", project);
  await page.goto("/console/customers");
  await staff.goto("/console/staff");
  // Of those who came in on this screen, the newest: who is out stands behind all others.
  await staff.getByRole("link", { name: `Prueba associate ${project.name}` }).last().click();
  const member = new URL(staff.url()).pathname;
  await staff.locator("#role").selectOption("service");
  await staff.locator(`form[action="${member}"] button`).click();
  await did(staff);
  // Who left is out at once, on every machine.
  await staff.goto(member);
  await staff.locator('form[action$="/turn"] button').click();
  await did(staff);
  await page.goto("/console/customers");
  await expect(page).toHaveURL(/\/signin/);
  await page.context().close();
  // What an owner did is in the audit; their own role is for somebody else to change.
  await staff.goto("/console/audit?act=disabled");
  await expect(staff.locator("tbody tr").first()).toContainText("Lucía Ferrer");
  await looks(staff);
  await staff.goto("/console/staff");
  await staff.locator("#main").getByRole("link", { name: "Lucía Ferrer" }).first().click();
  await expect(staff.getByText(words.own)).toBeVisible();
  await expect(staff.locator('form[action$="/turn"]')).toHaveCount(0);
  await looks(staff);
});
