import { describe, expect, it } from 'vitest';
import { csvCell, toCsv } from './csv';

describe('csvCell', () => {
  it.each(['=1+1', '+1', '-1+1', '@SUM(A1)', '\tx', '-'])('neutralises %j', (text) => {
    expect(csvCell(text)).toBe(`'${text}`);
  });

  it('neutralises a carriage return and quotes it', () => {
    expect(csvCell('\r=1')).toBe(`"'\r=1"`);
  });

  it('keeps negative numbers numbers', () => {
    expect(csvCell('-0.000000125')).toBe('-0.000000125');
  });

  it('quotes separators and doubles quotes', () => {
    expect(csvCell('a, "b"\nc')).toBe('"a, ""b""\nc"');
  });
});

it('ends every line with CRLF', () => {
  expect(toCsv(['a', 'b'], [['1', '']])).toBe('a,b\r\n1,\r\n');
});
