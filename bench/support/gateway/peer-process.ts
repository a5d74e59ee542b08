import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const PORTKEY = path.resolve('bench/peers/node_modules/@portkey-ai/gateway/build/start-server.js');

/** A process that says its address as its first message. */
export async function startProgram(
  program: string,
  env: Record<string, string> = {},
): Promise<{ url: string; stop(): void }> {
  const child = fork(program, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (said) => resolve(String(said)));
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}.`)));
  });
  return { url, stop: () => void child.kill() };
}

/** Undefined when the package is not installed. */
export async function startPortkey(): Promise<{ url: string; stop(): void } | undefined> {
  if (!existsSync(PORTKEY)) return undefined;
  const port = await freePort();
  const preload = path.resolve('bench/support/gateway/mutable-responses.mjs');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', preload, PORTKEY, '--headless', `--port=${port}`],
    { stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production' } },
  );
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The gateway ended with ${child.exitCode}.`);
    const up = await fetch(url).then(
      () => true,
      () => false,
    );
    if (up) return { url, stop: () => void child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
