/** Draws the OpenAPI documents as a page to read: every operation with its parameters, bodies and answers. */
import { h } from "./dom.js";

const METHODS = ["options", "head", "get", "post", "put", "patch", "delete"];
const main = /** @type {HTMLElement} */ (document.getElementById("main"));

try {
  const [api, ingest] = await Promise.all(["/openapi.json", "/openapi-ingest.json"].map(async (address) =>
    (await fetch(address)).json()));
  main.replaceChildren(...page(api), ...page(ingest));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch {
  main.replaceChildren(h("p.error", {}, "The description of the API cannot be loaded right now."));
}

/** @param {any} api an OpenAPI document */
function page(api) {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({ path, method, ...methods[method] })));
  return [
    h("h1", {}, api.info.title === "Chirp Neighbor" ? `${api.info.title} REST API` : api.info.title),
    h("p", {}, api.info.description),
    ...api.tags.flatMap((/** @type {{name: string}} */ { name }) => [h("h2", {}, name),
      ...operations.filter((one) => one.tags.includes(name)).map((one) => operation(one))]),
    ...problems(api.components.schemas.Problem.properties.code.enum ?? []),
    h("h2", {}, "Schemas"),
    ...Object.entries(api.components.schemas).map(([name, schema]) =>
      h("details.operation", { id: `schema-${name}` }, h("summary", {}, h("code", {}, name)),
        h("pre.schema", {}, JSON.stringify(schema, null, 2)))),
  ];
}

/** @param {string[]} codes */
function problems(codes) {
  return codes.length === 0 ? [] : [
    h("h2", { id: "problems" }, "Problems"),
    h("p", {}, "The values of code in a problem document:"),
    h("ul", {}, ...codes.map((code) => h("li", { id: `problem-${code}` }, h("code", {}, code)))),
  ];
}

/** @param {any} operation */
function operation({ path, method, summary, description, security, parameters = [], requestBody, responses }) {
  return h("details.operation", {},
    h("summary", {}, h("code", {}, `${method.toUpperCase()} ${path}`), ` ${summary}`),
    description && h("p", {}, description),
    h("p.quiet", {}, needs(security)),
    parameters.length > 0 && h("table", {}, ...parameters.map((/** @type {any} */ one) =>
      h("tr", {}, h("th", {}, h("code", {}, one.name)), h("td", {}, one.in), h("td", {}, one.description ?? "")))),
    requestBody && h("p", {}, "Body: ", ...bodies(requestBody.content)),
    h("table", {}, ...Object.entries(responses).map(([status, answer]) =>
      h("tr", {}, h("th", {}, status), h("td", {}, answer.description), h("td", {}, ...bodies(answer.content ?? {}))))));
}

/** @param {Record<string, string[]>[] | undefined} security */
function needs(security) {
  if (security?.length === 0) return "No token needed.";
  return security?.some((way) => way.deviceKey) ? "Needs a device's key (X-Device-Key)."
    : "Needs an access token (Authorization: Bearer).";
}

/** @param {Record<string, any>} content */
function bodies(content) {
  return Object.entries(content).flatMap(([type, { schema }]) => {
    const name = schema?.$ref?.split("/").pop();
    return [`${type} `, name && h("a", { href: `#schema-${name}` }, name), " "];
  });
}
