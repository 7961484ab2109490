// People sign in by oidc-provider, a certified OpenID provider, at a served wardbook: a browser's way
// there and back, the claims that give roles, and what changes with them. A service shows a token of
// the same provider as it is.
//
// usage: node sign_in.mjs WARDBOOK WORK, the program and an empty directory

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Provider } from "oidc-provider";

const [wardbook, work] = process.argv.slice(2);

const listening = async (server) => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
};
const freePort = async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
};

const url = `http://127.0.0.1:${await freePort()}`;
const callback = `${url}/auth/oidc/callback`;
const people = {
  wei: { preferred_username: "wei", name: "韦伟", realm_access: { roles: ["desk"] }, areas: ["351"] },
  ada: { preferred_username: "ada", name: "Ada", realm_access: { roles: ["desk"] }, areas: ["351"] },
};

const gate = createServer();
const issuer = `http://127.0.0.1:${await listening(gate)}`;
const provider = new Provider(issuer, {
  clients: [
    { client_id: "wardbook", client_secret: "s3cret & more", redirect_uris: [callback] },
    { client_id: "statistics", client_secret: "another", grant_types: ["client_credentials"], redirect_uris: [], response_types: [] },
  ],
  claims: { profile: ["name", "preferred_username", "realm_access", "areas"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  cookies: { keys: ["a key of this run"] },
  features: {
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: "", audience: "wardbook-api", accessTokenFormat: "jwt", accessTokenTTL: 300 }),
    },
  },
});
gate.on("request", provider.callback());

const config = join(work, "wardbook.toml");
writeFileSync(
  config,
  `database_url = "sqlite://${join(work, "wardbook.db")}"
listen = "${new URL(url).host}"
metrics_listen = "off"
log_level = "warn"

[oidc]
issuer = "${issuer}"
client_id = "wardbook"
client_secret = "s3cret & more"
redirect_url = "${callback}"
provisioning = "create"

[[oidc.roles]]
claim = "realm_access.roles"
value = "desk"
role = "town_center"
area_claim = "areas"

[[jwt_issuers]]
issuer = "${issuer}"
audience = "wardbook-api"
`,
);
writeFileSync(join(work, "areas.csv"), "code,parent_code,level,name\n35,,district,Drum\n351,35,town,East\n352,35,town,West\n");
const run = (...args) => execFileSync(wardbook, ["--config", config, ...args], { encoding: "utf8" });
run("migrate");
run("import", "areas", join(work, "areas.csv"));
run("user", "create", "ada", "--role", "administrator@*");
run("user", "create", "numbers", "--role", "analyst@35");
run("user", "link", "numbers", issuer, "statistics");

/// A browser: cookies of both servers, each where it belongs, and every redirect by hand.
class Browser {
  #cookies = new Map();

  async ask(target, init = {}) {
    const { origin, pathname } = new URL(target);
    const sent = [...this.#cookies.values()].filter((c) => c.origin === origin && pathname.startsWith(c.path));
    const headers = { ...init.headers, cookie: sent.map((c) => c.pair).join("; ") };
    const response = await fetch(target, { ...init, headers, redirect: "manual" });
    for (const field of response.headers.getSetCookie()) {
      const [pair, ...attributes] = field.split(/; */);
      const [name, value] = pair.split("=");
      const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? "/";
      if (value) this.#cookies.set(origin + name + path, { origin, path, pair });
      else this.#cookies.delete(origin + name + path);
    }
    return response;
  }

  /// From wardbook to the provider, through its pages, and back to the page that takes over.
  async signIn(login) {
    let target = `${url}/auth/oidc/login`;
    let init = {};
    for (let step = 0; step < 20; step += 1) {
      const response = await this.ask(target, init);
      init = {};
      if (response.status === 302 || response.status === 303) {
        const next = new URL(response.headers.get("location"), target);
        if (next.origin === url && next.pathname === "/explorer") return new URLSearchParams(next.hash.slice(1));
        target = next.href;
        continue;
      }
      const page = await response.text();
      assert.equal(response.status, 200, page);
      const action = page.match(/action="([^"]+)"/)?.[1];
      const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1];
      assert.ok(action && prompt, page);
      target = new URL(action, target).href;
      const body = new URLSearchParams(prompt === "login" ? { prompt, login, password: "any" } : { prompt });
      init = { method: "POST", body };
    }
    throw new Error("the way does not end");
  }
}

