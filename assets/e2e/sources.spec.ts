import { expect, expectAccessible, expectFits, rows, test } from "./staff";

test("a web site is set up, connected and watched", async ({ staff }, { project }) => {
  const name = `Web ${project.name} ${Date.now()}`;
  await staff.goto("/console/sources");
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#name").fill(name);
  await staff.locator('form[action="/console/sources"] button').click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator(".connect pre").first()).toContainText("/analytics.js/v1/");
  await expectAccessible(staff);
  await expectFits(staff);

  const key = await staff.locator(".source-keys .copy").getAttribute("data-text");
  const path = new URL(staff.url()).pathname;
  const batch = [
    { type: "track", event: "Product Viewed", anonymousId: `b-${project.name}`, properties: { sku: "85048" } },
    { type: "track", anonymousId: `b-${project.name}` },
  ];
  // The browser that tests is a robot by its own word, and robots are nobody.
  const headers = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" };
  const answer = await staff.request.post("/v1/batch", { data: { writeKey: key, batch }, headers });
  expect(await answer.json()).toEqual({ success: true });
  // It comes by itself.
  await expect(staff.locator(".came li")).toHaveCount(1);
  await expect(staff.locator(".came li a").first()).toHaveAttribute("href", /^\/console\/customers\/cus_/);
  await expectAccessible(staff);

  await staff.locator('#source-now a[href$="still=yes"]').click();
  await staff.locator(".came summary").click();
  await expect(staff.locator(".came pre")).toContainText("85048");
  await expectAccessible(staff);
  await expectFits(staff);

  await staff.goto(`${path}/rejects`);
  await expect(staff.locator(".rejects li")).toHaveCount(1);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".rejects li button").click();
  await expect(staff.locator(".did")).toBeVisible();

  await staff.goto("/console/sources");
  await expect(rows(staff).filter({ hasText: name })).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("a secret key is shown once", async ({ staff }, { project }) => {
  await staff.goto("/console/sources");
  await staff.locator("#name").fill(`ERP ${project.name} ${Date.now()}`);
  await staff.locator("#kind").selectOption("server");
  await staff.locator('form[action="/console/sources"] button').click();
  await expect(staff.locator(".source-fresh .copy")).toBeVisible();
  await expect(staff.locator(".connect pre").first()).toContainText("analytics-node");
  await expectAccessible(staff);
  await expectFits(staff);
});
