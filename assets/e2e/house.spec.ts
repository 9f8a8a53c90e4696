import { expect, expectAccessible, expectFits, test } from "./staff";

test("a shop is added and changed on the page of the store", async ({ staff }, { project }) => {
  const name = `Tienda ${project.name}`;
  await staff.goto("/console/house");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#shop-name").fill(name);
  await staff.locator("#shop-city").fill("Vigo");
  await staff.locator('form[action="/console/house/shops"] button').click();
  await expect(staff.locator(".did")).toBeVisible();
  const row = staff.locator("li", { has: staff.getByText(name, { exact: true }) });
  await row.getByRole("link").click();
  await expect(staff.locator("#shop-name")).toHaveValue(name);
  await staff.locator("#shop-city").fill("Lugo");
  await staff.locator('form[action="/console/house/shops"] button').click();
  await expect(row).toContainText("Lugo");
  await expectAccessible(staff);
  await expectFits(staff);
});

test.describe("what cannot be", () => {
  test.use({ forgiven: [/status of 400/] });
  test("is said beside the form, with what was written", async ({ staff }) => {
    await staff.goto("/console/house");
    await staff.locator("#shop-name").fill("Otra");
    await staff.locator("#shop-city").fill("Vigo");
    await staff.locator("#shop-code").fill("Mal Código");
    await staff.locator('form[action="/console/house/shops"] button').click();
    await expect(staff.getByRole("alert")).toBeVisible();
    await expect(staff.locator("#shop-code")).toHaveValue("Mal Código");
    await expectAccessible(staff);
    await expectFits(staff);
  });
});
