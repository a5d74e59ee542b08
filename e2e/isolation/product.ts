import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A build: the folder of its pages and its server's bundle. */
export interface Build {
  pages: string;
  server: string;
}

export const PRODUCT: Build = { pages: '.next', server: 'dist/server.mjs' };
/** The suite's own, in which locks can be taken away. */
export const UNLOCKED: Build = { pages: '.next-isolation', server: 'dist/isolation/server.mjs' };

export interface Product {
  url: string;
  /** Everything it wrote to its outputs so far. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * A build of the product on a free port, over the data directory of this process's environment, with the
 * settings added.
 */
export async function startProduct(
  settings: Record<string, string> = {},
  build = PRODUCT,
): Promise<Product> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, ['--enable-source-maps', build.server], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_DIST_DIR: build.pages,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: url,
      LOG_LEVEL: 'debug',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const ready = waitUntilReady(`${url}/readyz`);
  const first = await Promise.race([ready, ended.then(() => 'ended' as const)]);
  if (first === 'ended')
    throw new Error(`The product ended before it was ready:\n${output.join('')}`);
  return { url, output: () => output.join(''), stop };
}

async function waitUntilReady(url: string): Promise<'ready'> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return 'ready';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
