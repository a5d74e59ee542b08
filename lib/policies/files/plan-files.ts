import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { parseManifest } from '../manifest/parse-manifest';
import { type ManifestProblem, tenantPatchSchema } from '../manifest/schema';
import { boundsSchema, patchSchema } from '../schema';
import { textOf } from './export-files';
import { type Governed, readGoneFiles, readGovernedState } from './governed-state';

const SCHEMAS = { bounds: boundsSchema, plan: patchSchema, tenant: tenantPatchSchema };

/** One part that a file says otherwise than the platform. */
export interface Difference {
  field: string;
  now: unknown;
  wanted: unknown;
}

/** A file that differs, with everything it takes to apply it. */
export interface PlannedFile {
  governed: Governed;
  differences: Difference[];
}

export interface FilePlan {
  planned: PlannedFile[];
  /** Files of tenants that were erased since: they say nothing any more, and stand in nobody's way. */
  gone: string[];
}

/**
 * What the files below the directory say otherwise than the platform. What has no file, and what a file leaves out, stays as it
 * is. Throws `invalid_input` with every problem of every file, its line and column, before anything is compared.
 */
export async function planFiles(ctx: PlatformContext, directory: string): Promise<FilePlan> {
  const [state, goneFiles] = await Promise.all([readGovernedState(ctx), readGoneFiles(ctx)]);
  const problems: string[] = [];
  const known = new Set(state.map(({ file }) => file));
  const found = await filesOf(directory);
  const gone = found.filter((file) => goneFiles.has(file) && !known.has(file));
  for (const file of found)
    if (!known.has(file) && !gone.includes(file))
      problems.push(`${file}: there is no such plan or tenant.`);
  const planned: PlannedFile[] = [];
  for (const governed of state) {
    const text = await textOf(path.join(directory, governed.file));
    if (text === undefined) continue;
    const parsed = parseManifest<z.ZodType<object>>(text, SCHEMAS[governed.of]);
    if (!parsed.ok) problems.push(...parsed.problems.map((each) => lineOf(governed.file, each)));
    else {
      const differences = differencesOf(governed.content, parsed.value);
      if (differences.length > 0) planned.push({ governed, differences });
    }
  }
  if (problems.length > 0) throw new AppError('invalid_input', problems.join('\n'));
  return { planned, gone };
}

function lineOf(file: string, { line, column, path: part, message }: ManifestProblem): string {
  return `${file}:${line}:${column}: ${part ? `${part}: ` : ''}${message}`;
}

function differencesOf(now: object, wanted: object): Difference[] {
  const before = now as Record<string, unknown>;
  return Object.entries(wanted)
    .filter(([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ field, now: before[field], wanted: value }));
}

/** The files that name a policy, with `/` between folder and name. */
export async function filesOf(directory: string): Promise<string[]> {
  let entries: Awaited<ReturnType<typeof read>>;
  try {
    entries = await read(directory);
  } catch (cause) {
    throw new AppError('invalid_input', `${directory} cannot be read.`, { cause });
  }
  return entries
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) =>
      path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
    )
    .sort();
}

const read = (directory: string) => readdir(directory, { recursive: true, withFileTypes: true });
