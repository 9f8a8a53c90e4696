import { expect, rows, test } from "./staff";

test("Esc leaves a field first, and never what was written @desk", async ({ staff }) => {
  await staff.goto("/console/customers?q=ana&sort=spent");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/customers\/cus_/);
  const card = staff.url();
  const note = staff.locator('form[action$="/notes"] textarea');
  await note.fill("Quiere la talla 40");
  await staff.keyboard.press("Escape");
  await expect(note).not.toBeFocused();
  await expect(note).toHaveValue("Quiere la talla 40");
  // Out of the field, the form still holds it.
  await staff.keyboard.press("Escape");
  await expect(note).toHaveValue("Quiere la talla 40");
  expect(staff.url()).toBe(card);

  await note.fill("");
  await staff.keyboard.press("Escape");
  await staff.keyboard.press("Escape");
  // The list comes back as it was left, with the row one was at.
  await expect(staff).toHaveURL(/\/console\/customers\?q=ana&sort=spent$/);
  await expect(rows(staff).first()).toHaveClass(/is-key/);
});
