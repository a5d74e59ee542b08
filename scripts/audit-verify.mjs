/**
 * `npm run audit:verify -- EXPORT --key FILE [--checkpoint FILE] [--years N]`, or `node audit-verify.mjs` with the same: checks an
 * exported audit log with nothing but Node and this file. Format and rules: docs/decisions/0046-audit-logs-are-trees.md.
 */
import * as crypto from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const USAGE = `npm run audit:verify -- EXPORT --key FILE [--checkpoint FILE] [--years N]

  EXPORT             what the audit log's page downloads (JSON lines)
  --key FILE         the installation's public keys, a line each, from somebody who is trusted
  --checkpoint FILE  checkpoints seen before, of the write-once directory or of a witness: the log must contain them
  --years N          for how long entries are kept (7): none that was signed later may be a hash alone`;

const NAME = 'tenantry-audit';
const TILE = 256;
const YEARS = 7;
const FIELDS = 'id at actorKind actorId action objectKind objectId requestId outcome'.split(' ');

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
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right));
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
function readNote(given, keys) {
  const note = String(given);
  const end = note.lastIndexOf('\n\n');
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
  const log = origin.slice(NAME.length + 1);
  return { log, size: Number(size), root: Buffer.from(root, 'base64'), at: String(time).slice(5) };
}

/** Signed notes out of a file: JSON lines with `checkpoint`, or one note as it is. */
export function readNotes(text, keys) {
  // A line that a failure of the machine cut off is no note.
  const notes = text.startsWith('{')
    ? text.split('\n').map((line) => parse(line)?.checkpoint)
    : [text];
  return notes.map((note) => readNote(note, keys)).filter((note) => note && note !== 'unknown');
}

/**
 * Reads lines of an export. Resolves with `{ ok: true, log, size, at, bare, ended }` (`bare`: entries without what they committed
 * to, as an erasure leaves them; `ended`: hashes alone, of what was signed `years` before the end or earlier), or with
 * `{ ok: false, index, reason }`: the first entry that is not as it was signed, from 0.
 */
export async function verifyExport(lines, keys, seen = [], years = YEARS) {
  // `good`: what a checkpoint covers; `suspect`: the first entry that differs from its stored hash.
  const state = { tree: new Tree(), keys, seen, years, good: 0, bare: 0, ended: 0, spans: [] };
  for await (const line of lines) {
    const bad = state.header ? takeLine(state, line) : takeHeader(state, line);
    if (bad) return bad;
  }
  const { tree, header, last, bare, ended } = state;
  return endOf(state) ?? { ok: true, log: header.log, size: tree.size, at: last.at, bare, ended };
}

function bad(state, index, reason) {
  return { ok: false, index: state.suspect ?? index, reason };
}

function takeHeader(state, line) {
  const header = parse(line);
  if (header?.format !== 'tenantry-audit-export-1' || !(header.size > 0))
    return bad(state, 0, 'this is no export of an audit log');
  state.header = header;
  state.seen = state.seen.filter((note) => note.log === header.log);
  state.demanded = new Map(state.seen.map((note) => [note.size, []]));
  for (const note of state.seen) state.demanded.get(note.size).push(note);
  return undefined;
}

function takeLine(state, line) {
  const { tree, keys } = state;
  const given = parse(line);
  if (!given) return bad(state, tree.size, 'this line is no JSON object');
  if ('checkpoint' in given) return takeCheckpoint(state, readNote(given.checkpoint, keys));
  if ('tile' in given) return takeTile(state, given);
  if (given.index !== tree.size)
    return bad(state, tree.size, `entry ${given.index} stands where ${tree.size} belongs`);
  const leaf = leafOf(state, given);
  const at = (tree.size % TILE) * 32;
  if (!state.stored?.subarray(at, at + 32).equals(leaf)) state.suspect ??= tree.size;
  tree.add(leaf);
  const demanded = state.demanded.get(tree.size) ?? [];
  return demanded.map((note) => takeCheckpoint(state, note)).find(Boolean);
}

