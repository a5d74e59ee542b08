import { expect, it } from 'vitest';
import { comparable } from './comparable';

const CALLS = {
  boundary: '<script nonce="nonce-one">$RC("B:0","S:0")</script>',
  part: '<script nonce="nonce-one">$RS("S:1","P:1")</script>',
};
const LATE = {
  boundary: '<div hidden id="S:0"><p>There is nothing</p><template id="P:1"></template></div>',
  part: '<table hidden><tbody id="S:1"><tr><td>here</td></tr></tbody></table>',
};
const ROWS = {
  root: '0:{"title":"$3","body":"$L1","list":"$4:props:items"}\n',
  body: '1:["$","p",null,{"children":"Not found"}]\n',
  code: '2:I[7,["/a.js"],"Link"]\n',
  text: '3:T9,Not\nfound',
  shared: '4:["$","$L2","abcdefghijklmnopqrstuv",{"items":["a","$$1"]}]\n',
};

const flight = (...rows: string[]) =>
  `<script nonce="nonce-one">self.__next_f.push([1,${JSON.stringify(rows.join(''))}])</script>`;

function page(...late: string[]): string {
  return `<!DOCTYPE html><html><head><title>Not found</title></head><body><!--$?--><template id="B:0"></template><i>wait</i><!--/$-->${late.join('')}</body></html>`;
}

const IN_ORDER = page(
  LATE.part,
  LATE.boundary,
  CALLS.part,
  CALLS.boundary,
  flight(ROWS.root, ROWS.body, ROWS.code, ROWS.text, ROWS.shared),
);
const OTHERWISE = page(
  flight(ROWS.text, ROWS.root),
  LATE.boundary,
  CALLS.boundary,
  flight(ROWS.shared, ROWS.code, ROWS.body),
  LATE.part,
  CALLS.part,
);

function form(body: string, sent: Record<string, string> = {}, status = 404): string {
  const nonce = body.includes('nonce-two') ? 'nonce-two' : 'nonce-one';
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `script-src 'nonce-${nonce}'`,
    ...sent,
  });
  return comparable({ status, headers, body, text: '' }, ['the-id']);
}

it('is the same in whatever order the pieces came', () => {
  expect(form(OTHERWISE)).toBe(form(IN_ORDER));
});

it('is the same when a value stands in its place or in a row of its own', () => {
  const [, value = ''] = /^1:(.*)\n$/.exec(ROWS.body) ?? [];
  const inPlace = [ROWS.root.replace('"$L1"', value), ROWS.code, ROWS.text, ROWS.shared];
  const rows = Object.values(ROWS);
  expect(form(IN_ORDER.replace(flight(...rows), () => flight(...inPlace)))).toBe(form(IN_ORDER));
  expect(inPlace[0]).not.toBe(ROWS.root);
});

it('excuses the nonce, the date and what the client itself put into the address', () => {
  const other = IN_ORDER.replaceAll('nonce-one', 'nonce-two').replace('wait', 'wait the-id');
  expect(form(other, { date: 'today' })).toBe(form(IN_ORDER, { date: 'tomorrow' }));
});

it('has every late piece in its place', () => {
  expect(form(IN_ORDER)).toMatch(/<p>\s*There is nothing\s*<\/p>\s*<tr>\s*<td>\s*here/);
});

it.each([
  ['a word of a late piece', 'There is nothing', 'There is something'],
  ['a piece inside a piece', '>here<', '>gone<'],
  ['a tag', '<p>There', '<b>There'],
  ['the title', '<title>Not found', '<title>Report'],
  ['a value of the payload', '\\"Not found\\"', '\\"Found\\"'],
  ['long text of the payload', 'Not\\nfound', 'Now\\nfound'],
  ['the code that draws it', '/a.js', '/b.js'],
  ['a row that nothing refers to', '1:[', '9:\\"x\\"\\n1:['],
  ['a place that is referred to', 'props:items', 'props'],
  ['a key', '\\"p\\",null', '\\"p\\",\\"k\\"'],
  ['a script', '</body>', '<script nonce="nonce-one">start(1)</script></body>'],
  ['a piece that no gap waits for', '</body>', '<div hidden id="S:7">x</div></body>'],
])('tells a difference in %s', (_, before, after) => {
  expect(IN_ORDER).toContain(before);
  expect(form(IN_ORDER.replace(before, () => after))).not.toBe(form(IN_ORDER));
});

it('tells a difference in the status and in any other header', () => {
  expect(form(IN_ORDER, {}, 200)).not.toBe(form(IN_ORDER));
  expect(form(IN_ORDER, { etag: '"1"' })).not.toBe(form(IN_ORDER));
  expect(form(IN_ORDER, { 'x-nextjs-cache': 'HIT' })).not.toBe(form(IN_ORDER));
});

it('excuses an early hint at what the page names itself, and no other', () => {
  const hint = (file: string) => ({ link: `<${file}>; rel=preload; as="script"` });
  expect(form(IN_ORDER, hint('/a.js'))).toBe(form(IN_ORDER));
  expect(form(IN_ORDER, hint('/c.js'))).not.toBe(form(IN_ORDER));
});

it('excuses an id of the request in other answers than a 404 alone', () => {
  const sent = { 'content-type': 'application/json' };
  const body = (id: string) => `{"requestId":"${id}"}`;
  expect(form(body('a'), sent, 429)).toBe(form(body('b'), sent, 429));
  expect(form(body('a'), sent)).not.toBe(form(body('b'), sent));
});
