import { expect, expectAccessible, expectFits, rows, test } from "./staff";

const said = {
  es: { erase: "Borrar para siempre", wrong: "No coincide", done: "Borrado", privacy: "Sus datos", gone: "Persona borrada" },
  en: { erase: "Erase for good", wrong: "That is something else", done: "Erased", privacy: "Their data", gone: "Erased person" },
} as const;

test("an owner reads all that is known of a customer", async ({ staff }, info) => {
  const words = said[info.project.metadata.locale as "es" | "en"];
  await staff.goto("/console/customers?sort=first_seen-up");
  await rows(staff).first().getByRole("link").first().click();
  await expect(staff).toHaveURL(/\/console\/customers\/cus_/);
  await staff.getByRole("link", { name: words.privacy }).click();
  await expect(staff).toHaveURL(/\/export$/);
  await expect(staff.locator(".told").first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  const file = await staff.request.get(`/api/v1${new URL(staff.url()).pathname.replace("/console", "")}`);
  expect((await file.json()).format).toBe("hilo-person");

  await staff.goto("/console/audit");
  await expect(rows(staff).or(staff.locator(".audit-rows tbody tr")).first()).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
});

// Another name is refused, which the browser tells, too.
test.use({ forgiven: [/status of 400/] });

test("an owner erases a customer whose name they type", async ({ staff }, info) => {
  const words = said[info.project.metadata.locale as "es" | "en"];
  // Somebody of their own for each screen and language.
  const number = `E2E-${info.project.name}-${info.workerIndex}-${Date.now()}`;
  const name = `Prueba ${number}`;
  const told = await staff.request.post("/api/v1/customers", {
    data: { claims: [{ kind: "loyalty", value: number }], profile: { name } },
    headers: { "idempotency-key": number },
  });
  const { id } = await told.json();
  await staff.goto(`/console/customers/${id}/erase`);
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.getByRole("textbox").last().fill("somebody else");
  await staff.getByRole("button", { name: words.erase }).click();
  await expect(staff.locator(".error-text")).toContainText(words.wrong);
  await expectAccessible(staff);
  await staff.locator("#typed").fill(name);
  await staff.getByRole("button", { name: words.erase }).click();
  await expect(staff).toHaveURL(/\/console\/audit\?act=erased/);
  await expect(staff.locator(".did")).toContainText(words.done);
  await expect(staff.locator(".audit-rows tbody tr").first()).toContainText(words.gone);
  await expectAccessible(staff);
  const answer = await staff.request.get(`/api/v1/customers/${id}`);
  expect(answer.status()).toBe(404);
});
