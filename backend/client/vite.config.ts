import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

let built = "";

/* What a browser must find again in the file, whoever sends it (SRI). */
function integrity(file: string): string {
  const content = readFileSync(join(built, file));
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

// Two entries, one build: the phone at /, the desk at /desk/.
export default defineConfig({
  base: "/",
  publicDir: "public",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: { phone: "index.html", desk: "desk/index.html" } },
  },
  plugins: [
    {
      name: "where it is built",
      configResolved({ root, build }) {
        built = resolve(root, build.outDir);
      },
    },
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/worker",
      filename: "service-worker.ts",
      injectRegister: false,
      injectManifest: {
        // The desk needs a network anyway; the phone must open without one.
        globPatterns: ["index.html", "assets/*.{js,css}", "*.{png,svg}"],
        globIgnores: ["assets/desk*"],
        // The server knows the phone's page as "/".
        manifestTransforms: [
          (entries) => ({
            manifest: entries.map((entry) => ({
              ...entry,
              integrity: integrity(entry.url),
              url: entry.url === "index.html" ? "/" : entry.url,
            })),
          }),
        ],
      },
      manifest: {
        id: "/",
        name: "Tidemark",
        short_name: "Tidemark",
        description: "A diary.",
        lang: "en",
        start_url: "/",
        scope: "/",
        display: "standalone",
        orientation: "portrait",
        background_color: "#f4f6f8",
        theme_color: "#14505c",
        icons: [
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
          { src: "/icon.png", sizes: "192x192", type: "image/png", purpose: "any" },
        ],
      },
    }),
  ],
});
