// eSMS.vn, as its public pages describe it.  It is strict: a field that they do
// not name, a value that is no text, a number in another style is answered 500
// and told as a violation.
//
//   esms.js DIRECTORY APIKEY SECRETKEY PRIVATEKEY
//
// Writes its port into DIRECTORY/esms.port.  What happens is a line of stdout:
//   sent REQUESTID NUMBER TEXT · repeat REQUESTID · asked SERVICE
//   hook report|reply STATUS BODY · violation WORDS
// Commands come by stdin:
//   report NUMBER STATUS SUCCESS FAILED   calls back about the newest message
//   glue on|off            joins the call's own fields with a "?" always
//   mo URL                 where replies go
//   reply SMSID TIME FROM TEXT   a person writes to the short code
//   code N                 answers sends with that CodeResult; 0 = as usual
//   lose on|off            takes messages and hangs up without an answer
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const readline = require('readline');

const [dir, apiKey, secretKey, privateKey] = process.argv.slice(2);
const SERVICES = '/MainService.svc/json/';
const COMMON = ['ApiKey', 'SecretKey', 'Phone', 'Sandbox', 'RequestId',
  'SendDate', 'campaignid', 'CallbackUrl'];
const SMS = [...COMMON, 'Content', 'Brandname', 'SmsType', 'IsUnicode'];
const ZALO = [...COMMON, 'OAID', 'TempID', 'TempData', 'SendingMode'];
const messages = new Map();
let mo, code = 0, lose = false, glue = false;

const say = (...words) => console.log(words.join(' ').replace(/\n/g, '\\n'));
const need = (ok, words) => { if (!ok) throw new Error(words); };

// --- being asked

function checkLogin(m) {
  return m.ApiKey === apiKey && m.SecretKey === secretKey;
}

function check(m, fields, required) {
  for (const k of Object.keys(m)) need(fields.includes(k), 'unknown field ' + k);
  for (const k of required) need(m[k], k + ' is missing');
  for (const [k, v] of Object.entries(m))
    need(k === 'TempData' || typeof v === 'string', k + ' is no text');
  need(/^(0|84)\d{9}$/.test(m.Phone), 'Phone');
  need(m.RequestId && m.RequestId.length <= 50, 'RequestId');
  need(['0', '1'].includes(m.Sandbox), 'Sandbox');
}

function send(m, text) {
  if (!checkLogin(m))
    return { CodeResult: '101', CountRegenerate: 0,
      ErrorMessage: 'Authorize Failed' };
  if (code)
    return { CodeResult: String(code), CountRegenerate: 0,
      ErrorMessage: 'as told', SMSID: 'beside-an-error' };
  if (messages.has(m.RequestId)) {
    say('repeat', m.RequestId);
    return { CodeResult: '124', CountRegenerate: 0,
      ErrorMessage: 'Request exist 1', SendStatus: '5' };
  }
  const sms = { id: crypto.randomBytes(16).toString('hex'), key: m.RequestId,
    number: m.Phone, url: m.CallbackUrl, status: 2, success: 0, failed: 0 };
  messages.set(sms.key, sms);
  say('sent', sms.key, sms.number, text);
  return { CodeResult: '100', CountRegenerate: 0, SMSID: sms.id };
}

