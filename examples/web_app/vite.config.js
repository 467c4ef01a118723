/** How the app becomes the files that the package ships: see `make app`. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const HERE = import.meta.dirname;
const BUNDLE = join(HERE, "../../keras_pggan/export/web_bundle");
const SOURCES = ["index.html", "package-lock.json", "package.json", "public", "src", "vite.config.js"];
const RUNTIME = join(dirname(createRequire(import.meta.url).resolve("@litertjs/core")), "../wasm");
const { version } = JSON.parse(readFileSync(join(RUNTIME, "../package.json"), "utf8"));
const BUILDS = {
  "litert.wasm.gz": "litert_wasm_compat_internal.wasm",
  "litert-jspi.wasm.gz": "litert_wasm_jspi_internal.wasm",
};

/** Files of a name that is one, or a folder, with `/` between names. */
const filesOf = (name) =>
  statSync(join(HERE, name)).isDirectory()
    ? readdirSync(join(HERE, name)).flatMap((each) => filesOf(`${name}/${each}`))
    : [name];

/** SHA-256 over the path and the content of all sources, by which a test knows the bundle for theirs. */
function sourcesHash() {
  const hash = createHash("sha256");
  for (const name of SOURCES.flatMap(filesOf).sort()) {
    hash.update(`${name}\0`);
    hash.update(readFileSync(join(HERE, name)));
    hash.update("\0");
  }
  return hash.digest("hex");
}

/** The scripts of the runtime leave a name to a page; here it is that of a module. */
const factoryAsModule = {
  name: "factory-as-module",
  transform: (code, id) =>
    /litert_wasm_\w+\.js/.test(id)
      ? code.replace(/if \(typeof exports === 'object'[\s\S]*$/, "export default ModuleFactory;")
      : null,
};

const beside = {
  name: "files-beside-the-page",
  generateBundle() {
    const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
    for (const [name, wasm] of Object.entries(BUILDS))
      emit(name, gzipSync(readFileSync(join(RUNTIME, wasm)), { level: 9 }));
    emit("build.json", `${JSON.stringify({ sources: sourcesHash() }, null, 2)}\n`);
  },
};

export default defineConfig({
  base: "./",
  define: { __RUNTIME__: JSON.stringify(version) },
  plugins: [factoryAsModule, beside],
  worker: { format: "iife", plugins: () => [factoryAsModule] },
  build: {
    outDir: BUNDLE,
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      output: { entryFileNames: "app.js", assetFileNames: "[name][extname]" },
    },
  },
});
