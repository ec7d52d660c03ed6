// Bundles the scripts into ../wwwroot, from where the .NET SDK publishes them.
import { build } from "esbuild";
import { cpSync, mkdirSync, rmSync } from "node:fs";

const out = "../wwwroot";
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync("static", out, { recursive: true });
await build({
  entryPoints: ["src/main.ts", "src/worker.ts", "src/offline.ts"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  legalComments: "linked",
});
