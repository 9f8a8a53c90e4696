// Makes something happen to the customer whose id is the argument: an order over the API, as the owner.
const { HILO_URL, HILO_EMAIL, HILO_PASSWORD } = process.env;
const customer = process.argv[2];

const form = new URLSearchParams({ email: HILO_EMAIL, password: HILO_PASSWORD });
const door = await fetch(`${HILO_URL}/signin`, { method: "POST", body: form, redirect: "manual" });
const cookie = door.headers.getSetCookie().find((one) => one.startsWith("hilo_session="))?.split(";")[0];
if (!cookie) throw new Error(`nobody signed in: ${door.status}`);

async function api(path, init = {}) {
  const answer = await fetch(`${HILO_URL}/api/v1${path}`, { ...init, headers: { cookie, ...init.headers } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const { identifiers } = await api(`/customers/${customer}`);
const { data: products } = await api("/products?kind=goods&limit=2");
const details = await Promise.all(products.map(({ id }) => api(`/products/${id}`)));
const skus = details.map(({ variants }) => variants.find((variant) => variant.is_sold).sku);
const number = `E2E-${crypto.randomUUID().slice(0, 8)}`;
const order = {
  number,
  channel: "web",
  customer: { kind: identifiers[0].kind, value: identifiers[0].value },
  currency: "EUR",
  lines: skus.map((sku) => ({ sku, quantity: 1, unit_price: "39.90" })),
};
await api("/orders", {
  method: "POST",
  headers: { "content-type": "application/json", "idempotency-key": number },
  body: JSON.stringify(order),
});
