import { expect, expectAccessible, expectFits, test } from "./staff";

test("Ctrl-K finds a person from any page and opens their card @desk", async ({ staff }) => {
  await staff.goto("/console/products");
  await staff.keyboard.press("Control+k");
  const palette = staff.locator("dialog#palette");
  await expect(palette.locator(".palette-item").first()).toBeVisible();
  await expectAccessible(staff);
  await palette.locator("input[type=search]").fill("ana morales");
  await expect(palette.locator(".palette-name", { hasText: "Ana Morales" })).toBeVisible();
  await expectAccessible(staff);
  await staff.keyboard.press("ArrowDown");
  await expect(palette.locator(".palette-item").first()).toBeFocused();
  await staff.keyboard.press("ArrowUp");
  await expect(palette.locator("input[type=search]")).toBeFocused();
  await staff.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await staff.keyboard.press("Control+k");
  await palette.locator("input[type=search]").fill("ana morales");
  await expect(palette.locator(".palette-name", { hasText: "Ana Morales" })).toBeVisible();
  await staff.keyboard.press("Enter");
  await expect(staff.getByRole("heading", { level: 1, name: "Ana Morales" })).toBeVisible();
});

test("Esc in the palette leaves the page where it is @desk", async ({ staff }) => {
  await staff.goto("/console/products/price-lists");
  await staff.keyboard.press("Control+k");
  const palette = staff.locator("dialog#palette");
  await expect(palette.locator(".palette-item").first()).toBeVisible();
  await staff.keyboard.press("ArrowDown");
  await expect(palette.locator(".palette-item").first()).toBeFocused();
  await staff.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(staff).toHaveURL(/price-lists$/);
});

test("the glass above every page leads everywhere", async ({ staff }, { project }) => {
  const isPhone = project.name.startsWith("phone");
  await staff.goto("/console/orders");
  await staff.locator(isPhone ? ".top-find" : ".finder").click();
  const palette = staff.locator("dialog#palette");
  await expect(palette.locator('a[href="/console/operations"]').first()).toBeVisible();
  await expectFits(staff);
  await palette.locator('a[href="/console/operations"]').first().click();
  await expect(staff).toHaveURL(/\/console\/operations$/);

  await staff.goto("/console/find?q=nadasellamaasi");
  await expect(staff.locator(".palette-none")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.goto("/console/find");
  await expectAccessible(staff);
  await expectFits(staff);
});

test("filters are kept as a view, shown again and removed", async ({ staff }, { project }) => {
  const name = `Web ${project.name}`;
  // Each project keeps filters of its own: what another has kept is no new view.
  const channel = project.metadata.screen === "phone" ? "app" : "web";
  const filters = `channel=${channel}&sort=total`;
  await staff.goto(`/console/orders?${filters}`);
  await staff.locator(".view-keep > summary").click();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.locator(".view-form input[name=name]").fill(name);
  await staff.locator(".view-form button").click();
  await expect(staff.locator(".did")).toBeVisible();
  await staff.goto("/console/orders");
  await staff.locator(".views .chip", { hasText: name }).click();
  await expect(staff).toHaveURL(`/console/orders?${filters}`);
  await expect(staff.locator(".views .chip", { hasText: name })).toHaveAttribute("aria-current", "true");
  await expectAccessible(staff);
  await staff.locator(".views form button").last().click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(staff.locator(".views .chip", { hasText: name })).toHaveCount(0);
  await staff.locator(".did button").click();
  await expect(staff.locator(".views .chip", { hasText: name })).toHaveAttribute("aria-current", "true");
});
