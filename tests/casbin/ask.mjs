// Another implementation of casbin reads the files that `wardbook policy export` wrote, and answers
// questions: node ask.mjs FOLDER. The folder has model.conf and policy.csv as they were written, the
// grants as casbin's CSV in grants.csv, and questions.json; answers.json is put beside them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileAdapter, newEnforcer } from 'casbin';

const folder = process.argv[2];
const file = (name) => join(folder, name);

// What the model asks of whoever enforces it.
const inside = (asked, holder) =>
  holder === '*' || (holder.startsWith('/') && holder.endsWith('/') && asked.startsWith(holder));
const related = (asked, wanted) => asked.split(' ').includes(wanted);

const enforcer = await newEnforcer(file('model.conf'), new FileAdapter(file('policy.csv')));
const counted = { rules: (await enforcer.getPolicy()).length, links: (await enforcer.getGroupingPolicy()).length };
enforcer.addFunction('inside', inside);
enforcer.addFunction('related', related);
await enforcer.addNamedDomainMatchingFunc('g', inside);
const grants = readFileSync(file('grants.csv'), 'utf8').trim().split('\n');
await enforcer.addGroupingPolicies(grants.map((line) => line.split(', ').slice(1)));
await enforcer.buildRoleLinks();

const questions = JSON.parse(readFileSync(file('questions.json'), 'utf8'));
const answers = [];
for (const question of questions) {
  answers.push(await enforcer.enforce(...question));
}
writeFileSync(file('answers.json'), JSON.stringify({ ...counted, answers }));
