import { expect, expectAccessible, expectFits, test } from "./staff";

test("whoever connects a program reads what it may ask", async ({ staff, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await staff.goto("/console/keys");
  await staff.locator('#main a[href="/console/api"]').first().click();
  await expect(staff.locator("h1")).toHaveText("API");
  await expect(staff.locator("#refusals code").filter({ hasText: "429" })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.locator('.api-list a[href="/console/api/orders#post-api-v1-orders"]').click();
  const operation = staff.locator("#post-api-v1-orders");
  await expect(operation.locator("h2")).toHaveText("Record an order");
  await expect(operation.locator("th code").filter({ hasText: "lines[].sku" })).toBeVisible();
  await expect(operation.locator(".api-right code")).toHaveText("orders.edit");
  await operation.locator("summary").first().click();
  await expect(operation.locator("details table").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await operation.locator('[data-act="copy"]').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('curl "$URL/api/v1/orders"');

  await staff.goto("/console/api/search");
  await expect(staff.locator("#get-api-v1-search th code").filter({ hasText: "price_min" })).toBeVisible();
  await staff.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(staff);
  await expectFits(staff);
});
