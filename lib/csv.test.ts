import { expect, it } from 'vitest';
import { csvRows } from './csv';

const cell = (value: string) => csvRows([[value]]).slice(0, -2);

it.each(['=1+1', '+1', '-1+1', '@SUM(A1)', '\tx', '-'])('neutralises %j', (text) => {
  expect(cell(text)).toBe(`'${text}`);
});

it.each(['＝1+1', '＋1', '－1', '＠SUM(A1)', '﹦1', '﹢1'])(
  'neutralises the wide sign of %j',
  (text) => {
    expect(cell(text)).toBe(`'${text}`);
  },
);

it.each([' =1', '\u00a0=1', '\u200b=1', '\ufeff＝1', '\u0000=1'])(
  'neutralises what begins with nothing to see: %j',
  (text) => {
    expect(cell(text)).toBe(`'${text}`);
  },
);

it.each(['\r=1', '\n=1', '\nx', '\r\n＝1'])('neutralises and quotes a line break: %j', (text) => {
  expect(cell(text)).toBe(`"'${text}"`);
});

it.each(['-0.000000125', '7', 'a=b', ' plain text', 'Zürich', ''])('leaves %j alone', (text) => {
  expect(cell(text)).toBe(text);
});

it('quotes separators and doubles quotes', () => {
  expect(cell('a, "b"\nc')).toBe('"a, ""b""\nc"');
});

it('ends every line with CRLF', () => {
  expect(
    csvRows([
      ['a', 'b'],
      ['1', ''],
    ]),
  ).toBe('a,b\r\n1,\r\n');
});
