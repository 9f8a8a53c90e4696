// The pictures of docs/pages, taken by scripts/pictures: no test, and no part of their run.
import { mkdirSync } from "node:fs";

import { test } from "./staff";

const PAGES: Record<string, string> = {
  home: "/console",
  customers: "/console/customers",
  card: "/console/customers?q=ana+morales",
  orders: "/console/orders",
  order: "/console/orders?sort=total",
  products: "/console/products",
  product: "/console/products?q=vestido+alba",
  duplicates: "/console/duplicates",
  operations: "/console/operations",
  store: "/console/house",
};
/** Pages that are reached by the first row of a list. */
const OPENED = ["card", "order", "product"];

for (const [name, path] of Object.entries(PAGES)) {
  test(`a picture of ${name}`, async ({ staff }, { project }) => {
    const kind = project.name.startsWith("phone") ? "phone" : "desktop";
    const folder = "../docs/pages";
    mkdirSync(folder, { recursive: true });
    await staff.goto(path);
    if (OPENED.includes(name)) {
      await staff.locator("[data-row]").first().getByRole("link").first().click();
      await staff.waitForLoadState("load");
    }
    await staff.evaluate(() => document.fonts.ready.then(() => undefined));
    for (const theme of ["light", "dark"]) {
      await staff.evaluate((theme) => document.documentElement.setAttribute("data-theme", theme), theme);
      await staff.screenshot({ path: `${folder}/${name}-${kind}-${theme}.jpg`, type: "jpeg", quality: 78 });
    }
  });
}
