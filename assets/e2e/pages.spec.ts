import { expect, expectAccessible, expectFits, rows, test } from "./staff";

test("an order shows its lines and its thread", async ({ staff, words }) => {
  await staff.goto("/console/orders");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/orders\/ord_/);
  await expect(staff.getByRole("heading", { level: 2, name: words.lines })).toBeVisible();
  await expect(staff.locator(".knot").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("a product shows what it brought", async ({ staff, words }) => {
  await staff.goto("/console/products");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/products\/prd_/);
  await expect(staff.getByText(words.sold, { exact: true })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

