// A real mail server for tests. It listens on a free port of this machine, says which on its first line, and then writes one line
// of JSON for every mail that it took, as mailparser reads it. How it behaves stands in the address that a mail is for:
//   refuse-rcpt-550@…, refuse-mail-451@…  the code with which the address, or the mail after its content, is refused
//   drop-before-dot@…                      the connection is cut while the content is sent
//   drop-after-dot@…                       the connection is cut when the mail is there, which is kept
//   hang-after-dot@…                       the mail is kept, and never answered
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const { values: options } = parseArgs({
  options: {
    key: { type: 'string' },
    certificate: { type: 'string' },
    tls: { type: 'boolean' },
    login: { type: 'string' },
    mechanism: { type: 'string' },
    size: { type: 'string' },
    silent: { type: 'boolean' },
  },
});

/** @param {string} step @param {string} address @returns {Error | undefined} */
function refusal(step, address) {
  const match = new RegExp(`^refuse-${step}-(\\d{3})@`).exec(address);
  return match ? Object.assign(new Error('on purpose'), { responseCode: Number(match[1]) }) : undefined;
}

/** @param {string} id */
function cut(id) {
  for (const connection of /** @type {Set<{ id: string, _socket: import('node:net').Socket }>} */ (/** @type {any} */ (server).connections)) {
    if (connection.id === id) {
      connection._socket.destroy();
    }
  }
}

/** @param {unknown} message */
function say(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}

/** @param {Buffer} source @param {import('smtp-server').SMTPServerSession} session */
async function tell(source, session) {
  const mail = await simpleParser(source, { skipTextToHtml: true });
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  say({
    from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
    to: session.envelope.rcptTo.map(({ address }) => address),
    secure: session.secure,
    user: session.user || '',
    message_id: mail.messageId ?? '',
    date: mail.date?.toISOString() ?? '',
    header_from: mail.from?.text ?? '',
    header_to: to?.text ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    attachments: mail.attachments.map(({ filename, contentType, size, checksum, contentDisposition, content }) => ({
      filename: filename ?? '',
      content_type: contentType,
      disposition: contentDisposition,
      size,
      checksum,
      content: content.toString('base64'),
    })),
    longest_line: Math.max(...source.toString('latin1').split('\r\n').map((line) => line.length)),
    is_ascii: source.every((octet) => octet < 128),
    has_bare_line_ends: /(?<!\r)\n|\r(?!\n)/.test(source.toString('latin1')),
  });
}

const secret = options.key && options.certificate ? { key: readFileSync(options.key), cert: readFileSync(options.certificate) } : {};
const server = new SMTPServer({
  ...secret,
  secure: options.tls ?? false,
  banner: 'homing tests',
  size: Number(options.size ?? 0),
  authOptional: !options.login,
  authMethods: [options.mechanism ?? 'PLAIN'],
  allowInsecureAuth: true,
  closeTimeout: 100,
  disableReverseLookup: true,
  hideSTARTTLS: !options.key || (options.tls ?? false),
  onConnect(_session, done) {
    if (!options.silent) {
      done();
    }
  },
  onAuth({ username, password }, _session, done) {
    if (`${username ?? ''}:${password ?? ''}` === options.login) {
      done(null, { user: username });
    } else {
      done(new Error('That is not the password'));
    }
  },
  onRcptTo({ address }, _session, done) {
    done(refusal('rcpt', address));
  },
  onData(stream, session, done) {
    const address = session.envelope.rcptTo[0]?.address ?? '';
    if (address.startsWith('drop-before-dot@')) {
      cut(session.id);
      return;
    }
    /** @type {Buffer[]} */
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const problem = refusal('mail', address) ?? (stream.sizeExceeded ? Object.assign(new Error('too large'), { responseCode: 552 }) : undefined);
      if (problem) {
        done(problem);
        return;
      }
      void tell(Buffer.concat(parts), session).then(() => {
        if (address.startsWith('drop-after-dot@')) {
          cut(session.id);
        } else if (!address.startsWith('hang-after-dot@')) {
          done();
        }
      });
    });
  },
});

// Clients that go away are what the tests are about.
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address();
  say({ port: typeof address === 'object' ? address?.port : 0 });
});

// Whoever started it has gone.
process.stdin.resume().on('end', () => process.exit(0));
