// Zalo's three hosts on loopback, as the vendor's pages describe them, strict:
// what is not described is a line of DIR/zalo.bad, and refused.  Refresh tokens
// work once.  DIR/zalo.mode holds one of
//   accept   all is well; numbers that end in 05 have no Zalo
//   expired  every access token given so far is dead
//   hold     a rotation happens, and is never answered
//   deaf     a rotation is not even looked at, and never answered
// DIR/zalo.ledger has what was taken, DIR/zalo.pair the living pair, DIR/zalo.port
// the port.  The hosts are /business, /oa and /oauth.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');

const dir = process.argv[2];
const file = (name) => path.join(dir, 'zalo.' + name);
const mode = () => fs.readFileSync(file('mode'), 'utf8').trim();
const note = (...words) =>
	fs.appendFileSync(file('ledger'), words.join('\t') + '\n');

const APP = '123456', SECRET = 'app-secret', TEMPLATE = '7895417a7d3f9461cd2e';
const LIMITS = { ten: 30, noidung: 200 };
let serial = 0, sent = 0, access = '', refresh = '', dead = false;

function rotate() {
	serial++;
	access = `access-${serial}`;
	refresh = `refresh-${serial}`;
	dead = false;
	fs.writeFileSync(file('pair'), `${access}\n${refresh}\n`);
}

class Bad extends Error {}
const must = (what, good) => {
	if (!good) throw new Bad(what);
};
const only = (what, object, ...names) => {
	must(`${what} is no object`, object && typeof object === 'object');
	for (const name of Object.keys(object))
		must(`${what} has a field ${name}`, names.includes(name));
};
const text = (what, value, max) => {
	must(`${what} is no text`, typeof value === 'string' && value !== '');
	must(`${what} is not NFC`, value === value.normalize('NFC'));
	must(`${what} is too long`, [...value].length <= max);
};

function json(r) {
	must('the content type', r.headers['content-type'] ===
		'application/json');
	must('a GET with a body', r.method === 'POST');
	return JSON.parse(r.body);
}

function token(r, code) {
	must('a bearer token', !('authorization' in r.headers));
	must('no access_token', 'access_token' in r.headers);
	if (mode() === 'expired' && !dead && r.headers.access_token === access)
		dead = true;
	if (dead || r.headers.access_token !== access)
		return { error: code, message: 'Access token is invalid' };
	return null;
}

function template(r) {
	const m = json(r), refused = token(r, -124);
	only('the body', m, 'phone', 'template_id', 'template_data',
		'tracking_id', 'sending_mode', 'mode');
	if (!/^\+?84\d{9}$/.test(m.phone)) must(`phone ${m.phone}`, false);
	must('the template', m.template_id === TEMPLATE);
	must('tracking_id', /^[A-Za-z0-9_-]{1,48}$/.test(m.tracking_id));
	must('sending_mode', [undefined, '1', '3'].includes(m.sending_mode));
	must('mode', [undefined, 'development'].includes(m.mode));
	only('template_data', m.template_data, ...Object.keys(LIMITS));
	for (const name of Object.keys(LIMITS))
		text(name, m.template_data[name], LIMITS[name]);
	if (refused) return note('refused', m.phone), refused;
	if (m.phone.endsWith('05')) {
		note('nozalo', m.phone);
		return { error: -118, message: 'Zalo account not existed' };
	}
	const id = `msg${++sent}`;
	note('template', m.phone, id, m.tracking_id, m.template_data.noidung);
	return { error: 0, message: 'Success', data: { msg_id: id,
		sent_time: String(Date.now()), sending_mode: '1',
		quota: { dailyQuota: '500', remainingQuota: '499' } } };
}

function chat(r) {
	const m = json(r), refused = token(r, -216);
	only('the body', m, 'recipient', 'message');
	only('recipient', m.recipient, 'user_id');
	only('message', m.message, 'text');
	must('user_id', typeof m.recipient.user_id === 'string' &&
		/^\d{10,20}$/.test(m.recipient.user_id));
	text('the text', m.message.text, 2000);
	if (refused) return note('refused', m.recipient.user_id), refused;
	const id = `chat${++sent}`;
	note('chat', m.recipient.user_id, id, m.message.text);
	return { data: { message_id: id, user_id: m.recipient.user_id },
		error: 0, message: 'Success' };
}

function oauth(r) {
	must('the content type', r.headers['content-type'] ===
		'application/x-www-form-urlencoded');
	must('the secret key', r.headers.secret_key === SECRET);
	must('an access token here', !('access_token' in r.headers));
	const form = new URLSearchParams(r.body);
	only('the form', Object.fromEntries(form), 'refresh_token', 'app_id',
		'grant_type');
	must('app_id', form.get('app_id') === APP);
	must('grant_type', form.get('grant_type') === 'refresh_token');
	if (mode() === 'deaf') return note('deaf'), undefined;
	if (form.get('refresh_token') !== refresh) {
		note('reused', form.get('refresh_token'));
		return { error_name: 'Invalid refresh token.',
			error_reason: 'Refresh token was used.', error: -14014 };
	}
	rotate();
	note('rotated', serial);
	if (mode() === 'hold') return undefined;
	return { access_token: access, refresh_token: refresh,
		expires_in: '90000' };
}

function ask(r, url) {
	must('no GET', r.method === 'GET' && r.body === '');
	switch (url.pathname) {
	case '/business/message/quota':
		return token(r, -124) || { error: 0, message: 'Success',
			data: { dailyQuota: '500', remainingQuota: '499' } };
	case '/business/message/status':
		only('the query', Object.fromEntries(url.searchParams),
			'message_id', 'phone');
		return token(r, -124) || { error: 0, message: 'Success',
			data: { status: '0' } };
	case '/oa/v2.0/oa/listrecentchat': {
		const page = JSON.parse(url.searchParams.get('data'));
		only('data', page, 'offset', 'count');
		must('count', page.count >= 1 && page.count <= 10);
		return token(r, -216) || { error: 0, message: 'Success',
			data: [] };
	}
	default:
		throw new Bad('no such address');
	}
}

function serve(r) {
	const url = new URL(r.url, 'http://127.0.0.1');
	if (url.pathname === '/business/message/template') return template(r);
	if (url.pathname === '/oa/v3.0/oa/message/cs') return chat(r);
	if (url.pathname === '/oauth/v4/oa/access_token') return oauth(r);
	return ask(r, url);
}

const server = http.createServer((req, res) => {
	const parts = [];
	req.on('data', (d) => parts.push(d));
	req.on('end', () => {
		let answer;
		req.body = Buffer.concat(parts).toString();
		try {
			answer = serve(req);
		} catch (e) {
			fs.appendFileSync(file('bad'),
				`${req.method} ${req.url}: ${e.message}\n`);
			answer = { error: -121, message: 'Body is empty' };
		}
		if (answer === undefined) return; // held until the other end goes
		res.writeHead(200, { 'Content-Type': 'application/json',
			Connection: 'close' });
		res.end(JSON.stringify(answer));
	});
});
rotate();
fs.writeFileSync(file('ledger'), '');
fs.writeFileSync(file('bad'), '');
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(file('port.new'), String(server.address().port));
	fs.renameSync(file('port.new'), file('port'));
});
