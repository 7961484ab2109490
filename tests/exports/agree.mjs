// Reads an export as Parquet by npm's hyparquet, and sees that it holds what the same export as NDJSON
// does: the columns in their order, and each value of each row.
//
// usage: node agree.mjs FOLDER, where cases.parquet and cases.ndjson are

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";

const folder = process.argv[2];
const lines = readFileSync(join(folder, "cases.ndjson"), "utf8").trimEnd().split("\n");
const expected = lines.map((line) => JSON.parse(line));
const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, "cases.parquet")) });

// JSON has moments as text and all numbers as one kind.
const plain = (value, like) => {
  if (value instanceof Date) return value.getTime() === Date.parse(like) ? like : value;
  return typeof value === "bigint" ? Number(value) : (value ?? null);
};
assert.ok(expected.length > 1000, `there are ${expected.length} cases only`);
assert.equal(rows.length, expected.length);
rows.forEach((row, n) => {
  assert.deepEqual(Object.keys(row), Object.keys(expected[n]));
  for (const [name, like] of Object.entries(expected[n])) {
    assert.deepEqual(plain(row[name], like), like, `row ${n}: ${name}`);
  }
});
console.log(`${rows.length} cases are the same as Parquet and as NDJSON`);
