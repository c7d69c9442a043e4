// Builds the styles and scripts into static/dist, named by their content, and a manifest of the names.
//
// The same sources always give the same bytes and names. Files of an earlier build are removed.

import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, transform } from "esbuild";
import { compileAsync } from "sass";

import { outlines } from "./map-outlines.mjs";

const source = dirname(fileURLToPath(import.meta.url));
const dist = join(source, "..", "dist");
const modules = join(source, "..", "..", "node_modules");

// Phones stay in use for years: what these of 2020 read, everything since reads too.
const browsers = ["safari14", "chrome87", "edge88", "firefox78"];
const language = "es2020";

const styles = ["app", "cards", "check", "leads", "map", "staff"];
const scripts = {
  leave: "leave.js",
  app: "app.mjs",
  board: "board.mjs",
  check: "check.mjs",
  map: "map.mjs",
  passkey: "passkey.mjs",
};

async function style(name) {
  const sass = await compileAsync(join(source, "scss", `${name}.scss`), {
    loadPaths: [modules],
    quietDeps: true, // warnings of our own sources still show
  });
  // Leaflet's pictures are not used: pins and buttons are ours.
  const css = sass.css.replace(/^\s*[a-z-]+: url\((?:images\/|#default#VML)[^)]*\);$/gm, "");
  const { code } = await transform(css, { loader: "css", minify: true, target: browsers, legalComments: "none" });
  return [`${name}.css`, code];
}

async function script(name, file) {
  const result = await build({
    entryPoints: [join(source, "js", file)],
    bundle: true,
    format: "iife",
    minify: true,
    target: language,
    legalComments: "none",
    nodePaths: [modules],
    write: false,
  });
  return [`${name}.js`, result.outputFiles[0].text];
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  return name.replace(/\.(\w+)$/, `.${hash}.$1`);
}

async function replaceFile(name, content) {
  // Renaming is one step: a page asked for meanwhile never reads half a file.
  await writeFile(join(dist, `${name}.new`), content);
  await rename(join(dist, `${name}.new`), join(dist, name));
}

const built = await Promise.all([
  ...styles.map(style),
  ...Object.entries(scripts).map(([name, file]) => script(name, file)),
  outlines(join(source, "..", "..", "seed", "geo")).then((text) => ["outlines.json", text]),
]);
built.sort(([one], [other]) => (one < other ? -1 : 1));

const manifest = Object.fromEntries(built.map(([name, content]) => [name, hashed(name, content)]));
await mkdir(dist, { recursive: true });
for (const [name, content] of built) await replaceFile(manifest[name], content);
await replaceFile("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);

const kept = new Set([...Object.values(manifest), "manifest.json"]);
for (const name of await readdir(dist)) {
  if (!kept.has(name)) await rm(join(dist, name), { recursive: true });
}
