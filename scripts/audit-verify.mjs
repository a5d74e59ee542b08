/**
 * `npm run audit:verify -- EXPORT --key FILE [--checkpoint FILE]`, or `node audit-verify.mjs` with the same: checks an exported
 * audit log with nothing but Node and this file. Format and rules: docs/decisions/0046-audit-logs-are-trees.md.
 */
import * as crypto from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const USAGE = `npm run audit:verify -- EXPORT --key FILE [--checkpoint FILE]

  EXPORT             what the audit log's page downloads (JSON lines)
  --key FILE         the installation's public keys, a line each, from somebody who is trusted
  --checkpoint FILE  checkpoints seen before, of the write-once directory or of a witness: the log must contain them`;

const NAME = 'tenantry-audit';
const TILE = 256;
const FIELDS = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'action',
  'objectKind',
  'objectId',
  'requestId',
  'outcome',
];

const digest = crypto.hash
  ? (data, encoding) => crypto.hash('sha256', data, encoding)
  : (data, encoding) => crypto.createHash('sha256').update(data).digest(encoding);

function nodeHash(left, right) {
  return digest(Buffer.concat([Buffer.of(1), left, right]), 'buffer');
}

/** Roots of the perfect subtrees of a growing tree (RFC 6962). */
class Tree {
  size = 0;
  #peaks = [];

  add(leaf) {
    let node = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2)
      node = nodeHash(this.#peaks.pop(), node);
    this.#peaks.push(node);
    this.size += 1;
  }

  root() {
    return this.#peaks.reduceRight(
      (right, left) => (right ? nodeHash(left, right) : left),
      undefined,
    );
  }
}

/** Public keys of C2SP's form by their ids; other lines are left out. */
export function readKeys(text) {
  const keys = new Map();
  for (const line of text.split('\n')) {
    const [, name, encoded] = /^([^+\s]+)\+[0-9a-f]{8}\+(\S+)$/.exec(line.trim()) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (name !== NAME || bytes.length !== 33 || bytes[0] !== 1) continue;
    const id = digest(Buffer.concat([Buffer.from(`${name}\n`), bytes]), 'hex').slice(0, 8);
    const x = bytes.subarray(1).toString('base64url');
    keys.set(id, crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }));
  }
  return keys;
}

/** What a signed note says; `unknown` when none of the keys is named in it, undefined when it is not theirs or malformed. */
export function readNote(note, keys) {
  const end = String(note).lastIndexOf('\n\n');
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const signatures = [...note.slice(end + 2).matchAll(/^— tenantry-audit ([A-Za-z0-9+/=]+)$/gm)]
    .map(([, encoded]) => Buffer.from(encoded, 'base64'))
    .map((bytes) => ({ key: keys.get(bytes.toString('hex', 0, 4)), bytes: bytes.subarray(4) }))
    .filter(({ key }) => key);
  if (signatures.length === 0) return 'unknown';
  if (!signatures.every(({ key, bytes }) => crypto.verify(null, Buffer.from(text), key, bytes)))
    return undefined;
  const [origin, size, root, time] = text.split('\n');
  if (!origin.startsWith(`${NAME}/`) || !/^[1-9]\d{0,15}$/.test(size)) return undefined;
  return {
    log: origin.slice(NAME.length + 1),
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    at: time.replace(/^time /, ''),
  };
}

/** Signed notes out of a file: JSON lines with `checkpoint`, or one note as it is. */
export function readNotes(text, keys) {
  const notes = text.startsWith('{') ? text.split('\n').flatMap(noteOfLine) : [text];
  return notes.map((note) => readNote(note, keys)).filter((note) => note && note !== 'unknown');
}

function noteOfLine(line) {
  try {
    return [JSON.parse(line).checkpoint];
  } catch {
    // A failure of the machine cut it off.
    return [];
  }
}

/**
 * Reads lines of an export. Resolves with `{ ok: true, log, size, at }`, or with `{ ok: false, index, reason }`: the first entry
 * that is not as it was signed, in places from 0.
 */
export async function verifyExport(lines, keys, seen = []) {
  const tree = new Tree();
  const state = {
    tree,
    keys,
    stored: undefined,
    good: 0,
    last: undefined,
    suspect: undefined,
    header: undefined,
  };
  const demanded = new Map();
  for await (const line of lines) {
    const bad = state.header
      ? takeLine(state, line, demanded)
      : takeHeader(state, line, seen, demanded);
    if (bad) return { ok: false, ...bad };
  }
  const bad = missingOf(state, seen);
  return bad
    ? { ok: false, ...bad }
    : { ok: true, log: state.header.log, size: tree.size, at: state.last.at };
}

