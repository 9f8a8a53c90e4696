import { expect, expectAccessible, expectFits, test } from "./staff";

test("whoever runs Hilo sees how it stands and makes a backup", async ({ staff }) => {
  await staff.goto("/console/sources");
  await staff.locator('#main a[href="/console/operations"]').click();
  await expect(staff.locator("#health-title")).toBeVisible();
  await expectAccessible(staff);
  await staff.locator(".operations-machine > summary").click();
  await expect(staff.locator(".operations-settings code").filter({ hasText: "metrics_token" })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  const button = staff.locator('form[action="/console/operations/backups"] button');
  if ((await button.count()) > 0) await button.click();
  await expect(staff.locator(".did, .operations-backups").first()).toBeVisible();
  // The page fetches itself again until it is made.
  await expect(staff.locator(".operations-backups li .badge-warn").first()).toBeVisible({ timeout: 30_000 });
  await expectAccessible(staff);
  await expectFits(staff);
});
