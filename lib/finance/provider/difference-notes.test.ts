import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { capturedShare } from './captured';
import type { Cell } from './classify';
import { compareWithProvider } from './compare';
import { noteDifference } from './difference-notes';
import { importUpload } from './import-report';
import { enterInvoice } from './invoices';
import type { NoteDifference } from './notes/schema';

const DAY = '2026-02-03';
let finance: PlatformContext;

/** The provider's cost file of the day. */
const costs = (usd: string) =>
  importUpload(
    finance,
    new Request('http://localhost/', {
      method: 'POST',
      body: `usage_date_utc,model,token_type,cost_usd\r\n${DAY},claude-haiku-5-5,output,${usd}\r\n`,
    }),
    'costs.csv',
    true,
  );

const look = () => compareWithProvider(finance, '2026-02-01', '2026-02-28');

async function difference(): Promise<NoteDifference> {
  const { cells } = await look();
  const [cell] = cells;
  const [first] = cell?.differences ?? [];
  if (!cell || !first) throw new Error('There is no difference.');
  const { day, model, batch, tokenType } = cell;
  const { kind, tokens, costUsd } = first;
  const place = { day, model, batch, tokenType, kind, tokens, costUsd };
  return { ...place, state: 'open', assignedTo: finance.userId, note: 'Looking into it' };
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  await costs('12.50');
});

describe('a difference', () => {
  it('is open until it is closed with a note, and open again when its amount moves', async () => {
    const before = await look();
    const given = await difference();
    await noteDifference(finance, given);
    expect((await look()).cells[0]?.differences[0]?.note).toMatchObject({
      state: 'open',
      assignedTo: finance.userId,
      note: 'Looking into it',
    });
    await noteDifference(finance, { ...given, state: 'closed', note: 'A key of research' });
    const closed = await look();
    expect(closed.open).toBe(before.open - 1);
    expect(closed.cells[0]?.differences[0]?.note).toMatchObject({ state: 'closed' });
    await costs('12.75');
    const moved = await look();
    expect(moved.open).toBe(before.open);
    expect(moved.cells[0]?.differences[0]?.note).toMatchObject({ state: 'open', moved: true });
  });

  it('is given to people of finance alone, by people of finance alone', async () => {
    const auditor = await makePlatformPerson('auditor');
    const given = await difference();
    await expect(noteDifference(auditor, given)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      noteDifference(finance, { ...given, assignedTo: auditor.userId }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    const forged = withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
      sql('update difference_note set note = $1', ['Nothing to see']),
    );
    await expect(forged).rejects.toMatchObject({ code: '42501' });
  });
});

it('an invoice is compared with the cost report of its whole month, to the cent', async () => {
  const invoice = { month: '2026-02', number: 'A-1', note: '' };
  await enterInvoice(finance, { ...invoice, amount: '12.74' });
  expect((await look()).months[0]).toMatchObject({ invoicedUsd: '12.74', invoiceDiffers: true });
  await enterInvoice(finance, { ...invoice, amount: '12.75' });
  expect((await look()).months[0]).toMatchObject({
    thereUsd: '12.75',
    invoicedUsd: '12.75',
    invoices: ['A-1'],
    invoiceDiffers: false,
  });
});

it('what is too much in one cell makes up for nothing that another lacks', () => {
  const cell = (here: bigint, there: bigint): Cell => ({
    ...{ day: DAY, model: 'm', batch: false, tokenType: 'output_tokens', known: true, unit: 0n },
    here: { tokens: here, estimated: 0n, late: 0n, settledLater: 0n, cost: here },
    tokensThere: { own: there, other: 0n },
    costThere: { amount: there, slack: 0n },
  });
  const shares = (share: number) => ({ capturedTokens: share, capturedCost: share });
  expect(capturedShare([cell(100n, 100n)])).toEqual(shares(10_000));
  expect(capturedShare([cell(300n, 100n), cell(0n, 100n)])).toEqual(shares(5_000));
  expect(capturedShare([cell(99_999n, 100_000n)])).toEqual(shares(9_999));
  expect(capturedShare([])).toEqual({ capturedTokens: null, capturedCost: null });
});
