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

test("the gallery shows every component, on both grounds", async ({ staff, words }) => {
  await staff.goto("/console/gallery");
  await expect(staff.getByRole("heading", { level: 1, name: words.gallery })).toBeVisible();
  await expect(staff.locator('.stage[data-theme="dark"]')).toHaveCount(13);
  await expectAccessible(staff);
  await expectFits(staff);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the card can be read in the ${scheme} theme`, async ({ staff }) => {
    await staff.emulateMedia({ colorScheme: scheme });
    await staff.goto("/console/customers");
    await rows(staff).first().getByRole("link").first().click();
    await expectAccessible(staff);
  });
}
