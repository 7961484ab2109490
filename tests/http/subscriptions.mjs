// Subscribes to a running demo by the clients that front ends use, graphql-ws and graphql-sse, while
// cases are registered, and sees that each is told once, also to one that was away meanwhile.
//
// usage: node subscriptions.mjs SERVED, the file with the line that `wardbook demo --json` printed

import { readFileSync } from "node:fs";
import { createClient as overSocket } from "graphql-ws";
import { createClient as overEvents } from "graphql-sse";
import WebSocket from "ws";

const { url, accounts } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { username, password } = accounts.find(({ grants }) => grants[0].role === "community");
const post = async (path, body, headers = {}) => {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
};
const { access_token: token } = await post("/auth/login", { username, password });
const authorization = `Bearer ${token}`;
const ask = async (query, variables) => {
  const { data, errors } = await post("/graphql", { query, variables }, { authorization });
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

const { areas } = await ask("{ areas(first: 1) { nodes { id } } }");
const register = (title) =>
  ask("mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { caseId } }", {
    input: { title, description: "", source: "PHONE", areaId: areas.nodes[0].id },
  });

const query =
  "subscription ($since: String) { caseChanged(since: $since) { cursor kind case { title } event { kind } } }";
const second = 1000;
const soon = (what) =>
  Promise.race([
    what,
    new Promise((_, reject) => setTimeout(() => reject(new Error("nothing is told")), 20 * second)),
  ]);

// Each client is a function from variables to an iterator of responses.
const clients = {
  "graphql-ws": () => {
    const client = overSocket({
      url: `${url.replace("http", "ws")}/graphql/ws`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    });
    return { iterate: (variables) => client.iterate({ query, variables }), end: () => client.dispose() };
  },
  "graphql-sse": () => {
    const client = overEvents({ url: `${url}/graphql`, headers: { authorization }, retryAttempts: 0 });
    return { iterate: (variables) => client.iterate({ query, variables }), end: () => client.dispose() };
  },
};

for (const [name, open] of Object.entries(clients)) {
  const titles = (count, from) => Array.from({ length: count }, (_, n) => `${name} ${from + n}`);
  const take = async (since, expected) => {
    const client = open();
    const told = client.iterate({ since });
    const heard = [];
    let cursor = since;
    // It is heard once the first of them is; those before it come by the cursor.
    const hearing = (async () => {
      while (heard.length < expected.length) {
        const { value } = await told.next();
        if (value.errors) throw new Error(JSON.stringify(value.errors));
        heard.push(value.data.caseChanged.case.title);
        cursor = value.data.caseChanged.cursor;
      }
    })();
    if (since === null) {
      await new Promise((resolve) => setTimeout(resolve, second));
      for (const title of expected) await register(title);
    }
    await soon(hearing);
    await told.return?.();
    client.end();
    if (JSON.stringify(heard) !== JSON.stringify(expected)) {
      throw new Error(`${name} was told ${heard} and not ${expected}`);
    }
    return cursor;
  };
  const cursor = await take(null, titles(3, 0));
  for (const title of titles(3, 3)) await register(title);
  await take(cursor, titles(3, 3));
  console.log(`ok    ${name} is told of each case once, also of those that came in meanwhile`);
}
process.exit(0);
