import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attoOfCents, centsOfUsd, slackOfCents, usdOfAtto } from './cents';
import { parseCsv } from './parse-csv';
import { modelOf } from './provider-report';
import { LARGEST_REPORT_BYTES } from './schema';

const USAGE =
  'usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,' +
  'usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,' +
  'usage_output_tokens,web_search_count';
const COST =
  'usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type';
const file = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
const code = (bytes: Uint8Array) => {
  try {
    parseCsv(bytes, 'report.csv');
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('money of the provider', () => {
  it('is exact to the last place', () => {
    expect(attoOfCents('123.78912')).toBe(1_237_891_200_000_000_000n);
    expect(attoOfCents('0.0000000000000001')).toBe(1n);
    expect(slackOfCents('5')).toBe(5_000_000_000_000_000n);
    expect(usdOfAtto(1_237_891_200_000_000_000n)).toBe('1.2378912');
    for (const bad of ['', '1e3', '1,5', '.5', ' 1', '0.00000000000000001', 'NaN', '--1'])
      expect(attoOfCents(bad)).toBeUndefined();
  });

  it('means the same in cents and in dollars', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.stringMatching(/^\d{0,9}$/),
        (whole, places) => {
          const text = places ? `${whole}.${places}` : `${whole}`;
          const atto = whole * 10n ** 18n + BigInt(places.padEnd(18, '0'));
          expect(attoOfCents(centsOfUsd(text) ?? '')).toBe(atto);
          expect(usdOfAtto(atto)).toMatch(/^\d+\.\d{2,18}$/);
        },
      ),
    );
  });
});

it('models have one id however a report writes them', () => {
  for (const name of ['Claude Haiku 5.5', 'claude-haiku-5-5', 'claude-haiku-5-5-20260901'])
    expect(modelOf(name)).toBe('claude-haiku-5-5');
});

describe('a report as a file', () => {
  it('is read when it counts tokens', () => {
    const report = parseCsv(
      file(
        USAGE,
        '2026-11-02,claude-haiku-5-5,main,Default,standard,≤ 200k,100,20,30,40,50,0',
        '2026-11-01,claude-haiku-5-5,main,Default,batch,≤ 200k,7,0,0,0,0,0',
      ),
      'usage.csv',
    );
    expect(report).toMatchObject({ kind: 'usage', fromDay: '2026-11-01', toDay: '2026-11-02' });
    expect(report.rows.map((row) => [row.tokenType, row.tokens, row.batch])).toEqual([
      ['uncached_input_tokens', 100, false],
      ['output_tokens', 50, false],
      ['cache_read_input_tokens', 40, false],
      ['cache_creation.ephemeral_5m_input_tokens', 20, false],
      ['cache_creation.ephemeral_1h_input_tokens', 30, false],
      ['uncached_input_tokens', 7, true],
    ]);
  });

  it('is read when it counts dollars, as cents', () => {
    const { rows } = parseCsv(
      file(
        COST,
        '2026-11-01,Claude Haiku 5.5,Default,main,message,≤ 200k,output,0.0205,token',
        '2026-11-01,,Default,main,message,,,1.5,web_search',
      ),
      'cost.csv',
    );
    expect(rows).toMatchObject([
      { model: 'claude-haiku-5-5', tokenType: 'output_tokens', cents: '2.05', apiKey: 'main' },
      { model: '', tokenType: 'other', cents: '150' },
    ]);
  });

  it('is refused with its line when something in it is wrong', () => {
    const good = '2026-11-02,m,k,w,standard,x,1,0,0,0,0,0';
    const bad: [string, RegExp][] = [
      ['2026-13-45,m,k,w,standard,x,1,0,0,0,0,0', /Line 3 .*no day/],
      ['2026-11-02,m,k,w,standard,x,-1,0,0,0,0,0', /Line 3 .*no whole number/],
      ['2026-11-02,m,k,w,standard,x,1.5,0,0,0,0,0', /Line 3 .*no whole number/],
      ['2026-11-02,m,k,w,standard,x,99999999999999999999,0,0,0,0,0', /Line 3/],
      ['2026-11-02,m', /Line 3 .*cells/],
    ];
    for (const [line, words] of bad)
      expect(code(file(USAGE, good, line))).toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(words),
      });
    expect(code(file(COST, '2026-11-01,m,w,k,message,x,output,1e3,token'))).toMatchObject({
      message: expect.stringMatching(/cost_usd/),
    });
    expect(code(file('a,b', '1,2'))).toMatchObject({ message: expect.stringMatching(/columns/) });
    expect(code(file(USAGE))).toMatchObject({ message: expect.stringMatching(/no rows/) });
    expect(code(file(''))).toMatchObject({ code: 'invalid_input' });
    expect(code(new Uint8Array([0xff, 0xfe, 0x00]))).toMatchObject({ code: 'invalid_input' });
    expect(code(new Uint8Array(LARGEST_REPORT_BYTES + 1))).toMatchObject({ code: 'too_large' });
  });
});
