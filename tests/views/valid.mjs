// Every view of the schema is valid for graphql-js, and its text and its introspection agree:
//   node valid.mjs FOLDER
// FOLDER has for each role ROLE.graphql and ROLE.json, the data of an introspection.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  buildClientSchema, buildSchema, isInterfaceType, isObjectType, lexicographicSortSchema, printSchema,
  validateSchema,
} from "graphql";

const [folder] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), "utf8");
const roles = readdirSync(folder).filter((name) => name.endsWith(".graphql")).map((name) => name.slice(0, -8));
assert.ok(roles.includes("administrator") && roles.includes("fire_inspector"), `the roles are ${roles}`);

const printed = (schema) => printSchema(lexicographicSortSchema(schema));

for (const role of roles.sort()) {
  const text = buildSchema(read(`${role}.graphql`));
  const told = buildClientSchema(JSON.parse(read(`${role}.json`)));
  for (const schema of [text, told]) {
    assert.deepEqual(validateSchema(schema), [], role);
    for (const type of Object.values(schema.getTypeMap())) {
      if (isObjectType(type)) {
        assert.ok(Object.keys(type.getFields()).length > 0, `${role}: ${type} is empty`);
      }
      if (isInterfaceType(type)) {
        assert.ok(schema.getPossibleTypes(type).length > 0, `${role}: nothing is a ${type}`);
      }
    }
  }
  assert.equal(printed(told), printed(text), role);
  const count = Object.keys(text.getTypeMap()).filter((name) => !name.startsWith("__")).length;
  const of = (type) => (type ? Object.keys(type.getFields()).length : 0);
  console.log(`${role}: ${count} types, ${of(text.getQueryType())} queries, ${of(text.getMutationType())} mutations`);
}