function takeHeader(state, line, seen, demanded) {
  const header = parse(line);
  if (
    header?.format !== 'tenantry-audit-export-1' ||
    !Number.isSafeInteger(header.size) ||
    header.size < 1
  )
    return { index: 0, reason: 'this is no export of an audit log' };
  state.header = header;
  for (const note of seen)
    if (note.log === header.log)
      demanded.set(note.size, [...(demanded.get(note.size) ?? []), note]);
  return undefined;
}

function takeLine(state, line, demanded) {
  const { tree } = state;
  const given = parse(line);
  if (!given) return { index: state.suspect ?? tree.size, reason: 'this line is no JSON object' };
  if ('checkpoint' in given) return takeCheckpoint(state, readNote(given.checkpoint, state.keys));
  if ('tile' in given) return takeTile(state, given);
  if (given.index !== tree.size)
    return {
      index: state.suspect ?? tree.size,
      reason: `entry ${given.index} stands where ${tree.size} belongs`,
    };
  const leaf = digest(Buffer.from(`\0${bodyOf(state.header.log, given)}`), 'buffer');
  const at = (tree.size % TILE) * 32;
  if (!state.stored?.subarray(at, at + 32).equals(leaf)) state.suspect ??= tree.size;
  tree.add(leaf);
  for (const note of demanded.get(tree.size) ?? []) {
    const bad = takeCheckpoint(state, note);
    if (bad) return bad;
  }
  return undefined;
}

/** What the leaf of RFC 6962 is over. */
function bodyOf(log, entry) {
  const commitment =
    typeof entry.salt === 'string' && typeof entry.payload === 'string'
      ? digest(entry.salt + entry.payload, 'hex')
      : String(entry.commitment);
  return JSON.stringify([
    'tenantry-audit-1',
    log,
    ...FIELDS.map((field) => entry[field] ?? ''),
    commitment,
  ]);
}

/** Hashes of the next entries as they were stored: they tell which entry differs, and are believed in nothing else. */
function takeTile(state, { tile, hashes }) {
  const { size } = state.tree;
  state.stored = Buffer.from(String(hashes), 'base64');
  if (tile * TILE === size) return undefined;
  return {
    index: state.suspect ?? size,
    reason: `the hashes of entry ${tile * TILE} stand where those of ${size} belong`,
  };
}

function takeCheckpoint(state, note) {
  const { tree, header, good } = state;
  if (note === 'unknown') return undefined;
  if (!note || note.log !== header.log)
    return {
      index: state.suspect ?? good,
      reason: 'the signature of a checkpoint is not that of the key',
    };
  const named = state.suspect ?? good;
  if (note.size !== tree.size)
    return {
      index: Math.min(named, tree.size, note.size),
      reason: `a checkpoint of ${note.size} entries stands after ${tree.size}`,
    };
  if (!note.root.equals(tree.root())) {
    const range = state.suspect === undefined ? `, between ${good} and ${note.size - 1}` : '';
    return {
      index: named,
      reason: `the entries are not those that were signed at ${note.at}${range}`,
    };
  }
  state.good = note.size;
  state.last = note;
  return undefined;
}

function missingOf({ tree, header, last, suspect, good }, seen) {
  if (!header) return { index: 0, reason: 'the export is empty' };
  if (tree.size !== header.size)
    return {
      index: suspect ?? tree.size,
      reason: `the log ends, and ${header.size} entries were exported`,
    };
  if (last?.size !== tree.size)
    return {
      index: suspect ?? good,
      reason: 'no checkpoint of the given key covers the entries from here on',
    };
  if (suspect !== undefined)
    return { index: suspect, reason: 'the stored hash is not that of the entry' };
  const longer = seen.find((note) => note.log === header.log && note.size > tree.size);
  return (
    longer && {
      index: tree.size,
      reason: `a log of ${longer.size} entries was signed at ${longer.at}`,
    }
  );
}

function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of a file of any size. */
export async function* linesOf(file) {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}

function option(args, name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

async function main() {
  const args = process.argv.slice(2);
  const [key, checkpoint] = [option(args, '--key'), option(args, '--checkpoint')];
  if (args.length !== 1 || !key) {
    console.error(USAGE);
    return 2;
  }
  const keys = readKeys(readFileSync(key, 'utf8'));
  if (keys.size === 0) throw new Error(`There is no public key in ${key}.`);
  const seen = checkpoint ? readNotes(readFileSync(checkpoint, 'utf8'), keys) : [];
  const result = await verifyExport(linesOf(args[0]), keys, seen);
  if (result.ok)
    console.log(`Good: ${result.size} entries of log ${result.log}, as signed at ${result.at}.`);
  else console.error(`Bad at entry ${result.index}: ${result.reason}.`);
  return result.ok ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error.message);
      process.exitCode = 2;
    },
  );
