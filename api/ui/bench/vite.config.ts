// Pages that only `make bench` needs, built into a folder of its own (`--outDir`), never the product's.
import { defineConfig } from "vite";

const page = (name: string): string => `${import.meta.dirname}/${name}`;

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  publicDir: false,
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    chunkSizeWarningLimit: 1000,
    rollupOptions: { input: [page("explorer.html"), page("cytoscape.html"), page("peer.ts")] },
  },
});
