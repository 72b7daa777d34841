// SMSGate's published client, as a witness of its own: its types fit the JSON
// of our golden requests, and its code finds its way in our fake phone.
//
//   smsgate.js FOLDER-OF-MODULES WORK-FOLDER PORT LOGIN
//
// Says "ok: …" a line; ends with 1 at the first thing that does not fit.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const url = require('url');

const [modules, work, port, login] = process.argv.slice(2);
const ts = require(path.join(modules, 'typescript'));
const client = path.join(modules, 'android-sms-gateway', 'dist');
const golden = 'tests/golden/gw/smsgate/';
const say = words => console.log('ok: ' + words);

// The bodies in a golden file; what is no plain text stands there as \xHH.
function bodies(name) {
  return fs.readFileSync(golden + name, 'utf8').split('\n')
    .filter(l => l.startsWith('body: '))
    .map(l => JSON.parse(l.slice(6).replace(/\\x([0-9a-f]{2})/g,
      (_, hex) => String.fromCharCode(parseInt(hex, 16)))));
}

// What version 3.0.0 of the client does not know yet: three fields that the
// app and the server have (PostMessageRequest.kt, client-go), and the text,
// which had another name.
function asClientHasIt(m) {
  const { textMessage, priority, deviceId, ...rest } = m;
  return { ...rest, message: textMessage.text };
}

const EVENT = { 'sms:received': 'SmsReceived', 'sms:sent': 'SmsSent',
  'sms:delivered': 'SmsDelivered', 'sms:failed': 'SmsFailed' };
const hookOf = w => `{ id: ${JSON.stringify(w.id)}, url: ` +
  `${JSON.stringify(w.url)}, event: WebHookEventType.${EVENT[w.event]}` +
  (w.deviceId ? `, deviceId: ${JSON.stringify(w.deviceId)}` : '') + ' }';

// Errors of the TypeScript compiler about these declarations.
function complaints(name, lines) {
  const file = path.join(work, name + '.ts');
  fs.writeFileSync(file, [
    `import { Message, RegisterWebHookRequest, WebHookEventType } from ` +
      `${JSON.stringify(path.join(path.resolve(client), 'index'))};`,
    ...lines, ''].join('\n'));
  const program = ts.createProgram([file], { strict: true, noEmit: true,
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Bundler, skipLibCheck: true,
    types: [] });
  return ts.getPreEmitDiagnostics(program)
    .map(d => ts.flattenDiagnosticMessageText(d.messageText, ' '));
}

function checkTypes() {
  const sent = [...bodies('send.out'), ...bodies('send-server.out')];
  assert(sent.length >= 7);
  const declared = sent.map(asClientHasIt).map((m, i) =>
    `export const m${i}: Message = ${JSON.stringify(m)};`);
  assert.deepStrictEqual(complaints('messages', declared), []);
  say(`${sent.length} messages are of the client's type`);
  const wrong = complaints('wrong', [
    `export const a: Message = ${JSON.stringify({
      ...asClientHasIt(sent[0]), ttl: '86400' })};`,
    `export const b: Message = ${JSON.stringify({
      ...asClientHasIt(sent[0]), validity: 1 })};`]);
  assert.strictEqual(wrong.length, 2, wrong.join('\n'));
  say('a text for a figure, or an unknown field, would not be');
  const hooks = [...bodies('setup.out'), ...bodies('setup-server.out')]
    .filter(w => w.event !== 'sms:cancelled'); // later than 3.0.0
  assert.strictEqual(hooks.length, 8);
  assert.deepStrictEqual(complaints('hooks', hooks.map((w, i) =>
    `export const w${i}: RegisterWebHookRequest = ${hookOf(w)};`)), []);
  say(`${hooks.length} requests for calls are of its type`);
}

async function talk() {
  // It is written as a module but does not say so to Node.
  const copy = path.join(work, 'client.mjs');
  fs.copyFileSync(path.join(client, 'index.js'), copy);
  const { default: Client, ProcessState, WebHookEventType } =
    await import(url.pathToFileURL(copy).href);
  const base = `http://127.0.0.1:${port}`;
  const json = async (method, to, body, headers) => {
    const r = await fetch(to, { method, headers,
      body: body && JSON.stringify(body) });
    assert(r.ok, `${method} ${to}: ${r.status}`);
    return r.json();
  };
  const api = new Client(...login.split(/:(.*)/s, 2), {
    get: (to, headers) => json('GET', to, undefined, headers),
    post: (to, body, headers) => json('POST', to, body, headers)
  }, base);
  const [m] = bodies('send.out');
  const r = await fetch(base + '/messages', { method: 'POST',
    headers: { ...api.defaultHeaders, 'Content-Type': 'application/json' },
    body: JSON.stringify(m) });
  assert.strictEqual(r.status, 202);
  say('our message is taken with the login that the client makes');
  const state = await api.getState(m.id);
  assert.strictEqual(state.id, m.id);
  assert(Object.values(ProcessState).includes(state.state), state.state);
  assert.strictEqual(state.recipients[0].phoneNumber, m.phoneNumbers[0]);
  say('the client finds it by our id, in a state that it knows');
  const [w] = bodies('setup.out');
  w.url = w.url.replace(/^https:\/\/[^/]+/, 'http://127.0.0.1:9');
  await api.registerWebhook(w);
  await api.registerWebhook(w);
  const all = await api.getWebhooks();
  assert.deepStrictEqual(all.map(h => [h.id, h.event, h.url]),
    [[w.id, WebHookEventType.SmsReceived, w.url]]);
  say('a request for calls, twice, is one');
}

checkTypes();
talk().then(() => process.exit(0), e => {
  console.error(e);
  process.exit(1);
});
