import { expect, expectAccessible, expectFits, rows, test } from "./staff";

for (const list of ["customers", "orders", "products"] as const) {
  test(`${list}: the list can be read by everyone`, async ({ staff, words }) => {
    await staff.goto(`/console/${list}`);
    await expect(staff.getByRole("heading", { level: 1, name: words[list] })).toBeVisible();
    await expect(rows(staff).first()).toBeVisible();
    await expectAccessible(staff);
    await expectFits(staff);
  });
}

test("what is searched stands in the address, and Back returns to it", async ({ staff, words }) => {
  await staff.goto("/console/customers");
  // The longest plain word of a name, or the number of somebody without one.
  const name = (await rows(staff).nth(1).getByRole("link").textContent()) ?? "";
  const word = (name.match(/[A-Za-z0-9]+/g) ?? []).sort((one, other) => other.length - one.length)[0] ?? "";
  await staff.getByRole("searchbox", { name: words.searchCustomers }).fill(word);
  await expect(staff).toHaveURL(new RegExp(`q=${word}`));
  await expect(rows(staff).first()).toContainText(new RegExp(word, "i"));
  const count = await rows(staff).count();
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/customers\/cus_/);
  await staff.goBack();
  await expect(staff).toHaveURL(new RegExp(`q=${word}`));
  await expect(rows(staff)).toHaveCount(count);
  await expect(staff.getByRole("searchbox")).toHaveValue(word);
});

test("a search for nobody says so", async ({ staff, words }) => {
  await staff.goto("/console/customers");
  await staff.getByRole("searchbox").fill("zzzzqqqq");
  await expect(staff.getByRole("heading", { name: words.noMatch })).toBeVisible();
  await expectAccessible(staff);
});

test("a filter is a link that turns itself off", async ({ staff, words }) => {
  await staff.goto("/console/customers");
  const chip = staff.getByRole("link", { name: words.withReturns });
  await chip.click();
  await expect(staff).toHaveURL(/returns=/);
  await expect(chip).toHaveAttribute("aria-current", "true");
  await chip.click();
  await expect(staff).not.toHaveURL(/returns=/);
});

test("orders of one shop and of some days", async ({ staff }) => {
  await staff.goto("/console/orders");
  await staff.locator('[name="shop"]').selectOption({ index: 1 });
  await expect(staff).toHaveURL(/shop=[^&]/);
  await expect(rows(staff).first()).toBeVisible();
  const shop = (await staff.locator('[name="shop"] option:checked').textContent()) ?? "";
  await expect(rows(staff).first()).toContainText(shop);
  await staff.locator('[name="to"]').fill("2001-01-01");
  await expect(staff).toHaveURL(/to=2001-01-01/);
  await expect(rows(staff)).toHaveCount(0);
  await expect(staff.locator('[name="shop"]')).toHaveValue(/./);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator("#filters").getByRole("link").last().click();
  await expect(rows(staff).first()).toBeVisible();
});

// Keys and the list's own clock, which stands still between them, however long somebody takes.
test("a day is written with keys @desk", async ({ staff }) => {
  await staff.clock.install();
  await staff.goto("/console/orders");
  const day = staff.locator('[name="from"]');
  await day.focus();
  for (const key of "11112026") {
    await staff.keyboard.press(key);
    await staff.clock.runFor(1_000);
  }
  await expect(staff).toHaveURL(/from=2026-11-11/);
  await expect(day).toHaveValue("2026-11-11");
  await expect(day).toBeFocused();
  // The part that one changes stays the one, also when the list has come.
  await staff.keyboard.press("ArrowLeft");
  for (const earlier of ["2026-11-10", "2026-11-09"]) {
    const answer = staff.waitForResponse((response) => response.url().includes(`from=${earlier}`));
    await staff.keyboard.press("ArrowDown");
    await staff.clock.runFor(1_000);
    await answer;
    await expect(staff).toHaveURL(new RegExp(`from=${earlier}`));
  }
});

// A phone sorts by a choice, not by a head, and has no keys: what is tagged is for the desk.
test("a column sorts both ways @desk", async ({ staff, words }) => {
  await staff.goto("/console/customers");
  const head = staff.getByRole("columnheader", { name: words.headOrders });
  await head.getByRole("link").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await head.getByRole("link").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
});

test("pages follow one another", async ({ staff, words }) => {
  await staff.goto("/console/orders");
  const first = await rows(staff).first().getByRole("link").first().textContent();
  await staff.getByRole("link", { name: words.next }).click();
  await expect(staff).toHaveURL(/after=/);
  await expect(rows(staff).first().getByRole("link").first()).not.toHaveText(first ?? "");
  await staff.goBack();
  await expect(rows(staff).first().getByRole("link").first()).toHaveText(first ?? "");
});

test("keys walk the rows @desk", async ({ staff, words }) => {
  await staff.goto("/console/customers");
  await staff.keyboard.press("?");
  await expect(staff.getByRole("dialog", { name: words.keys })).toBeVisible();
  await expectAccessible(staff);
  await staff.keyboard.press("Escape");
  await staff.keyboard.press("/");
  await expect(staff.getByRole("searchbox")).toBeFocused();
  await staff.keyboard.press("Escape");
  await staff.keyboard.press("j");
  await staff.keyboard.press("j");
  await expect(rows(staff).nth(1)).toHaveClass(/is-key/);
  const name = await rows(staff).nth(1).getByRole("link").first().textContent();
  await staff.keyboard.press("Enter");
  await expect(staff.getByRole("heading", { level: 1, name: name ?? "" })).toBeVisible();
  await staff.keyboard.press("Escape");
  await expect(staff).toHaveURL(/\/console\/customers$/);
});
