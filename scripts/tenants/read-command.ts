import { parseArgs } from 'node:util';
import { AppError } from '@/lib/errors';
import { USAGE } from './usage';

const OPTIONS = {
  as: { type: 'string' },
  name: { type: 'string' },
  plan: { type: 'string' },
  person: { type: 'string' },
  reason: { type: 'string' },
  confirm: { type: 'string' },
  'owner-email': { type: 'string' },
  'owner-name': { type: 'string' },
  'time-zone': { type: 'string' },
  'public-key': { type: 'string' },
  out: { type: 'string' },
  'new-link': { type: 'boolean' },
  'no-wait': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Text = Exclude<keyof typeof OPTIONS, 'new-link' | 'no-wait' | 'json' | 'help'>;

export interface Command {
  name: string;
  /** What it is about: an address, an id or a file. Refuses when it was left out. */
  subject(what: string): string;
  option(name: Text): string | undefined;
  /** Refuses when it was left out. */
  required(name: Text): string;
  flag(name: 'new-link' | 'no-wait' | 'json'): boolean;
}

/** The command line; undefined when only help was asked for. Throws `invalid_input` with the usage. */
export function readCommand(args: string[]): Command | undefined {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [name, subject, ...rest] = positionals;
  if (values.help || !name) return undefined;
  if (rest.length > 0) throw refused(`${rest.join(' ')} is one word too many.`);
  return {
    name,
    subject: (what) => given(subject, `Name ${what}.`),
    option: (option) => values[option],
    required: (option) => given(values[option], `Give --${option}.`),
    flag: (option) => values[option] ?? false,
  };
}

function parse(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true });
}

function given(value: string | undefined, otherwise: string): string {
  if (value) return value;
  throw refused(otherwise);
}

export function refused(words: string): AppError {
  return new AppError('invalid_input', `${words}\n\n${USAGE}`);
}
