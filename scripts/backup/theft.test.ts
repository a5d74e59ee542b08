import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { makeBackup } from './make-backup';

const MINUTES = 180_000;
/** A word for each place where people leave words; none occurs anywhere else. */
const CANARIES = ['file', 'text', 'folder', 'title', 'question', 'quote'].map(
  (place) => `zq${place}${newId().replaceAll('-', '').slice(0, 12)}`,
);
const [FILE = '', TEXT = '', FOLDER = '', TITLE = '', QUESTION = '', QUOTE = ''] = CANARIES;
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  tenant = await makeTenant();
  await createFolder(tenant.ctx, { name: FOLDER });
  const text = `The amount of ${TEXT} was agreed upon in the spring. `.repeat(40);
  const document = await indexText(worker, tenant.ctx, { name: `${FILE}.txt`, text });
  await converse(document);
}, MINUTES);
afterAll(async () => {
  await worker.close();
  await closePools();
});

async function converse(document: string): Promise<void> {
  const keys = tenantKeys(tenant.ctx);
  const [conversation, message, citation] = [newId(), newId(), newId()];
  const person = tenant.ctx.principal.id;
  const seal = (table: string, row: string, column: string, words: string) =>
    keys.seal({ table, row, column }, words);
  await withTenantSql(tenant.ctx, async (sql) => {
    await sql(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values (:tenant, $1, $2, $3, now(), now())`,
      [conversation, person, seal('conversation', conversation, 'title', TITLE)],
    );
    await sql(
      `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at)
       values (:tenant, $1, $2, $3, 0, 'user', 'complete', $4, now())`,
      [message, conversation, person, seal('message', message, 'text', QUESTION)],
    );
    await sql(
      `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
       values (:tenant, $1, $2, $3, 0, 0, $4, 1, 0, 1, $5)`,
      [citation, message, person, document, seal('citation', citation, 'quote', QUOTE)],
    );
  });
}

/** How a word could lie in bytes: as it is, in UTF-16, hexadecimal, and base64 at each of its three offsets. */
function shapes(word: string): Buffer[] {
  const plain = Buffer.from(word);
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
    // Without the characters that share bits with what stands before or after.
    return encoded.slice(Math.ceil((offset * 8) / 6), -4);
  });
  const texts = [word, word.toUpperCase(), plain.toString('hex'), ...base64];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(word, 'utf16le')];
}

function found(bytes: Buffer): string[] {
  return CANARIES.filter((word) => shapes(word).some((shape) => bytes.includes(shape)));
}

function foundBelow(directory: string): { files: number; words: string[] } {
  const names = fs.readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = names
    .map((name) => path.join(directory, name))
    .filter((f) => fs.statSync(f).isFile());
  const words = new Set(found(Buffer.from(names.join('\n'))));
  for (const file of files) for (const word of found(fs.readFileSync(file))) words.add(word);
  return { files: files.length, words: [...words] };
}

/** Every row of every table as text, and with its binary columns as the bytes they are. */
async function dump(): Promise<Buffer> {
  const client = await superuserClient();
  const parts: Buffer[] = [];
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(
        `select t.*, t::text as whole_row from ${name} t`,
      );
      for (const row of rows) {
        for (const value of Object.values(row))
          parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${JSON.stringify(value)}\n`));
      }
    }
  } finally {
    await client.end();
  }
  return Buffer.concat(parts);
}

describe('what a thief reads', () => {
  it('is found in any shape by the search that these tests rely on', () => {
    for (const word of CANARIES) {
      for (const padding of ['', 'x', 'xy']) {
        const text = `${padding}${word} and more`;
        for (const encoding of ['utf8', 'hex', 'base64'] as const)
          expect(found(Buffer.from(Buffer.from(text).toString(encoding)))).toEqual([word]);
      }
    }
  });

  it('in a dump of the database: nothing that somebody wrote', async () => {
    const stolen = await dump();
    expect(stolen.includes(tenant.ctx.tenantId)).toBe(true);
    expect(found(stolen)).toEqual([]);
  });

  it.each(['vectors', 'objects'])('in the directory of %s: nothing either', (name) => {
    const { files, words } = foundBelow(dataPath(name));
    expect(files).toBeGreaterThan(0);
    expect(words).toEqual([]);
  });

  it(
    'in a backup, its copy of the keys included: nothing either',
    async () => {
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-stolen-'));
      try {
        await makeBackup({ directory, running: true });
        const { files, words } = foundBelow(directory);
        expect(files).toBeGreaterThan(100);
        expect(words).toEqual([]);
      } finally {
        fs.rmSync(directory, { recursive: true, force: true });
      }
    },
    MINUTES,
  );
});
