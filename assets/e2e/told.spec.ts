// Whoever looks elsewhere is told: the bell counts, the page says what it was, and what was seen is new no more.
import { expect, expectAccessible, expectFits, test } from "./staff";

test("a backup that ends while one looks elsewhere rings the bell", async ({ staff, context }) => {
  const elsewhere = await context.newPage();
  await elsewhere.goto("/console/orders");
  await staff.goto("/console/operations");
  const button = staff.locator('form[action="/console/operations/backups"] button');
  if ((await button.count()) > 0) await button.click();

  const bell = elsewhere.locator("a.bell");
  await expect(bell.locator(".bell-count")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(elsewhere);
  await bell.click();
  await expect(elsewhere.locator("li.is-new").first()).toBeVisible();
  await expectAccessible(elsewhere);
  await expectFits(elsewhere);

  // Another spec's work may end meanwhile, so it is looked until nothing is new.
  await expect(async () => {
    await elsewhere.reload();
    await expect(elsewhere.locator("#bell")).toBeEmpty({ timeout: 1_000 });
    await expect(elsewhere.locator("li.is-new")).toHaveCount(0, { timeout: 100 });
  }).toPass({ timeout: 20_000 });
  await expect(elsewhere.locator(".needs li").first()).toBeVisible();
  await elsewhere.close();
});
