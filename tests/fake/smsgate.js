// SMSGate, as its documentation and code describe it: a phone with a SIM, by
// its own server or behind one.  It is strict: whatever the real one would
// only let pass is answered 500 and told as a violation.
//
//   smsgate.js DIRECTORY LOGIN KEY [DEVICE]
//
// LOGIN is USER:PASSWORD, KEY signs the calls; with DEVICE it is a server under
// /3rdparty/v1 with that phone.  Writes its port into DIRECTORY/smsgate.port.
// What happens is a line of stdout:
//   sent ID NUMBER PARTS TEXT · repeat ID · asked PATH · webhook EVENT URL
//   hook EVENT STATUS · violation WORDS
// Commands come by stdin:
//   clock SECONDS         the time by which it signs and dates
//   receive FROM TEXT     an SMS comes in, and we are called
//   miss FROM TEXT        an SMS comes in, and no call ever reaches us
//   again EVENT           the last call of it once more (a retry: same id)
//   copy                  the last reply, exported: a new event
//   delivered NUMBER      one more part has arrived there
//   arrived NUMBER        a part has arrived, and its call is lost
//   failed NUMBER REASON
//   key KEY               signs by another key
//   lose on|off           takes messages and hangs up without an answer
//   status N              answers sends with that, taking nothing; 0 = as usual
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const readline = require('readline');

const [dir, login, firstKey, device] = process.argv.slice(2);
const base = device ? '/3rdparty/v1' : '';
const auth = 'Basic ' + Buffer.from(login).toString('base64');
const FIELDS = ['id', 'textMessage', 'phoneNumbers', 'simNumber', 'ttl',
  'withDeliveryReport', 'priority', 'deviceId'];
const EVENTS = ['sms:received', 'sms:sent', 'sms:delivered', 'sms:failed',
  'sms:cancelled'];
const messages = new Map(), webhooks = new Map(), inbox = [];
const last = {}; // by event
let key = firstKey, clock = 0, lose = false, status = 0, lastReply;

const say = (...words) => console.log(words.join(' ').replace(/\n/g, '\\n'));
const iso = s => new Date(s * 1000).toISOString();
const partsOf = text => {
  const wide = /[^\x00-\x7f]/.test(text);
  const [one, each] = wide ? [70, 67] : [160, 153];
  return text.length <= one ? 1 : Math.ceil(text.length / each);
};

// --- calling

function call(event) {
  last[event.event] = event;
  for (const hook of webhooks.values()) {
    if (hook.event !== event.event) continue;
    const body = JSON.stringify({ ...event, webhookId: hook.id });
    const time = String(clock);
    const signature = crypto.createHmac('sha256', key).update(body + time)
      .digest('hex');
    const r = http.request(hook.url, { method: 'POST', headers: {
      'Content-Type': 'application/json', 'X-Signature': signature,
      'X-Timestamp': time, 'Content-Length': Buffer.byteLength(body) } });
    r.on('response', a => {
      a.resume();
      say('hook', event.event, a.statusCode);
    });
    r.on('error', e => say('hook', event.event, e.code));
    r.end(body);
  }
}

const eventOf = (event, payload) => ({
  deviceId: device || 'ffffffffceb0b1db0000018e937c815b', event,
  id: crypto.randomBytes(15).toString('base64url').slice(0, 21), payload
});

const reply = sms => eventOf('sms:received', {
  messageId: crypto.createHash('md5').update(JSON.stringify(sms)).digest('hex')
    .slice(0, 8),
  message: sms.text, sender: sms.from, recipient: null, simNumber: 1,
  receivedAt: iso(sms.at)
});

const outgoing = (m, more) => ({
  messageId: m.id, sender: '+84912999999', recipient: m.number,
  simNumber: m.sim, ...more
});

// --- being asked

class Violation extends Error {}
const need = (ok, words) => { if (!ok) throw new Violation(words); };
const only = (o, names) => {
  need(o && typeof o === 'object' && !Array.isArray(o), 'no object');
  for (const k of Object.keys(o)) need(names.includes(k), 'unknown field ' + k);
};

