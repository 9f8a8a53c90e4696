// What every spec shares: words by language, a signed-in page, and a page that fails on anything the browser complains of.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

const dictionary = {
  es: {
    signIn: "Entrar en Hilo",
    email: "Correo",
    password: "Contraseña",
    enter: "Entrar",
    signOut: "Salir",
    rooms: "Salas",
    customers: "Clientes",
    orders: "Pedidos",
    products: "Productos",
    gallery: "Galería",
    searchCustomers: "Nombre, número o correo",
    searchOrders: "Número de pedido o cliente",
    searchProducts: "Nombre, referencia o código de barras",
    withReturns: "Con devoluciones",
    noMatch: "Nada encaja con esos filtros",
    headOrders: "Pedidos",
    thread: "El hilo",
    filterThread: "Filtrar el hilo",
    money: "Dinero",
    all: "Todo",
    onePerson: "Por qué es una sola persona",
    lines: "Líneas",
    sold: "Vendidos",
    keys: "Teclas",
    theme: "Cambiar entre claro y oscuro",
    other: "English",
    nothingHere: "Aquí no hay nada",
    seeWhy: "Ver por qué, y corregirlo",
    join: "Unir",
    undo: "Deshacer",
    undone: "Deshecho",
    save: "Guardar",
    next: "Siguientes",
  },
  en: {
    signIn: "Sign in to Hilo",
    email: "E-mail",
    password: "Password",
    enter: "Sign in",
    signOut: "Sign out",
    rooms: "Rooms",
    customers: "Customers",
    orders: "Orders",
    products: "Products",
    gallery: "Gallery",
    searchCustomers: "Name, number or e-mail",
    searchOrders: "Order number or customer",
    searchProducts: "Name, code or bar code",
    withReturns: "With returns",
    noMatch: "Nothing matches those filters",
    headOrders: "Orders",
    thread: "The thread",
    filterThread: "Filter the thread",
    money: "Money",
    all: "All",
    onePerson: "Why this is one person",
    lines: "Lines",
    sold: "Sold",
    keys: "Keys",
    theme: "Switch between light and dark",
    other: "Español",
    nothingHere: "There is nothing here",
    seeWhy: "See why, and correct it",
    join: "Join",
    undo: "Undo",
    undone: "Undone",
    save: "Save",
    next: "Next",
  },
} as const;

export type Words = Record<keyof (typeof dictionary)["es"], string>;

/** The words of the pages in a project's language. */
export const wordsOf = (locale: string): Words => dictionary[locale as "es" | "en"];

// Chromium reports a page change whose motion it gave up, because styles were asked for before the sheet had come, as an
// unhandled rejection. The page is there, only without the motion.
const MOTION_GIVEN_UP = /^Transition was (aborted|skipped)/;

type Staff = {
  /** The words of the project's language. */
  words: Words;
  /** A page where somebody is signed in. */
  staff: Page;
  /** What the browser may complain of without failing the spec. */
  forgiven: RegExp[];
};

export const test = base.extend<Staff>({
  words: async ({}, use, info) => use(wordsOf(info.project.metadata.locale)),
  forgiven: [],
  page: async ({ page, forgiven }, use) => {
    const complaints = await listen(page);
    await use(page);
    complaints.expectNone(forgiven);
  },
  staff: async ({ page, words }, use) => {
    await signIn(page, words);
    await use(page);
  },
});

export { expect };

/** Hears whatever the browser complains of on a page. */
export async function listen(page: Page): Promise<{ expectNone: (forgiven: RegExp[]) => void }> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const expectNone = (forgiven: RegExp[]) => {
    const known = [MOTION_GIVEN_UP, ...forgiven];
    expect(complaints.filter((text) => !known.some((one) => one.test(text)))).toEqual([]);
  };
  return { expectNone };
}

/** Signs in through the door, as a person does. */
export async function signIn(page: Page, words: Words): Promise<void> {
  await page.goto("/signin");
  await page.getByLabel(words.email).fill(secret("HILO_EMAIL"));
  await page.getByLabel(words.password).fill(secret("HILO_PASSWORD"));
  await page.getByRole("button", { name: words.enter, exact: true }).click();
  await expect(page.getByRole("navigation", { name: words.rooms })).toBeVisible();
}

export function secret(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; playwright.config.ts says what it is for.`);
  return value;
}

/** Our pages have no frames, for which another page would be opened each time, and what is right is not told. */
const axe = (page: Page, within: string) => new AxeBuilder({ page }).include(within).setLegacyMode(true).options({ preload: false, resultTypes: ["violations"] });

/** No barrier that a machine can find (WCAG 2.2 A and AA). */
export async function expectAccessible(page: Page, within = "html"): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
  const { violations } = await axe(page, within).withTags(tags).analyze();
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect.soft(told).toEqual([]);
}

/** What axe says of color alone, which is what grounds and states differ in. */
export async function expectReadable(page: Page, within = "html"): Promise<void> {
  const rules = ["color-contrast", "link-in-text-block"];
  const { violations } = await axe(page, within).withRules(rules).analyze();
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(", ")}`);
  expect.soft(told).toEqual([]);
}

/** Nothing sticks out of the page: it scrolls down, not sideways. */
export async function expectFits(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const sticks = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1);
    return [`${document.documentElement.scrollWidth} of ${innerWidth}`, ...sticks.slice(0, 6).map((node) => `${node.tagName}.${node.className}`)];
  });
  expect.soft(wide, "the page scrolls down, not sideways").toEqual([]);
}

/** No text is cut: what does not fit is wrapped, can be scrolled to, or ends in an ellipsis. */
export async function expectWhole(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const told: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      const parent = node.parentElement!;
      if (!text || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (parent.closest("script, template, noscript, option, [aria-hidden='true'], .skip, svg")) continue;
      // What is there for whoever listens is not seen at all.
      let isHeard = false;
      for (let over: Element | null = parent; over; over = over.parentElement) isHeard ||= getComputedStyle(over).clipPath.startsWith("inset(50%");
      if (isHeard) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      let { left, top, right, bottom } = range.getBoundingClientRect();
      for (let over: HTMLElement | null = parent; over && over !== document.body; over = over.parentElement) {
        const style = getComputedStyle(over);
        const [x, y] = [style.overflowX, style.overflowY];
        // What can be scrolled is not cut, nor what stands above a page that scrolls.
        if ([x, y].some((one) => one === "auto" || one === "scroll") || style.position === "fixed") break;
        const edge = over.getBoundingClientRect();
        const isCutX = (x === "hidden" || x === "clip") && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none";
        const isCutY = (y === "hidden" || y === "clip") && style.webkitLineClamp === "none";
        const sticksX = right > edge.right + 2 || left < edge.left - 2;
        const sticksY = bottom > edge.bottom + 6 || top < edge.top - 6;
        if ((isCutX && sticksX) || (isCutY && sticksY)) {
          told.push(`"${text.slice(0, 40)}" in ${over.tagName.toLowerCase()}.${over.className}`);
          break;
        }
        // What ends in an ellipsis goes no further.
        if (x !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (y !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }
    }
    return told;
  });
  expect.soft(cut, "no text is cut").toEqual([]);
}

/** The rows of a list. */
export function rows(page: Page) {
  return page.locator("[data-row]");
}
