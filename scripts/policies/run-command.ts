import path from 'node:path';
import { parseArgs } from 'node:util';
import { closePools } from '@/lib/db/pools';
import { AppError } from '@/lib/errors';
import { asOperator } from '@/lib/lifecycle/command-session';
import { applyFiles } from '@/lib/policies/files/apply-files';
import { exportFiles } from '@/lib/policies/files/export-files';
import { planFiles } from '@/lib/policies/files/plan-files';
import type { PlatformContext } from '@/lib/tenancy/context';

export const USAGE = `npm run policies -- COMMAND DIR --as EMAIL [options]

Bounds, plans, and tenants' policies with their placement as YAML files, beside a running
installation and as one of its operators. What has no file, and what a file leaves out, stays as it
is.

  export DIR                 writes bounds.yaml, plans/PLAN.yaml and tenants/ADDRESS.yaml; files of
                             tenants that were erased are removed
  plan DIR                   what the files say otherwise; ends with 2 when there is anything, else with 0
  apply DIR --reason WHY     proposes it; what goes beyond the bounds, and every placement, waits for
                             another operator.
                             Ends with 0, with 3 while something waits, or with 1 when something
                             was refused, which holds no other file up; again it changes nothing

  --as EMAIL   the operator        --json   results as JSON        --help   this text`;

const REFUSED = 1;
const DIFFERS = 2;
const WAITS = 3;

type Say = (line: string) => void;

interface Outcome {
  code: number;
  lines: string[];
  json: unknown;
}

/** `npm run policies`, to the end of the process's connections. Gives the exit code. */
export async function runPolicies(args: string[], from: string, say: Say): Promise<number> {
  try {
    return await policies(args, from, say);
  } finally {
    await closePools();
  }
}

/** One command; directories are named from `from`. Throws AppErrors in words for it. */
export async function policies(args: string[], from: string, say: Say): Promise<number> {
  const { values, positionals } = read(args);
  const [name, given, ...rest] = positionals;
  if (values.help || !name) {
    say(USAGE);
    return 0;
  }
  const run = COMMANDS[name];
  if (!run) throw misused(`There is no command ${name}.`);
  if (!given || rest.length > 0) throw misused('Name one directory.');
  if (!values.as) throw misused('Give --as.');
  const directory = path.resolve(from, given);
  const { reason } = values;
  const { code, lines, json } = await asOperator(values.as, `policies ${name}`, (ctx) =>
    run(ctx, directory, reason),
  );
  if (values.json) say(JSON.stringify(json, null, 2));
  else for (const line of lines) say(line);
  return code;
}

const COMMANDS: Record<
  string,
  (ctx: PlatformContext, directory: string, reason?: string) => Promise<Outcome>
> = {
  async export(ctx, directory) {
    const { written, removed } = await exportFiles(ctx, directory);
    const lines = [
      ...written.map((file) => `written ${file}`),
      ...removed.map((file) => `removed ${file}`),
    ];
    return { code: 0, lines: orNothing(lines), json: { written, removed } };
  },
  async plan(ctx, directory) {
    const { planned, gone } = await planFiles(ctx, directory);
    const lines = planned.flatMap(({ governed, differences }) => [
      `${governed.file} (version ${governed.version})`,
      ...differences.map(
        ({ field, now, wanted }) =>
          `  ${field}: ${JSON.stringify(now)} -> ${JSON.stringify(wanted)}`,
      ),
    ]);
    const differs = planned.map(({ governed, differences }) => ({
      ...{ file: governed.file, version: governed.version, differences },
    }));
    return {
      code: planned.length > 0 ? DIFFERS : 0,
      lines: [...orNothing(lines), ...gone.map(goneLine)],
      json: { differs, gone },
    };
  },
  async apply(ctx, directory, reason) {
    const why = reason?.trim() ?? '';
    if (why.length < 3 || why.length > 500) throw misused('Give --reason, of 3 to 500 characters.');
    const { applied, gone } = await applyFiles(ctx, directory, why);
    const isRefused = applied.some(({ refused }) => refused !== null);
    const waits = applied.some(({ proposed }) => proposed === null || proposed.version === null);
    const lines = applied.map(({ file, proposed, refused }) => {
      if (refused !== null) return `${file}: refused: ${refused}`;
      if (proposed === null) return `${file}: waits already`;
      return proposed.version === null
        ? `${file}: waits for another operator (${proposed.beyond.join(', ')})`
        : `${file}: version ${proposed.version} is in force`;
    });
    return {
      code: isRefused ? REFUSED : waits ? WAITS : 0,
      lines: [...orNothing(lines), ...gone.map(goneLine)],
      json: { applied, gone },
    };
  },
};

function orNothing(lines: string[]): string[] {
  return lines.length > 0 ? lines : ['Nothing differs.'];
}

function goneLine(file: string): string {
  return `${file}: its tenant was erased; export removes it`;
}

function read(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        as: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw misused(error instanceof Error ? error.message : String(error));
  }
}

function misused(words: string): AppError {
  return new AppError('invalid_input', `${words}\n\n${USAGE}`);
}
