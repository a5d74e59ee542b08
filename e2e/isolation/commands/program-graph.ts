import { build } from 'esbuild';

/** What each file imports at run time, by its path within the repository. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** From the bundler that also builds the product; imports of types are none. */
export async function importGraph(programs: readonly string[]): Promise<ImportGraph> {
  const { metafile } = await build({
    entryPoints: [...programs],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { 'server-only': './e2e/support/server-only.ts' },
    logLevel: 'silent',
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter((each) => !each.external).map((each) => each.path),
    ]),
  );
}

/** The program's file and everything that it imports, directly or not. */
export function closureOf(program: string, graph: ImportGraph): Set<string> {
  const reached = new Set<string>();
  const left = [program];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    left.push(...(graph.get(file) ?? []));
  }
  return reached;
}
