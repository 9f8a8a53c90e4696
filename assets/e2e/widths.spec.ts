import { expectFits, test } from "./staff";

/** Between the phone and the desk, and the narrowest phone: nothing sticks out there either. */
const WIDTHS = [320, 390, 820, 1024];
const PAGES = ["", "/audit", "/duplicates", "/customers", "/orders", "/products", "/house", "/staff", "/keys", "/roles", "/imports", "/reviews", "/operations", "/api/orders"];

for (const path of PAGES) {
  test(`/console${path} fits every width @desk @long`, async ({ staff }) => {
    for (const width of WIDTHS) {
      await staff.setViewportSize({ width, height: 800 });
      await staff.goto(`/console${path}`);
      await expectFits(staff);
    }
  });
}