const services = {
  'POST SendMultipleMessage_V4_post_json': m => {
    check(m, SMS, ['Content', 'Brandname', 'SmsType', 'IsUnicode']);
    need(m.SmsType === '2', 'SmsType');
    need(/^[\x00-\x7f]*$/.test(m.Content) === (m.IsUnicode === '0'),
      'IsUnicode does not fit the text');
    return send(m, m.Content);
  },
  'POST SendZaloMessage_V6': m => {
    check(m, ZALO, ['OAID', 'TempID', 'TempData']);
    for (const v of Object.values(m.TempData))
      need(typeof v === 'string' && v.normalize('NFC') === v, 'TempData');
    return send(m, JSON.stringify(m.TempData));
  },
  'POST GetBalance_json': m => checkLogin(m)
    ? { Balance: 36693, CodeResponse: '100', UserID: 9999 }
    : { Balance: 0, CodeResponse: '101', ErrorMessage: 'Authorize Failed' },
  'GET GetSendStatus': (m, query) => {
    const id = query.get('RefId');
    const sms = [...messages.values()].find(s => s.id === id);
    if (!checkLogin({ ApiKey: query.get('ApiKey'),
      SecretKey: query.get('SecretKey') }))
      return { CodeResponse: '101', SMSID: id };
    if (!sms) return { CodeResponse: '105', SMSID: id };
    return { CodeResponse: '100', SMSID: id, SendFailed: sms.failed,
      SendStatus: sms.status, SendSuccess: sms.success, TotalPrice: 850.0,
      TotalReceiver: 1, TotalSent: 1 };
  }
};

function answer(req, res, text) {
  const url = new URL(req.url, 'http://esms');
  let status = 200, out;
  try {
    need(url.pathname.startsWith(SERVICES), 'no such address');
    const name = url.pathname.slice(SERVICES.length).replace(/\/$/, '');
    const service = services[req.method + ' ' + name];
    need(service, 'no such service: ' + name);
    if (!name.startsWith('Send')) say('asked', name);
    need(req.method === 'GET' ||
      /^application\/json\b/.test(req.headers['content-type']), 'Content-Type');
    out = service(req.method === 'POST' ? JSON.parse(text) : {},
      url.searchParams);
  } catch (e) {
    say('violation', e.message);
    status = 500;
    out = { error: e.message };
  }
  if (lose && out.CodeResult === '100') {
    req.socket.destroy();
    return;
  }
  res.writeHead(status, { 'Content-Type': 'application/json',
    Connection: 'close' });
  res.end(JSON.stringify(out));
}

const server = http.createServer((req, res) => {
  let text = '';
  req.setEncoding('utf8');
  req.on('data', d => { text += d; });
  req.on('end', () => answer(req, res, text));
});
server.listen(0, '127.0.0.1', () => {
  const file = path.join(dir, 'esms.port');
  fs.writeFileSync(file + '.new', String(server.address().port));
  fs.renameSync(file + '.new', file);
});

// --- calling

function call(kind, url) {
  http.get(url, a => {
    let text = '';
    a.setEncoding('utf8');
    a.on('data', d => { text += d; });
    a.on('end', () => say('hook', kind, a.statusCode, text));
  }).on('error', e => say('hook', kind, e.code));
}

const commands = {
  mo: url => { mo = url; },
  code: n => { code = Number(n); },
  lose: how => { lose = how === 'on'; },
  glue: how => { glue = how === 'on'; },
  report: (number, status, success, failed) => {
    const sms = [...messages.values()].filter(s => s.number === number).pop();
    Object.assign(sms, { status: Number(status), success: Number(success),
      failed: Number(failed) });
    const q = new URLSearchParams({ SMSID: sms.id, SendFailed: failed,
      SendStatus: status, SendSuccess: success, TotalPrice: '0.0000',
      TotalReceiver: '1', TotalSent: '1', RequestId: sms.key, TypeId: '2',
      telcoid: '1', phonenumber: number, switchsmsid: '' });
    call('report', sms.url + (glue || !sms.url.includes('?') ? '?' : '&') + q);
  },
  reply: (smsid, receiverTime, sender, ...words) => {
    const content = words.join(' '), cpid = 'CP01';
    const sign = crypto.createHash('md5')
      .update(cpid + smsid + content + receiverTime + privateKey)
      .digest('base64');
    call('reply', mo + '?' + new URLSearchParams({ sender, content,
      serviceNumber: '8041', keyword: words[0], sign, cpid, smsid,
      receiverTime }));
  }
};
readline.createInterface({ input: process.stdin }).on('line', line => {
  const [name, ...args] = line.split(' ');
  commands[name](...args);
}).on('close', () => process.exit(0));
