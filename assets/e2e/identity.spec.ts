import { expect, expectAccessible, expectFits, rows, test } from "./staff";

test("an owner joins two people, sees one card, and undoes it", async ({ staff, words }) => {
  await staff.goto("/console/customers?sort=first_seen-up");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/customers\/cus_/);
  const card = new URL(staff.url()).pathname;
  const title = await staff.getByRole("heading", { level: 1 }).innerText();
  await staff.getByRole("link", { name: words.seeWhy }).click();
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.getByRole("searchbox").fill("ma");
  await staff.locator("#found [data-row] a").first().click();
  await expect(staff).toHaveURL(/\/merge\?with=cus_/);
  const other = `/console/customers/${new URL(staff.url()).searchParams.get("with")}`;
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.getByRole("button", { name: words.join, exact: true }).click();
  await expect(staff).toHaveURL(new RegExp(`${card}$`));
  await expect(staff.locator(".did").getByRole("button", { name: words.undo })).toBeVisible();
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText(title);
  await staff.goto(other);
  await expect(staff, "the old address leads on").toHaveURL(new RegExp(`${card}$`));
  const knot = staff.locator('#days .knot[data-kind="join"]').first();
  await expect(knot).toBeVisible();
  await expectAccessible(staff);

  await knot.getByRole("button", { name: words.undo }).click();
  await expect(staff.locator(".did")).toContainText(words.undone);
  await staff.goto(other);
  await expect(staff, "they are two again").toHaveURL(new RegExp(`${other}$`));
});

test("the rules of who is one person can be changed and put back", async ({ staff, words }) => {
  await staff.goto("/console/identity");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator('[commandfor="limit-browser"]').click();
  const dialog = staff.locator("#limit-browser");
  await dialog.getByRole("spinbutton").first().fill("7");
  await dialog.getByRole("button", { name: words.save, exact: true }).click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator("tr", { has: staff.locator('[commandfor="limit-browser"]') })).toContainText("7");
  await staff.locator('[commandfor="limit-browser"]').click();
  await expectAccessible(staff);
  await dialog.locator('[name="usual"]').click();
  await expect(staff.locator("tr", { has: staff.locator('[commandfor="limit-browser"]') })).not.toContainText("7");
});
