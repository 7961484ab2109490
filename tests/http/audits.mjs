// Runs graphql-http's audits of the GraphQL-over-HTTP specification against a running demo, as one
// of its accounts. Every MUST and SHOULD has to pass; a MAY is told, and may fail.
//
// usage: node audits.mjs SERVED, the file with the line that `wardbook demo --json` printed

import { readFileSync } from "node:fs";
import { serverAudits } from "graphql-http";

const { url, accounts } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { username, password } = accounts.find(({ grants }) => grants[0].role === "community");
const login = await fetch(`${url}/auth/login`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ username, password }),
});
if (!login.ok) throw new Error(`${username} cannot sign in: ${login.status}`);
const { access_token: token } = await login.json();

const signedIn = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};

const results = [];
for (const audit of serverAudits({ url: `${url}/graphql`, fetchFn: signedIn })) {
  const result = await audit.fn();
  const [level, ...what] = audit.name.split(" ");
  const passed = result.status === "ok";
  results.push({ level, passed });
  const said = passed ? "ok" : level === "MAY" ? "no" : "FAIL";
  console.log(`${said.padEnd(4)}  ${audit.id}  ${level.padEnd(6)}  ${what.join(" ")}`);
  if (!passed) {
    const { status, headers } = result.response;
    const type = headers.get("content-type");
    const body = result.response.bodyUsed ? "" : await result.response.text();
    console.log(`        ${result.reason}: it was ${status}, ${type} ${body}`);
  }
}

const count = (of) => results.filter(of).length;
const levels = ["MUST", "SHOULD", "MAY"].map((level) => {
  const all = count((result) => result.level === level);
  return `${level} ${count((result) => result.level === level && result.passed)} of ${all}`;
});
console.log(levels.join(", "));
const failed = count(({ level, passed }) => !passed && level !== "MAY");
console.log(`${count(({ passed }) => passed)} passed, ${failed} failed`);
const none = !["MUST", "SHOULD"].every((level) => results.some((result) => result.level === level));
process.exitCode = failed > 0 || none ? 1 : 0;
