// Turns the schemas of openapi.json into TypeScript (target/openapi.ts), so that contract.ts can compare them with the types of api.js.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const { components } = JSON.parse(readFileSync(new URL("../../contracts/src/main/resources/openapi.json", here), "utf8"));

function type(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.oneOf) return schema.oneOf.map(type).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((one) => type({ ...schema, type: one })).join(" | ");
  switch (schema.type) {
    case "string": case "boolean": case "null": return schema.type;
    case "integer": case "number": return "number";
    case "array": return `(${type(schema.items)})[]`;
    case "object": return object(schema);
    default: return "unknown";
  }
}

function object({ properties = {}, required = [], additionalProperties }) {
  const fields = Object.entries(properties).map(([name, schema]) => `${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${type(schema)};`);
  if (additionalProperties && typeof additionalProperties === "object") fields.push(`[name: string]: ${type(additionalProperties)};`);
  return `{ ${fields.join(" ")} }`;
}

const lines = Object.entries(components.schemas).map(([name, schema]) => `export type ${name} = ${type(schema)};`);
mkdirSync(new URL("target", here), { recursive: true });
writeFileSync(new URL("target/openapi.ts", here), `${lines.join("\n")}\n`);
