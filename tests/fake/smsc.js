// An SMSC that speaks SMPP, for a real Kannel: the last two digits of a number
// say what becomes of a message to it.
//
//   smsc.js DIRECTORY     writes the port it listens on into DIRECTORY/smsc.port
//
//   00 is not delivered · 01 is throttled for ever · 02 is refused as a bad
//   address · 03 is on its way first, then delivered · 04 is rejected by a
//   receipt · 05 gets no receipt · any other is delivered
//
// Each message that it takes is a line of stdout: NUMBER<TAB>TEXT (the parts of
// a long one are put together, a refused one has "!" before its number).  A
// line of stdin, FROM TO TEXT, is a person's reply, in UCS-2.  Ends with
// stdin.
'use strict';
const fs = require('fs');
const path = require('path');
const smpp = require('smpp');

const OUTCOMES = {
  '00': ['UNDELIV'], '03': ['ENROUTE', 'DELIVRD'], '04': ['REJECTD'], '05': []
};
const REFUSALS = { '01': 0x58, '02': 0x0b };
const UDH = 0x40, RECEIPT = 4, UCS2 = 8;
let taken = 0, kannel;
const parts = new Map(); // "number reference" → [text, …]

function textOf(pdu) {
  let body = pdu.short_message.message;
  if (typeof body === 'string') return body;
  if (pdu.data_coding === UCS2) return Buffer.from(body).swap16()
    .toString('utf16le');
  return smpp.encodings.ASCII.decode(body);
}

// Prints the text once all of its parts are there.
function show(pdu, mark) {
  const udh = (pdu.short_message.udh || []).find(e => e[0] === 0);
  const line = text => console.log(
    mark + pdu.destination_addr + '\t' + text.replace(/\s+/g, ' '));
  if (!udh) return line(textOf(pdu));
  const [, , ref, total, number] = udh;
  const key = pdu.destination_addr + ' ' + ref;
  const got = parts.get(key) || [];
  got[number - 1] = textOf(pdu);
  parts.set(key, got);
  if (got.filter(t => t !== undefined).length === total) {
    parts.delete(key);
    line(got.join(''));
  }
}

function receipt(session, pdu, id, state) {
  session.deliver_sm({
    source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
    esm_class: RECEIPT,
    short_message: Buffer.from(`id:${id} sub:001 dlvrd:001 ` +
      'submit date:1805240730 done date:1805240730 ' +
      `stat:${state} err:000 text:`)
  });
}

function onSubmit(session, pdu) {
  const end = pdu.destination_addr.slice(-2), id = 'SIM' + ++taken;
  if (REFUSALS[end]) {
    show(pdu, '!');
    session.send(pdu.response({ command_status: REFUSALS[end] }));
    return;
  }
  session.send(pdu.response({ message_id: id }));
  show(pdu, '');
  if (!(pdu.registered_delivery & 3)) return; // no receipt was asked for
  (OUTCOMES[end] || ['DELIVRD']).forEach((state, i) =>
    setTimeout(() => receipt(session, pdu, id, state), 100 * (i + 1)));
}

const server = smpp.createServer(session => {
  kannel = session;
  session.on('error', () => {});
  session.on('submit_sm', pdu => onSubmit(session, pdu));
  for (const e of ['bind_transceiver', 'enquire_link', 'unbind'])
    session.on(e, pdu => session.send(pdu.response()));
});
server.listen(0, '127.0.0.1', () => {
  const file = path.join(process.argv[2], 'smsc.port');
  fs.writeFileSync(file + '.new', server.address().port + '\n');
  fs.renameSync(file + '.new', file);
});
require('readline').createInterface({ input: process.stdin })
  .on('line', line => {
    const [from, to, ...words] = line.split(' ');
    kannel.deliver_sm({
      source_addr: from, source_addr_ton: 1, source_addr_npi: 1,
      destination_addr: to, data_coding: UCS2,
      short_message: Buffer.from(words.join(' '), 'utf16le').swap16()
    });
  })
  .on('close', () => process.exit(0));
