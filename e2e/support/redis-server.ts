import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

/** The system's `redis-server` on a port of its own, without a file on disk; `stop` ends it, `start` begins it anew and empty. */
export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
    this.#directory = mkdtempSync(path.join(tmpdir(), 'tenantry-redis-'));
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'];
    const child = spawn(
      'redis-server',
      ['--port', String(this.port), '--dir', this.#directory, ...settings],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#child = child;
    const ended = once(child, 'exit').then(() => {
      throw new Error(
        'redis-server did not start: is it installed (apt-get install redis-server)?',
      );
    });
    await Promise.race([saysReady(child), ended]);
    ended.catch(() => undefined);
  }

  /** Connections stand, and nothing is answered until `resume`. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Everything is answered, and each write with an error, until `takeWrites`. */
  refuseWrites(): Promise<void> {
    return this.#allow('1');
  }

  takeWrites(): Promise<void> {
    return this.#allow('0');
  }

  async #allow(maxmemory: string): Promise<void> {
    const redis = new Redis(this.url);
    await redis.config('SET', 'maxmemory', maxmemory);
    redis.disconnect();
  }

  /** As a crash would: nothing is written and nobody is told. */
  async crash(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.crash();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