function checkMessage(m) {
  only(m, FIELDS);
  need(/^[\x21-\x7e]{1,36}$/.test(m.id), 'id');
  only(m.textMessage, ['text']);
  const text = m.textMessage.text;
  need(typeof text === 'string' && text.length > 0 && text.length <= 65535,
    'text');
  need(text.normalize('NFC') === text, 'text is not composed');
  need(Array.isArray(m.phoneNumbers) && m.phoneNumbers.length === 1 &&
    /^\+84\d{9}$/.test(m.phoneNumbers[0]), 'phoneNumbers');
  need(Number.isInteger(m.ttl) && m.ttl >= 5, 'ttl is missing or too short');
  need(m.withDeliveryReport === true, 'withDeliveryReport');
  need(m.simNumber === undefined || [1, 2, 3].includes(m.simNumber),
    'simNumber');
  need(m.priority === undefined || (Number.isInteger(m.priority) &&
    m.priority >= -128 && m.priority <= 127), 'priority');
  need(!device || m.deviceId, 'a server would pick any phone: deviceId');
}

const stateOf = m => ({
  id: m.id, deviceId: device || 'ffffffffceb0b1db0000018e937c815b',
  state: m.state, isHashed: false, isEncrypted: false,
  textMessage: { text: m.text },
  recipients: [{ phoneNumber: m.number, state: m.state, error: m.error }],
  states: { [m.state]: iso(clock) }
});

function postMessage(m) {
  checkMessage(m);
  if (device && m.deviceId !== device)
    return [400, { message: 'failed to select device: record not found' }];
  if (status) return [status, { message: 'as told' }];
  if (messages.has(m.id)) {
    say('repeat', m.id);
    return [409, { message: 'Message with the same ID already exists' }];
  }
  const text = m.textMessage.text;
  const kept = { id: m.id, number: m.phoneNumbers[0], text, state: 'Sent',
    error: null, sim: m.simNumber || 1, arrived: 0, parts: partsOf(text) };
  messages.set(m.id, kept);
  say('sent', kept.id, kept.number, kept.parts, text);
  setImmediate(call, eventOf('sms:sent', outgoing(kept,
    { partsCount: kept.parts, sentAt: iso(clock) })));
  return [202, { ...stateOf(kept), state: 'Pending' }];
}

function postWebhook(w) {
  only(w, ['id', 'url', 'event', 'deviceId']);
  need(typeof w.id === 'string' && w.id.length <= 36, 'id of a webhook');
  need(EVENTS.includes(w.event), 'event ' + w.event);
  need(w.deviceId === device, 'deviceId of a webhook');
  if (!/^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/.test(w.url))
    return [400, { message: 'url must start with https:// or ' +
      'http://127.0.0.1' }];
  webhooks.set(w.id, w);
  say('webhook', w.event, w.url);
  return [201, w];
}

function getInbox(query) {
  const limit = Number(query.get('limit')), offset = Number(query.get('offset'));
  for (const k of query.keys())
    need(['type', 'limit', 'offset', 'from', 'to'].includes(k), 'query ' + k);
  need(query.get('type') === 'SMS' && limit >= 1 && limit <= 500, 'inbox');
  const from = Date.parse(query.get('from')) / 1000;
  const to = Date.parse(query.get('to')) / 1000;
  need(from <= to, 'from and to');
  const rows = inbox.filter(s => s.at >= from && s.at <= to);
  return [200, rows.slice(offset, offset + limit).map(s => ({
    id: 'text:' + s.at, type: 'SMS', sender: s.from, recipient: null,
    simNumber: 1, contentPreview: s.text, createdAt: iso(s.at),
    attachments: [] })), { 'X-Total-Count': rows.length }];
}

function postExport(q) {
  only(q, ['deviceId', 'since', 'until']);
  need(q.deviceId === device, 'deviceId of an export');
  for (const s of inbox) {
    if (s.at * 1000 >= Date.parse(q.since) && s.at * 1000 <= Date.parse(q.until))
      setImmediate(call, reply(s));
  }
  return [202, ''];
}

