import { expect, expectAccessible, expectFits, rows, secret, test } from "./staff";

test("the card tells the thread, and why this is one person", async ({ staff, words }) => {
  await staff.goto("/console/customers?sort=orders");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff.getByRole("heading", { level: 2, name: words.thread, exact: true })).toBeVisible();
  await expect(staff.getByRole("heading", { level: 2, name: words.onePerson })).toBeVisible();
  await expect(staff.locator("#days .knot").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

test("filters are kept in the address", async ({ staff, words }) => {
  await staff.goto("/console/customers?sort=orders");
  await rows(staff).first().getByRole("link").first().click();
  const filters = staff.getByRole("navigation", { name: words.filterThread });
  await filters.getByRole("link", { name: words.money }).click();
  await expect(staff).toHaveURL(/kind=money/);
  await expect(filters.getByRole("link", { name: words.money })).toHaveAttribute("aria-current", "true");
  expect(await staff.locator('#days .knot:not([data-kind="money"])').count()).toBe(0);
  await filters.getByRole("link", { name: words.all, exact: true }).click();
  await expect(staff).not.toHaveURL(/kind=/);
});

test("what was before is fetched without leaving the page", async ({ staff }) => {
  await staff.goto("/console/customers?sort=orders");
  await rows(staff).first().getByRole("link").first().click();
  const earlier = staff.locator("#earlier a");
  await expect(earlier, "the one with most orders has a long thread").toBeVisible();
  const before = await staff.locator("#days .knot").count();
  const address = staff.url();
  await earlier.click();
  await expect.poll(() => staff.locator("#days .knot").count()).toBeGreaterThan(before);
  expect(staff.url()).toBe(address);
  const days = await staff.locator("#days > .day").evaluateAll((all) => all.map((day) => (day as HTMLElement).dataset.day));
  expect(new Set(days).size, "a day split over two pages is joined").toBe(days.length);
});

// HILO_TELL is a command that makes something happen to the customer whose id is its last argument.
test("what happens appears without a reload, and moves nothing that is read", async ({ staff }) => {
  const tell = secret("HILO_TELL");
  const { execFileSync } = await import("node:child_process");
  const happen = (id: string) => execFileSync("/bin/sh", ["-c", `${tell} "$1"`, "sh", id]);
  await staff.goto("/console/customers?sort=orders");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff.locator("[data-live-dot]")).toHaveAttribute("data-state", "open");
  const id = staff.url().match(/cus_\w+/)![0];
  const knots = staff.locator("#days .knot");
  const before = await knots.count();

  happen(id);
  await expect(knots).toHaveCount(before + 1);
  await expect(staff.locator("#days .knot.is-fresh")).toHaveCount(1);

  const middle = knots.nth(Math.min(4, before - 1));
  await middle.evaluate((knot) => scrollTo(0, knot.getBoundingClientRect().top + scrollY - 80));
  const top = () => middle.evaluate((knot) => Math.round(knot.getBoundingClientRect().top));
  const was = await top();
  happen(id);
  await expect(staff.locator("#fresh-pill")).toBeVisible();
  expect(await top()).toBe(was);
  await staff.locator("#fresh-pill").click();
  await expect(knots).toHaveCount(before + 2);
  await expect(staff.locator("#fresh-pill")).toBeHidden();
});
