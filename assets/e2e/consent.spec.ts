import { expect, expectAccessible, expectFits, rows, test } from "./staff";

test("what a customer allows is one step from their card", async ({ staff }) => {
  await staff.goto("/console/customers");
  await rows(staff).first().getByRole("link").first().click();
  await staff.locator('a[href$="/consents"]').click();
  await expect(staff).toHaveURL(/\/console\/customers\/cus_[0-9a-z]+\/consents$/);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator('select[name="channel"]').selectOption("any");
  await staff.locator('form[action$="/consents"] button[type="submit"]').click();
  await expect(staff.locator(".told .badge").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("an address is left alone, and taken off the list with a reason", async ({ staff }) => {
  await staff.goto("/console/suppressions");
  await expectAccessible(staff);
  await staff.locator("#addresses").fill(`nadie-${Date.now()}@ejemplo.es`);
  await staff.locator('form[action="/console/suppressions"][method="post"] button').click();
  await expect(staff.getByRole("status").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".told summary").first().click();
  await staff.locator('.told input[name="why"]').first().fill("A mistake");
  await staff.locator(".told form button").first().click();
  await expect(staff).toHaveURL(/\/console\/suppressions$/);
});

test.describe("whoever has an address", () => {
  // A link that leads nowhere is a page of its own.
  test.use({ forgiven: [/status of 404/] });

  for (const address of ["/newsletter", "/newsletter?done=yes", "/c/nothing", "/preferences/nothing"]) {
    test(`can read ${address}`, async ({ page }) => {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
      await expectFits(page);
    });
  }
});
