import { expect, expectAccessible, expectFits, test } from "./staff";

test("a colleague is invited, comes in and chooses a password", async ({ staff, browser }, { project }) => {
  const email = `nuria-${project.name}-${Date.now()}@telar.example`;
  await staff.goto("/console/staff");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#email").fill(email);
  await staff.locator("#role").selectOption("sales");
  await staff.locator('form[action="/console/staff"] button').click();
  const link = await staff.locator(".team-once .copy").getAttribute("data-text");
  await expectAccessible(staff);
  await expectFits(staff);

  const other = await browser.newContext();
  const door = await other.newPage();
  await door.goto(link ?? "");
  await expectAccessible(door);
  await door.locator("#name").fill("Nuria Gil");
  await door.locator("#password").fill("corta");
  await door.locator("button.button-act").click();
  await expect(door.getByRole("alert")).toBeVisible();
  await expectAccessible(door);
  await door.locator("#password").fill("cuatro palabras que no van");
  await door.locator("button.button-act").click();
  await expect(door).toHaveURL(/\/console(\?|$)/);
  await expect(door.locator(".did")).toBeVisible();
  await expectFits(door);
  await door.goto("/console/account");
  await expectAccessible(door);
  await expectFits(door);
  await door.locator('form[action="/console/account/codes"] button').click();
  await expect(door.locator(".team-drawn svg[role=img]")).toBeVisible();
  await expectAccessible(door);
  await expectFits(door);
  await door.goto("/console/roles");
  await expectAccessible(door);
  await expectFits(door);
  await other.close();

  await staff.goto("/console/staff");
  await staff.getByRole("link", { name: "Nuria Gil" }).first().click();
  await expect(staff.locator(".team-list li")).toHaveCount(1);
  await expectAccessible(staff);
  await expectFits(staff);
});

test("whoever forgot a password gets a link to choose another", async ({ staff, browser }, { project }) => {
  await staff.goto("/console/staff?q=viewer");
  await expectFits(staff);
  await staff.locator("#list tbody a").first().click();
  await staff.locator('form[action$="/password"] button').click();
  const link = (await staff.locator(".team-once .copy").getAttribute("data-text")) ?? "";
  await expectAccessible(staff);
  await expectFits(staff);
  const other = await browser.newContext({ locale: project.use.locale });
  const door = await other.newPage();
  await door.goto(link);
  await expectAccessible(door);
  await expectFits(door);
  await door.locator("#password").fill("123456789012");
  await door.locator("button.button-act").click();
  await expect(door.getByRole("alert")).toBeVisible();
  await door.locator("#password").fill(process.env.HILO_PASSWORD ?? "");
  await door.locator("button.button-act").click();
  await expect(door).toHaveURL(/\/signin/);
  await expect(door.locator(".notice[role=status]")).toBeVisible();
  await expectAccessible(door);
  await expectFits(door);
  expect((await door.goto(link))?.status()).toBe(404);
  await other.close();
});

test("a key is made, shown once and taken back", async ({ staff }, { project }) => {
  const name = `ERP ${project.name} ${Date.now()}`;
  await staff.goto("/console/keys");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#name").fill(name);
  await staff.locator('input[name="rights"][value="orders.see"]').check();
  await staff.locator('form[action="/console/keys"] button').click();
  await expect(staff.locator(".team-once .copy")).toHaveAttribute("data-text", /^hilo_/);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".team-list li").filter({ hasText: name }).locator("button").click();
  await expect(staff.locator(".did")).toBeVisible();
});
