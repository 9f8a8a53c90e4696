// For scripts/pictures: the pages of the browser tests, of which pictures are taken instead.
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config";

export default defineConfig({ ...tests, testMatch: "pictures.ts" });
