import { execSync } from "node:child_process";
import { expect, expectAccessible, expectFits, rows, secret, test } from "./staff";

test("home says how the shop goes, and what needs a person", async ({ staff }) => {
  await staff.goto("/console");
  await expect(staff.locator('nav.rooms a[href="/console"][aria-current="page"]:not(.mark)')).toHaveCount(1);
  await expect(staff.locator("#home-figures .figure").first()).toBeVisible();
  await expect(staff.locator(".needs li").first()).toBeVisible();
  await expect(staff.locator("#days .knot").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);

  // The table behind the chart, and the same as a file.
  await staff.locator(".home-main details.fold > summary").click();
  await expect(staff.locator(".home-main details.fold tbody tr").first()).toBeVisible();
  await expectAccessible(staff);
  const file = await staff.request.get((await staff.locator('a[href^="/console/home/csv"]').getAttribute("href")) ?? "");
  expect(file.headers()["content-type"]).toContain("text/csv");
  expect(await file.text()).toMatch(/^stretch,day,hour,channel,shop,currency,orders/);
});

test("days, a channel and a shop are chosen by links, and stand in the address", async ({ staff }) => {
  await staff.goto("/console");
  await staff.locator(".pick > summary").first().click();
  await expectAccessible(staff);
  await staff.locator('.pick-list a[href="/console?range=28"]').click();
  await expect(staff).toHaveURL(/range=28$/);
  await staff.locator('.shares a.channel[href*="channel=web"]').click();
  await expect(staff).toHaveURL(/range=28&channel=web$/);
  await expect(staff.locator(".home-filters .chip")).toHaveCount(1);
  const shop = staff.locator('.shares a.share-name:not(.channel)').first();
  if ((await shop.count()) > 0) {
    await shop.click();
    await expect(staff).toHaveURL(/shop=/);
    await expectAccessible(staff);
  }
  await expectFits(staff);
  await staff.locator(".home-filters .chip").first().click();
  await expect(staff).not.toHaveURL(/channel=/);

  await staff.goto("/console?from=2024-02-28&to=2024-03-01");
  await expect(staff.locator("#home-figures")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("what happens is announced, and taken when one wants it", async ({ staff }) => {
  await staff.goto("/console/customers?sort=orders");
  const customer = (await rows(staff).first().getByRole("link").first().getAttribute("href"))?.split("/").pop() ?? "";
  await staff.goto("/console");
  await expect(staff.locator("[data-live-dot]")).toHaveAttribute("data-state", "open");
  const orders = () => staff.locator("#home-figures .figure:nth-child(2) dd").first().innerText();
  const before = await orders();
  const fold = staff.locator("#home-sales details.fold");
  await fold.locator("summary").click();
  const pause = staff.locator('[data-act="pause"]');
  await pause.click();
  await expect(pause).toHaveAttribute("aria-pressed", "true");
  const first = await staff.locator("#days .knot").first().getAttribute("data-knot");
  execSync(`${secret("HILO_TELL")} ${customer}`, { stdio: "pipe" });
  const pill = staff.locator("#fresh-pill");
  await expect(pill).toBeVisible();
  expect(await staff.locator("#days .knot").first().getAttribute("data-knot")).toBe(first);
  await expect.poll(orders, "figures are live too").not.toBe(before);
  const tip = (await staff.locator(".home-chart .tip").textContent()) ?? "nothing";
  await expect(staff.locator("#home-figures .figure dd").first(), "the chart says what the figure says").toContainText(tip);
  await expect(fold, "what was opened stays open").toHaveAttribute("open", "");
  await expectAccessible(staff);
  await pill.click();
  await expect(pill).toBeHidden();
  await expect(staff.locator("#days .knot").first()).not.toHaveAttribute("data-knot", first ?? "");
  await expectFits(staff);
});
