import { expect, it } from 'vitest';
import { sourceFiles } from '../source-files';
import { unreadConnections } from './outgoing';

it('finds no connection that nobody has read', () => {
  expect(sourceFiles('lib', 'app').flatMap(unreadConnections)).toEqual([]);
});

it.each([
  'await fetch(url);',
  'const send = secure ? https.request : http.request;',
  '(secure ? https : http).request(url);',
  "import { request } from 'node:https';",
  "import http, { get } from 'node:http';",
  "import { connect } from 'node:tls';",
  'net.connect(25, host);',
  'nodemailer.createTransport({ url });',
  'new Redis(url);',
])('sees in a new file: %s', (text) => {
  expect(unreadConnections({ file: 'lib/loot.ts', text })[0]).toMatch(/^lib\/loot.ts was not read/);
});

it('sees a listed file that is led on', () => {
  const file = 'lib/keys/http-key-service.ts';
  expect(unreadConnections({ file, text: 'await fetch(url);' })).toEqual([
    `${file} follows redirects`,
  ]);
});

it.each([
  "import type { IncomingMessage } from 'node:http';",
  "import http, { type IncomingMessage } from 'node:http';",
  'url.searchParams.get(name);',
])('takes for none: %s', (text) => {
  expect(unreadConnections({ file: 'lib/loot.ts', text })).toEqual([]);
});
