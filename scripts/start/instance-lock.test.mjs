import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runningHolder, takeLock } from './instance-lock.mjs';

let dataDir;
const file = () => path.join(dataDir, 'instance.lock');

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'tenantry-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('the lock of a data directory', () => {
  it('refuses a second holder with its address, and is free once released', () => {
    const release = takeLock(dataDir, 3000);
    expect(() => takeLock(dataDir, 3001)).toThrow(/already runs .* http:\/\/localhost:3000/);
    release();
    expect(existsSync(file())).toBe(false);
    takeLock(dataDir, 3001)();
  });

  it('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    takeLock(dataDir, 3000)();
    const release = takeLock(dataDir, 3000);
    const mine = JSON.parse(readFileSync(file(), 'utf8'));
    release();
    child.kill('SIGKILL');
    await once(child, 'exit');
    writeFileSync(file(), JSON.stringify({ ...mine, pid: child.pid }));
    expect(runningHolder(dataDir)).toBeUndefined();
    takeLock(dataDir, 3000)();
  });

  it('is taken over when its number belongs to another process by now, or when it was cut off', () => {
    writeFileSync(file(), JSON.stringify({ pid: process.pid, started: 'earlier', port: 3000 }));
    takeLock(dataDir, 3000)();
    writeFileSync(file(), '{"pid": 1');
    takeLock(dataDir, 3000)();
  });
});
