import { expect, expectAccessible, expectFits, test } from "./staff";

// What cannot be kept is refused, and the browser notes the status.
test.use({ forgiven: [/status of 400/] });

test("a product is made, priced and completed", async ({ staff }, { project }) => {
  const code = `E2E-${project.name}-${Date.now()}`;
  const list = { code: "web", name: "Web", currency: "EUR" };
  expect((await staff.request.post("/api/v1/price-lists", { data: { data: [list] } })).status()).toBe(200);
  const shelf = { code: "mujer/vestidos", name: "Vestidos" };
  expect((await staff.request.post("/api/v1/categories", { data: { data: [shelf] } })).status()).toBe(200);

  await staff.goto("/console/products/new");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#code").fill(code);
  await staff.locator("#name").fill("Vestido <b>Alba</b>");
  await staff.locator("#category").selectOption("mujer/vestidos");
  await staff.locator("#composition").fill("90 lino");
  await staff.locator("form.edit button[type=submit]").click();
  // What was written is not lost, and what is wrong is said.
  await expect(staff.getByRole("alert")).toBeVisible();
  await expect(staff.locator("#composition")).toHaveValue("90 lino");
  await expectAccessible(staff);
  await staff.locator("#composition").fill("90 lino\n10 seda");
  await staff.locator("form.edit button[type=submit]").click();
  await expect(staff).toHaveURL(/\/console\/products\/prd_/);
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText("Vestido <b>Alba</b>");
  await expect(staff.locator(".gaps li").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  const page = new URL(staff.url()).pathname;
  await staff.goto(`${page}/prices`);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#list").selectOption("web");
  await staff.locator("#amount").fill("mucho");
  await staff.locator("aside form button[type=submit]").click();
  await expect(staff.getByRole("alert")).toBeVisible();
  await staff.locator("#amount").fill("79,90");
  await staff.locator("aside form button[type=submit]").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator("table.prices").first()).toContainText(/79[.,]90/);
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.goto(`${page}/edit`);
  await expect(staff.locator("#name")).toHaveValue("Vestido <b>Alba</b>");
  await staff.locator("#state").selectOption("active");
  await staff.locator("form.edit button[type=submit]").click();
  await expect(staff.locator(".did")).toBeVisible();
  await staff.goto("/console/products/unready");
  await expectAccessible(staff);
  await expectFits(staff);
});
