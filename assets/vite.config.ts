import { defineConfig } from "vite";

// Everything a page loads is one script, one style sheet, one sprite, two fonts and the live worker. Names carry a hash,
// so the server may let browsers keep them for ever; manifest.json tells the server the names.
export default defineConfig({
  base: "/assets/",
  publicDir: false,
  build: {
    outDir: process.env.HILO_ASSETS_OUT ?? "dist",
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    manifest: "manifest.json",
    modulePreload: false,
    // light-dark(), oklch() and nested color schemes go to the browser as they are written: lowering them would fix every
    // token at the root, and a dark stage on a light page would stay light.
    target: ["chrome125", "firefox128", "safari18"],
    rollupOptions: { input: "src/app.ts" },
  },
  worker: { format: "es" },
});
