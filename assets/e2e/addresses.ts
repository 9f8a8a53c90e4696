// Every page of Hilo, from the table of routes itself, so that a page that is added is looked at by itself; and how one
// comes to those whose address names something.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, type Page } from "@playwright/test";

const TABLE = fileURLToPath(new URL("../../crates/console/src/routes.rs", import.meta.url));
/** What is fetched into a page, leads on, or is a file: no page of its own. */
const NO_PAGES = /^\/$|^\/live$|\/(now|live|bell|earlier|count|fields|csv)$|\/imports\/\{id\}\/rejects$/;

export const PAGES = [...readFileSync(TABLE, "utf8").matchAll(/\.get\(For::\w+(?:\([\w:]+\))?, "([^"]+)"/g)]
  .map((found) => found[1] ?? "")
  .filter((path) => !NO_PAGES.test(path));

/** Pages that only somebody who is not signed in sees. */
export const OUTSIDE = ["/signin", "/signin/code", "/begin/{token}", "/invited/{token}", "/password/{token}", "/newsletter", "/c/{token}", "/preferences/{token}"];

/** What a browser says of a form of ours. */
const OURS = { "sec-fetch-site": "same-origin" };
const asked = async (staff: Page, path: string) => (await staff.request.get(path)).json();
const first = async (staff: Page, path: string): Promise<string> => (await asked(staff, path)).data[0].id;
const link = async (staff: Page, path: string, like: RegExp): Promise<string> => {
  const text = await (await staff.request.get(path)).text();
  const found = [...text.matchAll(/href="([^"]+)"/g)].map((one) => one[1]?.replaceAll("&amp;", "&") ?? "").find((one) => like.test(one));
  return found ?? "";
};

/** What `{id}` is, by what stands before it; and pages whose address says more than their path. */
const WAYS: Record<string, (staff: Page) => Promise<string>> = {
  "/console/customers/{id}": (staff) => first(staff, "/api/v1/customers?sort=spent&limit=1"),
  "/console/orders/{id}": (staff) => first(staff, "/api/v1/orders?limit=1"),
  "/console/products/{id}": (staff) => first(staff, "/api/v1/products?limit=1"),
  "/console/staff/{id}": async (staff) => (await link(staff, "/console/staff", /\/staff\/stf_/)).split("/").pop() ?? "",
  "/console/api/{room}": async () => "orders",
  "/console/labels/{id}": async (staff) => {
    await staff.request.post("/console/labels", { form: { name: `Página ${Date.now()}` }, headers: OURS });
    return (await link(staff, "/console/labels", /\/labels\/lbl_/)).split("/").pop() ?? "";
  },
  "/console/sources/{id}": async (staff) => {
    await staff.request.post("/console/sources", { form: { name: `Página ${Date.now()}`, kind: "browser" }, headers: OURS });
    return (await link(staff, "/console/sources", /\/sources\/src_/)).split(/[/?]/)[3] ?? "";
  },
  "/console/imports/{id}": async (staff) => {
    const multipart = {
      shop: "csv",
      files: { name: "pagina.csv", mimeType: "text/csv", buffer: Buffer.from("Referencia;Nombre\nP-1;Gorro\n") },
    };
    await staff.request.post("/console/imports", { multipart, headers: OURS });
    return (await link(staff, "/console/imports", /\/imports\/mov_/)).split("/").pop() ?? "";
  },
};

const known = new Map<string, Promise<string>>();

/** An address at which the page stands. */
export async function addressOf(staff: Page, path: string): Promise<string> {
  if (path === "/console/customers/{id}/merge") {
    const two = (await asked(staff, "/api/v1/customers?limit=2")).data;
    return `/console/customers/${two[0].id}/merge?with=${two[1].id}`;
  }
  if (path === "/console/bulk") {
    const label = (await addressOf(staff, "/console/labels/{id}")).split("/").pop();
    return `/console/bulk?act=add&put=${label}&ids=${await first(staff, "/api/v1/customers?limit=1")}`;
  }
  const [, noun = "", rest = ""] = /^(.*?\{\w+\})(.*)$/.exec(path) ?? [];
  if (!noun) return path;
  const way = WAYS[noun];
  if (!way) throw new Error(`${path} names something, and addresses.ts does not say how one comes to it.`);
  if (!known.has(noun)) known.set(noun, way(staff));
  const id = await known.get(noun)!;
  expect(id, `something that ${noun} names`).not.toBe("");
  return noun.replace(/\{\w+\}/, id) + rest;
}
