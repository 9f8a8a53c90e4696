import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, rows, test } from "./staff";

// What cannot be kept is refused, and the browser notes the status.
test.use({ forgiven: [/status of 400/] });

/** A word of its own for each run, so that one spec never finds what another made. */
const mark = (project: string) => `e2e${project.replace("-", "")}${Date.now()}`;

/** What the API keeps is there for the search within a second. */
async function tells(staff: Page, path: string, data: object): Promise<void> {
  expect((await staff.request.post(path, { data })).status()).toBe(200);
}

async function tellsProducts(staff: Page, products: object[]): Promise<void> {
  await tells(staff, "/api/v1/products", { products });
}

/** The list, once it finds so many. */
async function finds(staff: Page, address: string, count: number): Promise<void> {
  await expect(async () => {
    await staff.goto(address);
    expect(await rows(staff).count()).toBe(count);
  }).toPass();
}

test("the list is searched, narrowed down and read with mistakes", async ({ staff }, { project }) => {
  const word = mark(project.name);
  await tellsProducts(staff, [
    { code: `${word}-A`, name: `Falda ${word} plisada`, state: "active", brand: "Rizo" },
    { code: `${word}-B`, name: `Falda ${word} <b>lisa</b>`, state: "draft", brand: "Telar" },
  ]);
  await finds(staff, `/console/products?q=${word}`, 2);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#by-state").selectOption("draft");
  await expect(staff).toHaveURL(/state=draft/);
  await expect(rows(staff)).toHaveCount(1);
  await expect(rows(staff)).toContainText("<b>lisa</b>");
  await staff.goto("/console/products?q=vestdio");
  await expect(staff.locator(".reading")).toBeVisible();
  await expect(rows(staff).first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("many products are changed at once, and back", async ({ staff }, { project }) => {
  const word = mark(project.name);
  const product = (end: string) => ({ code: `${word}-${end}`, name: `Camisa ${word} ${end}`, state: "draft" });
  await tellsProducts(staff, ["A", "B", "C"].map(product));
  await finds(staff, `/console/products?q=${word}`, 3);
  await staff.locator('input[form="bulk"]').nth(0).check();
  await staff.locator('input[form="bulk"]').nth(1).check();
  await expectAccessible(staff);
  await staff.locator(".bulk-bar button:not([type], [formaction])").click();
  await expect(staff).toHaveURL(/products\/bulk\?/);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#to_state").selectOption("active");
  await staff.locator("#to_brand").fill("Rizo");
  await staff.locator("aside form button[type=submit]").click();
  await expect(rows(staff)).toHaveCount(2);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".bulk-do .button-act").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expectAccessible(staff);
  await finds(staff, `/console/products?q=${word}&state=active`, 2);
  await staff.goBack();
  await staff.locator(".did button").click();
  await finds(staff, `/console/products?q=${word}&state=draft`, 3);
});

test("a table is changed where it stands", async ({ staff }, { project }) => {
  const word = mark(project.name);
  const product = (end: string) => ({ code: `${word}-${end}`, name: `Gorro ${word} ${end}`, state: "draft" });
  await tellsProducts(staff, ["A", "B"].map(product));
  await finds(staff, `/console/products?q=${word}`, 2);
  await staff.goto(`/console/products/table?q=${word}`);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator('input[name="name"]').first().fill(`Gorro ${word} de lana`);
  await staff.locator(".table-acts button").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator('input[name="name"]').filter({ visible: true }).first()).toHaveValue(/de lana/);
});

/** A small picture, of one color. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABQCAIAAAAm3eQSAAAAW0lEQVR42u3PAQkAAAgDsEcyipGNZgIDCIMVWKbrtQgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIXBasIQF4VxnpFwAAAABJRU5ErkJggg==",
  "base64",
);

test("pictures are sent, moved and told of", async ({ staff }, { project }) => {
  const word = mark(project.name);
  await tellsProducts(staff, [{ code: word, name: `Abrigo ${word}`, state: "active" }]);
  await finds(staff, `/console/products?q=${word}`, 1);
  await rows(staff).first().getByRole("link").first().click();
  await staff.locator('.acts a[href$="/pictures"]').click();
  await expectAccessible(staff);
  await expectFits(staff);
  const files = ["una.png", "dos.png"].map((name) => ({ name, mimeType: "image/png", buffer: PICTURE }));
  await staff.locator("#files").setInputFiles([...files, { name: "tres.txt", mimeType: "text/plain", buffer: Buffer.from("no") }]);
  await staff.locator('aside button[type="submit"]').click();
  await expect(staff.getByRole("alert")).toContainText("tres.txt");
  await expect(staff.locator(".media > li")).toHaveCount(1);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#alt-0").fill("Un abrigo rojo");
  await staff.locator(".table-acts button").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator("img.photo")).toHaveAttribute("alt", "Un abrigo rojo");
  await expectAccessible(staff);
  await staff.goto(new URL(staff.url()).pathname.replace("/pictures", ""));
  await expect(staff.locator(".gallery-strip img")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("prices are changed after a look, and back", async ({ staff }, { project }) => {
  const word = mark(project.name);
  const list = { code: "web", name: "Web", currency: "EUR" };
  await tells(staff, "/api/v1/price-lists", { data: [list] });
  await tellsProducts(staff, [{ code: word, name: `Bolso ${word}`, state: "active", brand: word }]);
  await tells(staff, "/api/v1/prices", { prices: [{ list: "web", sku: word, kind: "regular", amount: "50.00" }] });
  await staff.goto("/console/products/price-changes");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#of").selectOption(`brand:${word}`);
  await staff.locator("#list").selectOption("web");
  await staff.locator("#amount").fill("20");
  await staff.locator("aside form button[type=submit]").click();
  await expect(staff.locator("table.plan")).toContainText(/40[.,]00/);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".bulk-do .button-act").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".made > li").first().getByRole("button").click();
  await expect(staff.locator(".made > li").first().locator(".badge")).toHaveText(/Deshecho|Undone/);
});

test("what nobody finds becomes a synonym", async ({ staff }, { project }) => {
  // With a digit it is read as it is written, so that it finds nothing that another spec made.
  const word = `q7${project.name.replace("-", "")}`;
  await staff.request.get(`/api/v1/search?q=${word}`);
  await expect(async () => {
    await staff.goto("/console/products/words");
    await expect(staff.locator(".misses")).toContainText(word, { timeout: 500 });
  }).toPass();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(`a[href*="word=${word}"]`).click();
  await expect(staff.locator("#word")).toHaveValue(word);
  await staff.locator("#finds").fill("vestido");
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".made > li").filter({ hasText: word }).getByRole("button").click();
  await expect(staff.locator(".made > li").filter({ hasText: word })).toHaveCount(0);
});

test("categories are made, named and moved", async ({ staff }, { project }) => {
  const word = mark(project.name);
  await staff.goto("/console/products/categories");
  await expectAccessible(staff);
  await expectFits(staff);
  for (const name of [`${word} a`, `${word} b`]) {
    await staff.locator("#name").fill(name);
    await staff.locator("aside button[type=submit]").click();
    await expect(staff.locator(".did")).toBeVisible();
  }
  const shelf = staff.locator(".shelves > li").filter({ hasText: `${word} b` });
  await shelf.locator(".shelf-head").click();
  await expectAccessible(staff);
  await expectFits(staff);
  await shelf.locator('button[value="up"]').click();
  await expect(staff.locator(".shelves > li").filter({ hasText: word }).first()).toContainText(`${word} b`);
  await staff.locator("#name").fill(`${word} a`);
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.getByRole("alert")).toBeVisible();
  await expect(staff.locator("#name")).toHaveValue(`${word} a`);
});

test("what is not translated is written beside it", async ({ staff }, { project }) => {
  const word = mark(project.name);
  await tells(staff, "/api/v1/categories", { data: [{ code: word, name: `Zona ${word}` }] });
  await staff.goto("/console/products/translations");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.goto("/console/products/translations?part=names");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.getByLabel(`Zona ${word}`).fill(`Zone ${word}`);
  await staff.locator(".table-acts button").click();
  await expect(staff.locator(".did")).toBeVisible();
  const told = await (await staff.request.get("/api/v1/translations?language=en")).json();
  expect(told.data.find((one: { code: string }) => one.code === word).text).toBe(`Zone ${word}`);
});