const graphql = async (token) => {
  const query = "{ viewer { user { username displayName } grants { role area { code } } } }";
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
  return { status: response.status, ...(await response.json()) };
};
const standing = async (token) => {
  const { data, errors } = await graphql(token);
  assert.equal(errors, undefined, JSON.stringify(errors));
  const { user, grants } = data.viewer;
  return [user.username, user.displayName, ...grants.map(({ role, area }) => `${role}@${area?.code ?? "*"}`).sort()];
};
const enter = async (browser, login) => {
  const code = (await browser.signIn(login)).get("sign_in_code");
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ code }) };
  const response = await browser.ask(`${url}/auth/oidc/token`, init);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).access_token;
};

const server = spawn(wardbook, ["--config", config, "serve"], { stdio: ["ignore", "inherit", "inherit"] });
const stories = {
  "somebody new works where the claims say": async () => {
    const token = await enter(new Browser(), "wei");
    assert.deepEqual(await standing(token), ["wei", "韦伟", "town_center@351"]);
  },
  "what the provider says anew counts at the next sign-in": async () => {
    people.wei.areas = ["352"];
    const token = await enter(new Browser(), "wei");
    for (let tries = 0; (await standing(token))[2] !== "town_center@352"; tries += 1) {
      assert.ok(tries < 50, "the claims are not in effect");
      await new Promise((soon) => setTimeout(soon, 100));
    }
  },
  "a name that is there is not taken over": async () => {
    assert.equal((await new Browser().signIn("ada")).get("sign_in_error"), "name_taken");
  },
  "whom an operator links is let in": async () => {
    run("user", "link", "ada", issuer, "ada");
    const token = await enter(new Browser(), "ada");
    assert.deepEqual(await standing(token), ["ada", "ada", "administrator@*", "town_center@351"]);
  },
  "whoever turns back at the provider is told so": async () => {
    const browser = new Browser();
    const away = await browser.ask(`${url}/auth/oidc/login`);
    const page = await browser.ask(away.headers.get("location"));
    const aborted = await browser.ask(new URL(`${page.headers.get("location")}/abort`, issuer).href);
    const back = await browser.ask(new URL(aborted.headers.get("location"), issuer).href);
    const end = await browser.ask(back.headers.get("location"));
    assert.equal(end.headers.get("location"), "/explorer#sign_in_error=cancelled");
  },
  "a service shows the provider's token as it is": async () => {
    const authorization = `Basic ${Buffer.from("statistics:another").toString("base64")}`;
    const body = new URLSearchParams({ grant_type: "client_credentials", resource: "urn:wardbook" });
    const response = await fetch(`${issuer}/token`, { method: "POST", headers: { authorization }, body });
    const { access_token: token, ...rest } = await response.json();
    assert.ok(token, JSON.stringify(rest));
    assert.deepEqual(await standing(token), ["numbers", "numbers", "analyst@35"]);
    const cut = token.slice(0, -8) + token.slice(-8).split("").reverse().join("");
    assert.equal((await graphql(cut)).status, 401);
  },
};

let failed = 0;
try {
  for (let tries = 0; ; tries += 1) {
    const alive = await fetch(`${url}/readyz`).then((response) => response.ok, () => false);
    if (alive) break;
    assert.ok(tries < 300 && server.exitCode === null, "the server did not start");
    await new Promise((soon) => setTimeout(soon, 100));
  }
  for (const [name, story] of Object.entries(stories)) {
    try {
      await story();
      console.log(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}: ${error.stack}`);
    }
  }
} finally {
  server.kill("SIGTERM");
  await once(server, "exit");
  gate.closeAllConnections();
  gate.close();
}
console.log(`${Object.keys(stories).length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
