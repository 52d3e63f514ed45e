// npm copies every package's funding links into the lock. They say nothing about what is installed,
// and without them the lock names no host at all.
"use strict";

const fs = require("node:fs");

const [file] = process.argv.slice(2);
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.funding;
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
