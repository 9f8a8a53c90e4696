import { defineConfig } from "vite";

// What Segment's SDK would fetch for other receivers than Hilo: none of our sources names any.
const NEVER = /\/(ajs-destination|remote-middleware|legacy-video-plugins|schema-filter|tsub-middleware)$/;

// What web sites of the retailer load: one file with all it needs, under one name, since the line that loads it stays.
export default defineConfig({
  publicDir: false,
  plugins: [
    {
      name: "hilo-alone",
      enforce: "pre",
      resolveId: (id) => (NEVER.test(id) ? "\0never" : null),
      load: (id) => (id === "\0never" ? "export {}" : null),
    },
  ],
  build: {
    outDir: process.env.HILO_ASSETS_OUT ?? "dist",
    emptyOutDir: false,
    target: "es2020",
    rollupOptions: { output: { banner: "/*! Analytics.js, (c) Segment and others, MIT: opensource.org/license/mit */" } },
    lib: { entry: "src/site.ts", formats: ["iife"], name: "hilo", fileName: () => "analytics.min.js" },
  },
});