/** Of an entry that is over there is the hash alone; how old it was, the next checkpoint tells. */
function leafOf(state, entry) {
  if (!('hash' in entry)) return digest(Buffer.from(`\0${bodyOf(state, entry)}`), 'buffer');
  state.ended += 1;
  state.bareFrom ??= state.tree.size;
  const hash = Buffer.from(String(entry.hash), 'base64');
  return hash.length === 32 ? hash : digest(hash, 'buffer');
}

/** What the leaf of RFC 6962 is over. A payload that is there is what was committed to. */
function bodyOf(state, entry) {
  const isBare = !('salt' in entry || 'payload' in entry);
  if (isBare) state.bare += 1;
  const commitment = isBare ? entry.commitment : digest(`${entry.salt}${entry.payload}`, 'hex');
  const facts = FIELDS.map((field) => entry[field] ?? '');
  return JSON.stringify(['tenantry-audit-1', state.header.log, ...facts, commitment]);
}

/** Hashes of the next entries as they were stored: they tell which entry differs, and are believed in nothing else. */
function takeTile(state, { tile, hashes }) {
  const { size } = state.tree;
  state.stored = Buffer.from(String(hashes), 'base64');
  if (tile * TILE === size) return undefined;
  return bad(state, size, `the hashes of ${tile * TILE} stand where those of ${size} belong`);
}

function takeCheckpoint(state, note) {
  const { tree, header, good } = state;
  // Of a key that was not given; the last checkpoint must be of one that was.
  if (note === 'unknown') return undefined;
  if (!note || note.log !== header.log)
    return bad(state, good, 'the signature of a checkpoint is not that of the key');
  if (note.size !== tree.size)
    return bad(state, good, `a checkpoint of ${note.size} entries stands after ${tree.size}`);
  if (!note.root.equals(tree.root())) {
    const range = state.suspect === undefined ? `, between ${good} and ${note.size - 1}` : '';
    return bad(state, good, `the entries are not those that were signed at ${note.at}${range}`);
  }
  state.good = note.size;
  state.last = note;
  if (state.bareFrom !== undefined) state.spans.push({ index: state.bareFrom, at: note.at });
  state.bareFrom = undefined;
  return undefined;
}

/** The first entry that is a hash alone and was signed after the time from which on entries are kept. */
function takenTooSoon({ spans, last, years }) {
  const from = new Date(last.at);
  from.setUTCFullYear(from.getUTCFullYear() - years);
  return spans.find(({ at }) => !(Date.parse(at) <= from.getTime()));
}

function endOf(state) {
  const { tree, header, last, suspect, good, seen } = state;
  if (!header) return bad(state, 0, 'the export is empty');
  if (tree.size !== header.size)
    return bad(state, tree.size, `the log ends, and ${header.size} entries were exported`);
  if (last?.size !== tree.size)
    return bad(state, good, 'no checkpoint of the given key covers the entries from here on');
  if (suspect !== undefined) return bad(state, suspect, 'the stored hash is not that of the entry');
  const soon = takenTooSoon(state);
  if (soon) return bad(state, soon.index, `it is a hash alone, and was signed at ${soon.at}`);
  const longer = seen.find((note) => note.size > tree.size);
  return longer && bad(state, tree.size, `a log of ${longer.size} was signed at ${longer.at}`);
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
  const years = Number(option(args, '--years') ?? YEARS);
  if (args.length !== 1 || !key || !(years > 0)) {
    console.error(USAGE);
    return 2;
  }
  const keys = readKeys(readFileSync(key, 'utf8'));
  if (keys.size === 0) throw new Error(`There is no public key in ${key}.`);
  const seen = checkpoint ? readNotes(readFileSync(checkpoint, 'utf8'), keys) : [];
  const result = await verifyExport(linesOf(args[0]), keys, seen, years);
  if (!result.ok) {
    console.error(`Bad at entry ${result.index}: ${result.reason}.`);
    return 1;
  }
  const bare = result.bare > 0 ? ` ${result.bare} are without what they committed to.` : '';
  const ended = result.ended > 0 ? ` ${result.ended} are over, and hashes alone.` : '';
  console.log(
    `Good: ${result.size} entries of log ${result.log}, as signed at ${result.at}.${bare}${ended}`,
  );
  if (checkpoint && !seen.some((note) => note.log === result.log))
    throw new Error(`There is no checkpoint of this log in ${checkpoint} that the key signed.`);
  return 0;
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
