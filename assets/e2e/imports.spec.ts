import { expect, expectAccessible, expectFits, rows, test } from "./staff";

/** A table as a shop has it: one of its prices is none, and one column has a name that nobody else gives. */
function table(mark: string): Buffer {
  const lines = [`Referencia;Nombre;Talla;PVP;Cosa ${mark};Modelo`];
  for (const size of ["S", "M", "L"]) lines.push(`MV-${mark}-${size};Chaqueta de paño ${mark};${size};59,90;lana;MV-${mark}`);
  lines.push(`MV-${mark}-X;Gorro;;gratis;;MV-${mark}-X`);
  return Buffer.from(`${lines.join("\n")}\n`);
}

test("a table is looked at, its columns are put right, and it is taken", async ({ staff }, { project }) => {
  const mark = `${project.name}-${Date.now()}`;
  await staff.goto("/console/products");
  await staff.locator('a[href="/console/imports"]').click();
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.locator("#shop").selectOption("csv");
  await staff.locator("#files").setInputFiles({ name: "artículos.csv", mimeType: "text/csv", buffer: table(mark) });
  await staff.locator('form[action="/console/imports"] button').click();
  // What would come of it is there by itself, and nothing has changed.
  const start = staff.locator('form[action$="/start"] button');
  await expect(start).toBeVisible();
  await expect(staff.locator(".import-figures dd").first()).toHaveText("1");
  await expect(staff.locator(".import-rejects li")).toHaveCount(1);
  await expect(staff.locator("#import-now")).not.toHaveAttribute("hx-get");
  await expectAccessible(staff);
  await expectFits(staff);

  // The column that nobody could guess says what the cloth is.
  const row = staff.locator(".import-columns li").filter({ hasText: "Cosa" });
  await expect(row.locator("select")).toHaveValue("ignore");
  await row.locator("select").selectOption(`attribute:cosa-${mark}`);
  await staff.locator('form[action$="/mapping"] button').click();
  await expect(start).toBeVisible();
  await expect(row.locator("select")).toHaveValue(`attribute:cosa-${mark}`);

  await start.click();
  const see = staff.locator('#import-now a[href="/console/products"]');
  await expect(see).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  const address = new URL(staff.url()).pathname;
  const list = await staff.request.get(`${address}/rejects`);
  expect(list.headers()["content-disposition"]).toContain("rejected.csv");
  expect(await list.text()).toContain("gratis");

  await staff.goto("/console/imports");
  await expect(rows(staff).first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.goto(`/console/products?q=${encodeURIComponent(mark)}`);
  await expect(rows(staff).filter({ hasText: mark })).toHaveCount(1);

  // The next table with these columns is read the same way, and brings nothing new.
  await staff.goto("/console/imports");
  await staff.locator("#shop").selectOption("csv");
  await staff.locator("#files").setInputFiles({ name: "otra.csv", mimeType: "text/csv", buffer: table(mark) });
  await staff.locator('form[action="/console/imports"] button').click();
  await expect(staff.locator('#import-now .notice[role="status"]')).toBeVisible();
  await expect(start).toHaveCount(0);
  await expect(row.locator("select")).toHaveValue(`attribute:cosa-${mark}`);
  await expect(staff.locator(".import-figures dd").nth(2)).toHaveText("1");

  // What nobody wants is discarded with its files.
  await staff.locator('form[action$="/discard"] button').click();
  await expect(staff).toHaveURL(/\/console\/imports$/);
});

// What is refused is noted by the browser.
test.use({ forgiven: [/status of 400/] });

test("what is wrong with a form is said beside it, and what was chosen stays", async ({ staff }) => {
  await staff.goto("/console/imports");
  await staff.locator("#shop").selectOption("woocommerce");
  await staff.locator("#currency").fill("X1");
  await staff.locator("#files").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("sku,name\n1,2\n") });
  await staff.locator('form[action="/console/imports"] button').click();
  await expect(staff.locator('form[data-sending] [role="alert"]')).toBeVisible();
  await expect(staff.locator("#shop")).toHaveValue("woocommerce");
  await expect(staff.locator("#currency")).toHaveValue("X1");
  await expect(staff.locator('form[action="/console/imports"] button')).toBeEnabled();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("what is no export is said, and nothing is taken", async ({ staff }) => {
  await staff.goto("/console/imports");
  await staff.locator("#shop").selectOption("shopify");
  const file = { name: "<b>foreign.csv", mimeType: "text/csv", buffer: Buffer.from("one,two\n1,2\n") };
  await staff.locator("#files").setInputFiles(file);
  await staff.locator('form[action="/console/imports"] button').click();
  await expect(staff.locator(".notice-bad")).toContainText("(CSV)");
  await expect(staff.locator(".import-figures")).toHaveCount(0);
  await expectAccessible(staff);
  await expectFits(staff);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("the page is looked at again by hand", async ({ staff }, { project }) => {
    await staff.goto("/console/imports");
    await staff.locator("#shop").selectOption("csv");
    const buffer = table(`still-${project.name}-${Date.now()}`);
    await staff.locator("#files").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
    await staff.locator('form[action="/console/imports"] button').click();
    const start = staff.locator('form[action$="/start"] button');
    await expect(async () => {
      await staff.reload();
      await expect(start).toBeVisible({ timeout: 500 });
    }).toPass();
  });
});
