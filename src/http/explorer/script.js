'use strict';
const TEXTS = {
  en: { username: 'User name', password: 'Password', signIn: 'Sign in', signOut: 'Sign out', query: 'Query', variables: 'Variables (JSON)',
    run: 'Run (Ctrl+Enter)', answer: 'Answer', schema: 'Schema', search: 'Find a type or field', first: 'Sign in to run queries.',
    badVariables: 'The variables are not a JSON object.', ms: 'ms', other: '中文', newPassword: 'New password', changePassword: 'Change',
    oneTime: 'Your password is for one use: choose one of your own, of 12 characters or more.', by: 'Sign in with ',
    notIn: { cancelled: 'You turned back at the provider.', expired: 'That took too long, or was begun elsewhere. Please sign in again.',
      refused: 'What the provider said was not accepted.', unavailable: 'The provider cannot be reached now. Please try again.',
      unknown_user: 'You have no account here. Please ask an administrator.', deactivated: 'Your account was deactivated.',
      name_taken: 'There is an account with your name that is not linked to you. Please ask an administrator.' } },
  zh: { username: '用户名', password: '密码', signIn: '登录', signOut: '退出', query: '查询', variables: '变量（JSON）',
    run: '运行（Ctrl+Enter）', answer: '结果', schema: '结构', search: '查找类型或字段', first: '请先登录再运行查询。',
    badVariables: '变量不是 JSON 对象。', ms: '毫秒', other: 'English', newPassword: '新密码', changePassword: '修改',
    oneTime: '您的密码为一次性密码：请设置自己的密码，至少 12 个字符。', by: '登录方式：',
    notIn: { cancelled: '您已在认证服务处取消登录。', expired: '登录超时，或是在别处发起的，请重新登录。',
      refused: '认证服务返回的信息未被接受。', unavailable: '认证服务暂时无法访问，请稍后重试。',
      unknown_user: '您在本系统没有账号，请联系管理员。', deactivated: '您的账号已停用。',
      name_taken: '已有同名账号，但未与您的身份关联，请联系管理员。' } },
};
const FIRST_QUERY = `{
  viewer { user { displayName } grants { role area { name } } }
  cases(first: 5, filter: { open: { eq: true } }, orderBy: [{ field: DUE_AT, direction: ASC }]) {
    totalCount
    nodes { number title status dueAt overdue area { name } team { name } }
  }
}`;
const $ = (id) => document.getElementById(id);
let language = (navigator.language || 'en').startsWith('zh') ? 'zh' : 'en';
let tokens = null;
// The one-time password, for as long as it takes to change it.
let oneTime = null;

function write() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = TEXTS[language][node.dataset.text];
  for (const node of document.querySelectorAll('[data-label]')) {
    const text = TEXTS[language][node.dataset.label];
    node.setAttribute('aria-label', text);
    if (node.tagName === 'INPUT') node.placeholder = text;
  }
  $('language').textContent = TEXTS[language].other;
  if ($('provider')) $('provider').textContent = TEXTS[language].by + $('provider').dataset.name;
}

function say(text) { $('message').textContent = text || ''; }

async function post(path, body, token) {
  const headers = { 'Content-Type': 'application/json', 'Accept-Language': language === 'zh' ? 'zh-CN' : 'en' };
  if (path === '/graphql') headers.Accept = 'application/graphql-response+json';
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const problem = (answer) => answer.body?.errors?.[0]?.message ?? String(answer.status);

async function ask(query, variables) {
  const answer = await post('/graphql', { query, variables }, tokens.access_token);
  if (answer.status !== 401 || !await renew()) return answer;
  return post('/graphql', { query, variables }, tokens.access_token);
}

async function renew() {
  const renewed = await post('/auth/refresh', { refresh_token: tokens.refresh_token });
  if (renewed.status !== 200) { leave(); say(problem(renewed)); return false; }
  tokens = renewed.body;
  return true;
}

function leave() {
  tokens = null;
  oneTime = null;
  $('sign-in').hidden = false;
  $('change-password').hidden = true;
  $('signed-in').hidden = true;
  $('types').replaceChildren();
}

$('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = $('password').value;
  const answer = await post('/auth/login', { username: $('username').value, password });
  $('password').value = '';
  await enter(answer, $('username').value, password);
});

