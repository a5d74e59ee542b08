/** Words for people on the terminal. Colour only where it is one. */
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

/** Seconds since `from` (performance.now()), as people say them. */
export function since(from) {
  const seconds = (performance.now() - from) / 1000;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/** Runs one step of several and says how long it took. */
export async function step(label, work) {
  const from = performance.now();
  // Replaced by its result, where the terminal can.
  if (process.stdout.isTTY) process.stdout.write(`  … ${label}\r`);
  const result = await work();
  say(`  ${green('✓')} ${label} ${dim(since(from))}`);
  return result;
}

/** An expected failure: its message is all that people need, without a stack. */
export class Plain extends Error {}

const DISK_FULL = /ENOSPC|No space left on device|disk quota exceeded|the disk is full/i;

/** Says why we end. A full disk, whoever met it, gets a sentence of its own. */
export function complain(error) {
  const isPlain = error instanceof Plain || error?.name === 'AppError';
  const text = DISK_FULL.test(`${error?.code} ${error?.message}`)
    ? 'The disk is full. Free about 2 GB, then run npm start again; nothing that was saved is lost.'
    : isPlain
      ? error.message
      : (error?.stack ?? error);
  process.stderr.write(`
${red('✗')} ${text}
`);
  process.exitCode = 1;
}

/** A table whose columns are as wide as their widest cell. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}
