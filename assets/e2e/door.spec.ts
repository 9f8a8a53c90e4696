import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, secret, signIn, test } from "./staff";

/** A phone has language, theme and the way out behind the last room. */
async function openSelf(page: Page): Promise<void> {
  const more = page.locator(".room-more");
  if (await more.isVisible()) await more.click();
}

test.describe("refusals", () => {
  test.use({ forgiven: [/status of (401|403|404|422|429)/] });

  test("a wrong password is refused, the address stays typed", async ({ page, words }) => {
    await page.goto("/signin");
    await expect(page.getByRole("heading", { name: words.signIn })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel(words.email).fill(secret("HILO_EMAIL"));
    await page.getByLabel(words.password).fill("surely not this");
    await page.getByRole("button", { name: words.enter, exact: true }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel(words.email)).toHaveValue(secret("HILO_EMAIL"));
    await expectAccessible(page);
  });

  test("the address asked for before signing in is where one lands", async ({ page, words }) => {
    await page.goto("/console/products");
    await expect(page.getByRole("heading", { name: words.signIn })).toBeVisible();
    await page.getByLabel(words.email).fill(secret("HILO_EMAIL"));
    await page.getByLabel(words.password).fill(secret("HILO_PASSWORD"));
    await page.getByRole("button", { name: words.enter, exact: true }).click();
    await expect(page).toHaveURL(/\/console\/products$/);
  });

  test("an address that leads nowhere says so, and what to do", async ({ staff, words }) => {
    await staff.goto("/console/customers/cus_00000000000000000000000000");
    await expect(staff.getByRole("heading", { name: words.nothingHere })).toBeVisible();
    await expectAccessible(staff);
    await expectFits(staff);
  });
});

test("language and theme are kept", async ({ page, words }) => {
  await signIn(page, words);
  await openSelf(page);
  await page.getByRole("button", { name: words.theme }).click();
  const theme = await page.locator("html").getAttribute("data-theme");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme ?? "");
  const before = await page.locator("html").getAttribute("lang");
  await openSelf(page);
  await page.getByRole("button", { name: words.other }).first().click();
  await expect(page.locator("html")).not.toHaveAttribute("lang", before ?? "");
  await expect(page).toHaveURL(/\/console$/);
});

test("one can leave", async ({ staff, words }) => {
  await openSelf(staff);
  await staff.locator(`button:visible[aria-label="${words.signOut}"]`).click();
  await expect(staff.getByRole("heading", { name: words.signIn })).toBeVisible();
  await staff.goto("/console/customers");
  await expect(staff.getByRole("heading", { name: words.signIn })).toBeVisible();
});
