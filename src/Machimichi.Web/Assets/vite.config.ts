import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;

/** Icons keep their names, since pages written by the server point to them. */
const icons: Plugin = {
  name: "icons",
  generateBundle() {
    for (const name of readdirSync(resolve(here, "icons")))
      this.emitFile({ type: "asset", fileName: `icons/${name}`, source: readFileSync(resolve(here, "icons", name)) });
  },
};

/** Brotli at its best is too slow to do at each request, and makes the map a fifth smaller than gzip does. */
const compressed: Plugin = {
  name: "compressed",
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((name) => /\.(m?js|css|svg)$/.test(name)))
      writeFileSync(resolve(dir!, `${name}.br`), brotliCompressSync(readFileSync(resolve(dir!, name))));
  },
};

/** One script without imports, since not every browser takes a module for a service worker. The server writes the town's shell in front of it. */
const worker: Plugin = {
  name: "worker",
  async closeBundle() {
    await build({
      root: here,
      configFile: false,
      publicDir: false,
      logLevel: "warn",
      build: {
        outDir: resolve(here, "../wwwroot/dist"),
        emptyOutDir: false,
        target: ["es2022", "safari16"],
        reportCompressedSize: false,
        rollupOptions: { checks: { pluginTimings: false }, input: resolve(here, "worker/worker.ts"), output: { format: "iife", entryFileNames: "worker.js" } },
      },
    });
  },
};

/** Of the design tokens, only those that the look names are sent. */
const namedTokensOnly = {
  postcssPlugin: "named-tokens-only",
  OnceExit(root: any) {
    const named = new Set([...root.toString().matchAll(/var\((--[\w-]+)/g)].map((m: string[]) => m[1]));
    root.walkDecls(/^--(color|font|elevation|corner|border|spacing|size)-/, (d: any) => void (named.has(d.prop) || d.remove()));
  },
};

/** Windows has the font already; elsewhere woff2 is enough, and a face that comes late waits for the next page (lib/fonts.ts). */
const fontFaces = {
  postcssPlugin: "font-faces",
  Once(root: any) {
    root.walkAtRules("font-face", (face: any) => {
      const bold = face.nodes.some((d: any) => d.prop === "font-weight" && d.value === "700");
      face.walkDecls("src", (d: any) => {
        d.value = `local("BIZ UDPGothic${bold ? " Bold" : ""}"), ${d.value.split(/,\s*url/)[0]}`;
      });
      face.walkDecls("font-display", (d: any) => (d.value = "optional"));
    });
  },
};

export default defineConfig({
  root: here,
  base: "./",
  publicDir: false,
  plugins: [icons, compressed, worker],
  css: { postcss: { plugins: [fontFaces, namedTokensOnly] } },
  build: {
    outDir: resolve(here, "../wwwroot/dist"),
    emptyOutDir: true,
    manifest: true,
    target: ["es2022", "safari16"],
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // MapLibre alone is more than a megabyte before compression; it is fetched only where a map is seen.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rollupOptions: {
      checks: { pluginTimings: false },
      input: {
        app: resolve(here, "app.ts"),
        console: resolve(here, "console.ts"),
        map: resolve(here, "map.ts"),
        look: resolve(here, "look/look.css"),
        "look-console": resolve(here, "look/console.css"),
        fonts: resolve(here, "look/fonts.css"),
      },
    },
  },
});
