// Finishes the package-lock.json that npm wrote, in `make lock`:
// - npm leaves out a platform's binaries when the registry in use does not carry them, and `npm ci`
//   then refuses the lock. They are put back by version, without a hash; only that platform gets them.
// - npm copies every package's funding links. Without them the lock names no host at all.
"use strict";

const fs = require("node:fs");

const CPU = { amd64: "x64", arm64: "arm64" };
const PLATFORM = /-(darwin|linux|win32)-(amd64|arm64)$/;

const [file] = process.argv.slice(2);
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
const packages = lock.packages;

for (const [parent, entry] of Object.entries(packages)) {
  delete entry.funding;
  if (parent === "") continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = PLATFORM.exec(name);
    if (platform === null || packages[`node_modules/${name}`] !== undefined) continue;
    packages[`node_modules/${name}`] = {
      version,
      cpu: [CPU[platform[2]]],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [platform[1]],
    };
  }
}

lock.packages = Object.fromEntries(
  Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