async function enter(answer, name, password) {
  if (answer.status !== 200) { say(problem(answer)); return; }
  say();
  tokens = answer.body;
  $('who').textContent = name;
  $('sign-in').hidden = true;
  $('signed-in').hidden = false;
  if (tokens.password_must_change) {
    oneTime = password;
    $('change-password').hidden = false;
    say(TEXTS[language].oneTime);
    return;
  }
  await readSchema();
}

const CHANGE = 'mutation($current: String!, $new: String!) { changePassword(current: $current, new: $new) { userId } }';

$('change-password').addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await ask(CHANGE, { current: oneTime, new: $('new-password').value });
  if (answer.body?.errors) { say(problem(answer)); return; }
  $('new-password').value = '';
  oneTime = null;
  $('change-password').hidden = true;
  say();
  // The token of before is good for nothing else.
  if (await renew()) await readSchema();
});

async function comeBack() {
  const back = new URLSearchParams(location.hash.slice(1));
  const [code, error] = [back.get('sign_in_code'), back.get('sign_in_error')];
  if (code || error) history.replaceState(null, '', location.pathname);
  if (error) say(TEXTS[language].notIn[error] ?? TEXTS[language].notIn.refused);
  if (!code) return;
  await enter(await post('/auth/oidc/token', { code }), '');
  if (!tokens) return;
  const who = await ask('{ viewer { user { displayName } } }', {});
  $('who').textContent = who.body?.data?.viewer?.user?.displayName ?? '';
}

$('sign-out').addEventListener('click', async () => {
  if (tokens) await post('/auth/logout', { refresh_token: tokens.refresh_token });
  leave();
  $('answer').textContent = '';
});

async function run() {
  if (!tokens) { say(TEXTS[language].first); return; }
  let variables;
  try { variables = JSON.parse($('variables').value.trim() || '{}'); } catch { say(TEXTS[language].badVariables); return; }
  say();
  const begun = performance.now();
  const answer = await ask($('query').value, variables);
  $('timing').textContent = `${answer.status} · ${Math.round(performance.now() - begun)} ${TEXTS[language].ms}`;
  $('answer').textContent = JSON.stringify(answer.body, null, 2);
}
$('run').addEventListener('click', run);
document.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run(); });

const TYPE = '{ kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const SCHEMA = `{ __schema { types { kind name description
  fields { name description type ${TYPE} args { name type ${TYPE} } }
  inputFields { name description type ${TYPE} } enumValues { name description } } } }`;

function typeName(type) {
  if (type.kind === 'NON_NULL') return `${typeName(type.ofType)}!`;
  if (type.kind === 'LIST') return `[${typeName(type.ofType)}]`;
  return type.name;
}

function element(name, text) { const node = document.createElement(name); node.textContent = text; return node; }

async function readSchema() {
  const answer = await ask(SCHEMA, {});
  const types = answer.body?.data?.__schema?.types ?? [];
  const drawn = types.filter((type) => !type.name.startsWith('__')).map((type) => {
    const details = document.createElement('details');
    details.append(element('summary', type.name), element('p', type.description ?? ''));
    const list = document.createElement('dl');
    for (const field of type.fields ?? type.inputFields ?? type.enumValues ?? []) {
      const args = (field.args ?? []).map((arg) => `${arg.name}: ${typeName(arg.type)}`).join(', ');
      const shown = field.name + (args ? `(${args})` : '') + (field.type ? `: ${typeName(field.type)}` : '');
      list.append(element('dt', shown), element('dd', field.description ?? ''));
    }
    details.append(list);
    return details;
  });
  $('types').replaceChildren(...drawn);
}

$('search').addEventListener('input', () => {
  const wanted = $('search').value.toLowerCase();
  for (const details of $('types').children) {
    details.hidden = !details.textContent.toLowerCase().includes(wanted);
  }
});

$('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; write(); });
$('query').value = FIRST_QUERY;
write();
comeBack();
