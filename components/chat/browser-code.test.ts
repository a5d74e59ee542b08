import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

/** What the page of a new question draws in the browser. */
const PARTS = [
  ...['chat/chat-frame', 'chat/thread', 'chat/empty-chat', 'shell/providers', 'shell/user-menu'],
  ...['shell/context-switcher', 'shell/nav-drawer', 'shell/nav-list', 'shell/session-keeper'],
];

/** Comes when somebody is near what it is for, or with the first answer; zod never does. */
const LATE = ['zod', 'sonner', 'streamdown', 'parse5', 'pdfjs-dist', 'recharts', 'cmdk']
  .map((name) => `node_modules/${name}/`)
  .concat(
    ['dialog', 'alert-dialog', 'menu', 'popover', 'popper', 'select', 'tooltip'].map(
      (name) => `node_modules/@radix-ui/react-${name}/`,
    ),
  );

/** Of an action the browser gets a name alone. */
const actions: Plugin = {
  name: 'actions',
  setup(builder) {
    builder.onLoad({ filter: /\/actions\.ts$/ }, async ({ path }) => {
      const names = (await readFile(path, 'utf8')).matchAll(/^export async function (\w+)/gm);
      const contents = [...names].map(([, name]) => `export const ${name} = () => {};`).join('\n');
      return { contents, loader: 'js' };
    });
  },
};

let loaded: string[];

beforeAll(async () => {
  const { metafile } = await build({
    stdin: {
      contents: PARTS.map((part) => `export * from '@/components/${part}';`).join('\n'),
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    jsx: 'automatic',
    outdir: 'dist/browser-code',
    write: false,
    metafile: true,
    external: ['react', 'react-dom', 'next/*'],
    plugins: [actions],
    logLevel: 'silent',
  });
  const { outputs } = metafile;
  const first = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === '<stdin>') ?? '';
  const chunks = new Set<string>();
  const add = (name: string) => {
    if (chunks.has(name)) return;
    chunks.add(name);
    for (const { kind, path } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement') add(path);
  };
  add(first);
  loaded = [...chunks].flatMap((name) =>
    Object.entries(outputs[name]?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
});

it.each(LATE)('the page of a new question does not load %s', (name) => {
  expect(loaded).toContain('components/chat/chat-frame.tsx');
  expect(loaded.filter((file) => file.includes(name))).toEqual([]);
});
