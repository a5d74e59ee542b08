import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyDataDirectory, openDataDirectory, requireInstallation } from './data-directory.mjs';

let base;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'tenantry-data-'));
});
afterEach(() => rmSync(base, { recursive: true }));

describe('the data directory', () => {
  it('is never one with files of others', () => {
    writeFileSync(path.join(base, 'thesis.txt'), 'years of work');
    expect(() => openDataDirectory(base)).toThrow(/has other files in it/);
    expect(() => emptyDataDirectory(base)).toThrow(/nothing was deleted/);
    expect(readdirSync(base)).toEqual(['thesis.txt']);
  });

  it('is an installation once the product was started there', () => {
    openDataDirectory(base);
    expect(() => requireInstallation(base)).toThrow(/no installation/);
    writeFileSync(path.join(base, 'secrets.json'), '{}');
    requireInstallation(base);
  });

  it('is emptied but for its marker and the lock', () => {
    const dataDir = path.join(base, 'data');
    openDataDirectory(dataDir);
    mkdirSync(path.join(dataDir, 'postgres'));
    writeFileSync(path.join(dataDir, 'instance.lock'), '{}');
    emptyDataDirectory(dataDir);
    expect(readdirSync(dataDir).sort()).toEqual(['.tenantry', 'instance.lock']);
    openDataDirectory(dataDir);
  });

  it('deletes a database outside of it only where this product put it', () => {
    const dataDir = path.join(base, 'data');
    const ours = path.join(base, 'tenantry-0123456789abcdef', 'data');
    const foreign = path.join(base, 'other', 'data');
    for (const home of [ours, foreign]) {
      openDataDirectory(dataDir);
      mkdirSync(home, { recursive: true });
      writeFileSync(path.join(dataDir, 'postgres.json'), JSON.stringify({ home }));
      emptyDataDirectory(dataDir);
    }
    expect(existsSync(ours)).toBe(false);
    expect(existsSync(foreign)).toBe(true);
  });
});
