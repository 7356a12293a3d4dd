// One page loads the shell and at most one other entry; the editor is loaded when it is first used.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/ui/",
  publicDir: false,
  build: {
    outDir: "../web/static/ui",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    sourcemap: false,
    rollupOptions: {
      input: ["shell", "assess", "plan", "bodymap", "query", "explore", "contrast"].map((name) => `src/${name}.ts`),
    },
  },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
} as Parameters<typeof defineConfig>[0]);
