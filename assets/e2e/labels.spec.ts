import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectFits, rows, test } from "./staff";

/** Sends JSON as the page would, in its session. */
async function api(page: Page, path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await page.request.post(path, { data: body, headers: { "sec-fetch-site": "same-origin" } });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBeTruthy();
  return answer.json();
}

test("a label is made, put on a card by hand, and taken off", async ({ staff }, { project }) => {
  const name = `Seda ${project.name}`;
  await staff.goto("/console/labels/new");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#name").fill(name);
  await staff.locator('button[type="submit"].button-act').click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(rows(staff).filter({ hasText: name })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.goto("/console/customers?sort=spent");
  await rows(staff).first().getByRole("link").first().click();
  const worn = staff.locator("section[aria-labelledby='labels-title']");
  await worn.locator('input[name="name"]').fill(name);
  await worn.locator(".put-on button").click();
  await expect(worn.locator(".tag", { hasText: name })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  const notes = staff.locator("section[aria-labelledby='notes-title']");
  await notes.locator("textarea").fill(`Talla 38 ${project.name}`);
  await notes.locator(".note-form button").click();
  await expect(notes.locator(".note-text").first()).toHaveText(`Talla 38 ${project.name}`);
  await expect(staff.locator("#days .knot").filter({ hasText: `Talla 38 ${project.name}` })).toBeVisible();
  await expectAccessible(staff);
  await notes.locator("li", { hasText: project.name }).getByRole("button").click();
  await expect(notes.locator("li", { hasText: project.name })).toHaveCount(0);

  await worn.locator(".tag", { hasText: name }).getByRole("button").click();
  await expect(worn.locator(".tag", { hasText: name })).toHaveCount(0);
});

test.describe(() => {
  // The answer to a form that is refused is a page, and the browser says so.
  test.use({ forgiven: [/400 \(Bad Request\)/] });
  test("a rule puts a label on everybody it fits", async ({ staff }, { project }) => {
    const name = `Habitual ${project.name}`;
    await staff.goto("/console/labels/new");
    await staff.locator("#name").fill(name);
    await staff.locator('[name="on_0"]').selectOption("orders");
    await staff.locator('[name="value_0"]').fill("3");
    await staff.locator('[name="on_1"]').selectOption("spent");
    await staff.locator('[name="value_1"]').fill("10,50");
    await staff.locator('[name="key_1"]').fill("EUR");
    await staff.locator('button[type="submit"].button-act').click();
    const row = rows(staff).filter({ hasText: name });
    await expect(row).toContainText("10,50".replace(",", project.name.endsWith("en") ? "." : ","));
    await expect(async () => {
      await staff.reload();
      await expect(row.locator(".first")).toHaveText(/[1-9]/);
    }).toPass();
    await row.locator("a.tag").click();
    await expect(staff.locator('[name="value_1"]')).toHaveValue("10,50");
    await expectAccessible(staff);
    await staff.locator('[name="value_0"]').fill("three");
    await staff.locator('button[type="submit"].button-act').click();
    await expect(staff.getByRole("alert")).toBeVisible();
    await expect(staff.locator('[name="value_0"]'), "what was written stays").toHaveValue("three");
  });
});

test("many are labeled at once, and it is taken back", async ({ staff }, { project }) => {
  const name = `Feria ${project.name}`;
  const { id } = await api(staff, "/api/v1/labels", { name, color: "ochre" });
  await staff.goto("/console/customers");
  const bar = staff.locator("#bulk");
  await expect(bar).toBeHidden();
  await staff.locator(".pick input").nth(0).check();
  await staff.locator(".pick input").nth(2).check();
  await expect(bar).toBeVisible();
  await expect(bar.locator("[data-words]")).toContainText("2");
  await expectAccessible(staff);
  await expectFits(staff);
  await bar.locator('[name="put"]').selectOption({ label: name });
  await bar.locator('[name="act"][value="add"]').click();
  await expect(staff.getByRole("heading", { level: 1 })).toContainText("2");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator('button[type="submit"].button-act').click();
  await expect(staff.locator(".did")).toContainText("2");
  await expect(staff.locator(".row-tags .tag", { hasText: name })).toHaveCount(2);
  await staff.goto(`/console/customers?label=${String(id)}`);
  await expect(rows(staff)).toHaveCount(2);
  await staff.goBack();
  await staff.locator(".did").getByRole("button").click();
  await expect(staff.locator(".row-tags .tag", { hasText: name })).toHaveCount(0);

  await staff.goto("/console/customers?returns=1");
  await staff.locator(".pick input").nth(0).check();
  await bar.locator('[name="whom"]').check();
  await bar.locator('[name="put"]').selectOption({ label: name });
  await bar.locator('[name="act"][value="add"]').click();
  // How many they are is counted beside the page.
  await expect(staff.getByRole("heading", { level: 1 })).toContainText(/\d/);
  await expectFits(staff);
  const many = Number((await staff.getByRole("heading", { level: 1 }).innerText()).replace(/\D/g, ""));
  expect(many).toBeGreaterThan(1);
});

test("two who may be one are shown side by side and decided", async ({ staff }, { project }) => {
  const word = project.name.replace(/[^a-z]/g, "");
  for (const email of [`eva.${word}@gmail.com`, `eva${word}@gmial.com`]) {
    const claims = [{ kind: "email", value: email, how: "server" }];
    await api(staff, "/api/v1/customers", { claims, profile: { name: `Eva ${word}`, city: "Madrid" } });
  }
  const pair = rows(staff).filter({ hasText: `Eva ${word}` });
  await expect(async () => {
    await staff.goto("/console/duplicates");
    await expect(pair).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectAccessible(staff);
  await expectFits(staff);
  await pair.locator('[name="decision"][value="later"] + button').click();
  await expect(pair).toHaveCount(0);
  await staff.locator(".did").getByRole("button").click();
  await expect(pair).toBeVisible();
  await pair.locator("[data-open]").click();
  await expect(staff).toHaveURL(/\/merge\?with=cus_/);
  await staff.goBack();
  await pair.locator('[name="decision"][value="never"] + button').click();
  await expect(pair).toHaveCount(0);
});

test("the queue is walked with keys @desk", async ({ staff }, { project }) => {
  const word = `teclas${project.name.replace(/[^a-z]/g, "")}`;
  for (const email of [`${word}@gmail.com`, `${word}@gmial.com`]) {
    await api(staff, "/api/v1/customers", { claims: [{ kind: "email", value: email, how: "server" }] });
  }
  await expect(async () => {
    await staff.goto("/console/duplicates");
    await expect(rows(staff).filter({ hasText: word })).toBeVisible({ timeout: 500 });
  }).toPass();
  await staff.keyboard.press("j");
  await expect(rows(staff).first()).toHaveClass(/is-key/);
  await staff.keyboard.press("Enter");
  await expect(staff).toHaveURL(/\/merge\?with=cus_/);
});