const PHONES = () => [{ id: device || 'ffffffffceb0b1db0000018e937c815b',
  name: 'Google/sunfish', createdAt: iso(0), updatedAt: iso(clock),
  lastSeen: iso(clock) }];

function route(method, url, body) {
  const p = url.pathname;
  if (p !== '/messages' && p !== '/webhooks')
    say('asked', p);
  if (method === 'POST' && p === base + '/messages') return postMessage(body());
  if (method === 'POST' && p === base + '/webhooks') return postWebhook(body());
  if (method === 'POST' && device && p === base + '/messages/inbox/export')
    return postExport(body());
  if (method === 'GET' && !device && p === '/inbox')
    return getInbox(url.searchParams);
  if (method === 'GET' && p === (device ? base + '/devices' : '/device'))
    return [200, PHONES()];
  // What other clients of it ask, too: see the peers' test.
  if (method === 'GET' && p === base + '/webhooks')
    return [200, [...webhooks.values()]];
  const one = p.startsWith(base + '/message') &&
    /^\/messages?\/([^/]+)$/.exec(p.slice(base.length));
  if (method === 'GET' && one) {
    const m = messages.get(decodeURIComponent(one[1]));
    return m ? [200, stateOf(m)] : [404, device
      ? { message: 'message not found' } : ''];
  }
  throw new Violation('no such address: ' + method + ' ' + p);
}

function answer(req, res, text) {
  let out;
  const body = () => {
    need(/^application\/json\b/.test(req.headers['content-type']),
      'Content-Type');
    return JSON.parse(text);
  };
  try {
    if (req.headers.authorization !== auth) out = [401, ''];
    else out = route(req.method, new URL(req.url, 'http://phone'), body);
  } catch (e) {
    say('violation', e.message);
    out = [500, { message: e.message }];
  }
  if (lose && req.method === 'POST' && out[0] !== 409) {
    req.socket.destroy();
    return;
  }
  const bytes = out[1] === '' ? '' : JSON.stringify(out[1]);
  res.writeHead(out[0], { 'Content-Type': 'application/json',
    Connection: 'close', ...out[2] });
  res.end(bytes);
}

const server = http.createServer((req, res) => {
  let text = '';
  req.setEncoding('utf8');
  req.on('data', d => { text += d; });
  req.on('end', () => answer(req, res, text));
});
server.listen(0, '127.0.0.1', () => {
  const file = path.join(dir, 'smsgate.port');
  fs.writeFileSync(file + '.new', String(server.address().port));
  fs.renameSync(file + '.new', file);
});

// --- commands

const newest = number => [...messages.values()].filter(m => m.number === number)
  .pop();
const commands = {
  clock: s => { clock = Number(s); },
  key: k => { key = k; },
  lose: how => { lose = how === 'on'; },
  status: n => { status = Number(n); },
  again: event => call(last[event]),
  copy: () => call(reply(lastReply)),
  receive: (from, ...text) => {
    lastReply = { from, at: clock, text: text.join(' ') };
    inbox.push(lastReply);
    call(reply(lastReply));
  },
  miss: (from, ...text) => {
    lastReply = { from, at: clock, text: text.join(' ') };
    inbox.push(lastReply);
  },
  delivered: number => {
    const m = newest(number);
    m.state = 'Delivered';
    call(eventOf('sms:delivered', outgoing(m, { deliveredAt: iso(clock) })));
  },
  arrived: number => { newest(number).state = 'Delivered'; },
  failed: (number, ...reason) => {
    const m = newest(number);
    m.state = 'Failed';
    m.error = reason.join(' ');
    call(eventOf('sms:failed', outgoing(m, { failedAt: iso(clock),
      reason: m.error })));
  }
};
readline.createInterface({ input: process.stdin }).on('line', line => {
  const [name, ...args] = line.split(' ');
  commands[name](...args);
}).on('close', () => process.exit(0));
