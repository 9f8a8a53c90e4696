import { expect, expectAccessible, expectFits, test } from "./staff";

// What cannot be kept is refused, and the browser notes the status.
test.use({ forgiven: [/status of 400/] });

test("a product is finished on its pages", async ({ staff }, { project }) => {
  const word = `Z${project.name.replace("-", "")}${Date.now()}`;
  await staff.goto("/console/products/price-lists");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#name").fill(`Lista ${word}`);
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.locator(".did")).toBeVisible();
  await staff.locator(".made > li").filter({ hasText: word }).getByRole("link").click();
  await expect(staff.locator("#name")).toHaveValue(`Lista ${word}`);
  await expectAccessible(staff);

  await staff.goto("/console/products/makers");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#name").fill(`Taller ${word}`);
  await staff.locator("#address").fill("Rúa Real 1, Tui");
  await staff.locator("#email").fill("hola@taller.example");
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.locator(".made")).toContainText(word);

  await staff.goto("/console/products/new");
  await staff.locator("#code").fill(word);
  await staff.locator("#name").fill(`Vestido ${word}`);
  await staff.locator("#maker").selectOption({ label: `Taller ${word}` });
  await staff.locator("#origin").selectOption("PT");
  await staff.locator("details", { has: staff.locator('[name="care"]') }).first().locator("summary").click();
  await staff.locator('[name="care"][value="wash_30"]').check();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("form.edit button[type=submit]").click();
  await expect(staff).toHaveURL(/\/console\/products\/prd_/);
  await expect(staff.locator(".said")).toContainText(`Taller ${word}`);
  await expect(staff.locator(".said")).toContainText("Portugal");
  const page = new URL(staff.url()).pathname;

  await staff.goto(`${page}/variants`);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#color").fill("Teja");
  await staff.locator("#others").fill("S, M, L");
  await staff.locator('aside button[value="add"]').click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator('.sizes [name="sold"]')).toHaveCount(3);
  await staff.locator("#color").fill("Crudo");
  await staff.locator('aside button[value="add"]').click();
  await expect(staff.locator('.sizes [name="sold"]')).toHaveCount(6);
  await expectAccessible(staff);
  await expectFits(staff);
  const gtin = staff.locator(`[name="gtin:${word}-TEJA-S"]`);
  await gtin.fill("8412345678904");
  await staff.locator('#variants button[value="save"]').click();
  await expect(staff.getByRole("alert")).toBeVisible();
  await expect(staff.locator(".error-text")).toContainText("5");
  await expect(gtin).toHaveValue("8412345678904");
  await expectAccessible(staff);
  await gtin.fill("");
  await staff.locator(`.sizes [value="${word}-CRUDO-L"]`).uncheck();
  await staff.locator('#variants button[value="save"]').click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator(`.sizes [value="${word}-CRUDO-L"]`)).not.toBeChecked();

  await staff.goto(`${page}/prices`);
  await staff.locator("#list").selectOption({ label: `Lista ${word} (EUR)` });
  await staff.locator("#amount").fill("80");
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.locator(".did")).toContainText("5");
  await staff.locator("#list").selectOption({ label: `Lista ${word} (EUR)` });
  await staff.locator("#kind").selectOption("sale");
  await staff.locator("#amount").fill("90");
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.getByRole("alert")).toBeVisible();
  await staff.locator("#amount").fill("60");
  await staff.locator("aside button[type=submit]").click();
  await expect(staff.locator(".did")).toBeVisible();
  await staff.locator(".sale-end button").click();
  await staff.locator(".did button").click();
  await expect(staff.locator(".sale-end button")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.goto(page);
  await staff.locator('.gaps a[href$="#composition"]').click();
  await expect(staff).toHaveURL(/edit#composition$/);
});

test("a category moves into another and is taken away", async ({ staff }, { project }) => {
  const word = `z${project.name.replace("-", "")}${Date.now()}`;
  await staff.goto("/console/products/categories");
  for (const name of [`${word} a`, `${word} b`]) {
    await staff.locator("#name").fill(name);
    await staff.locator("aside button[type=submit]").click();
    await expect(staff.locator(".did")).toBeVisible();
  }
  await staff.locator(".shelf-head").filter({ hasText: `${word} b` }).click();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#open-parent").selectOption(`${word}-a`);
  await staff.locator('button[value="save"]').click();
  await expect(staff.locator(".shelf-form code")).toHaveText(`${word}-a/${word}-b`);
  await staff.locator('button[value="remove"]').click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator(".shelf-head").filter({ hasText: `${word} b` })).toHaveCount(0);
});
