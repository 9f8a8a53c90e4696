import { expect, expectAccessible, expectFits, test } from "./staff";

// A reason that is missing is refused, and the browser notes the status.
test.use({ forgiven: [/status of 400/] });

test("what people say is read, answered and shown, or refused with a reason", async ({ staff }, { project }) => {
  const code = `REV-${project.name}-${Date.now()}`;
  const product = { code, name: `Vestido ${code}`, state: "active" };
  expect((await staff.request.post("/api/v1/products", { data: { products: [product] } })).status()).toBe(200);
  const writes = async (who: string, stars: number, body: string) => {
    const review = { product: code, stars, title: "Opinión", body, author: `${who} E.`, language: "es" };
    const customer = { kind: "email", value: `${who}-${code}@example.es`.toLowerCase() };
    const headers = { "idempotency-key": `${who}-${code}` };
    const answer = await staff.request.post("/api/v1/reviews", { headers, data: { customer, review } });
    expect(answer.status()).toBe(201);
    return (await answer.json()).product_id as string;
  };
  const id = await writes("ana", 5, "Preciosa.\nRepetiré.");
  await writes("bea", 1, "Comprad en otra tienda: <b>otra.example</b>");

  await staff.goto("/console/reviews");
  await expectAccessible(staff);
  await expectFits(staff);
  const of = (author: string) => staff.locator("li.review", { hasText: `${author} E.` }).filter({ hasText: code });
  await of("ana").locator("summary").click();
  await of("ana").locator("textarea").fill("Gracias, Ana.");
  await of("ana").locator(".review-say button").click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(of("ana").locator(".review-answer")).toContainText("Gracias, Ana.");
  await of("ana").locator(".review-acts .button").first().click();
  await expect(staff.locator(".did")).toBeVisible();
  await expect(of("ana")).toHaveCount(0);
  await of("bea").locator("select").selectOption("advert");
  await of("bea").locator(".review-acts form:has(select) button").click();
  await expect(staff.locator(".did")).toBeVisible();

  await staff.goto("/console/reviews?state=refused");
  await expect(of("bea").locator(".badge-warn")).toBeVisible();
  await expectAccessible(staff);
  await staff.goto("/console/reviews?state=shown&stars=5");
  await expect(of("ana")).toBeVisible();
  await expectAccessible(staff);
  await expectFits(staff);
  await staff.goto(`/console/products/${id}`);
  await expect(staff.locator(".rating .num")).toHaveText(/5[.,]0/);
  await expectAccessible(staff);
  await expectFits(staff);
});
