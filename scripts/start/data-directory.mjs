import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Plain } from '../console.mjs';

/** Only a directory with this file is ever deleted. */
const MARKER = '.tenantry';
const MARKER_TEXT = 'All data of one Tenantry installation. npm start -- --reset deletes it.\n';

export function openDataDirectory(dataDir) {
  try {
    const present = existsSync(dataDir) ? readdirSync(dataDir) : [];
    const isOurs = present.includes(MARKER) || path.basename(dataDir).startsWith('.data');
    if (!isOurs && present.length > 0) {
      throw new Plain(
        `${dataDir} has other files in it. Point TENANTRY_DATA_DIR to an empty or new directory.`,
      );
    }
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, 0o700);
    }
    writeFileSync(path.join(dataDir, MARKER), MARKER_TEXT);
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EPERM') {
      throw new Plain(
        `${dataDir} belongs to another user. Start as that user, or point TENANTRY_DATA_DIR to a directory of your own.`,
      );
    }
    throw error;
  }
}

/** Refuses a directory in which the product was never started: nothing there could be meant. */
export function requireInstallation(dataDir) {
  if (existsSync(path.join(dataDir, 'secrets.json'))) return;
  throw new Plain(
    `There is no installation in ${dataDir}. Set TENANTRY_DATA_DIR to the directory that npm start uses.`,
  );
}

/** Deletes what is in the directory, but for the lock that the caller holds. */
export function emptyDataDirectory(dataDir) {
  if (!existsSync(path.join(dataDir, MARKER))) {
    throw new Plain(`${dataDir} is not a data directory of Tenantry; nothing was deleted.`);
  }
  const outside = readJson(path.join(dataDir, 'postgres.json'))?.home;
  // Where PostgreSQL lives when its user cannot enter the repository.
  if (outside && /[\\/]tenantry-[0-9a-f]{16}[\\/]data$/.test(outside)) {
    rmSync(path.dirname(outside), { recursive: true, force: true });
  }
  for (const name of readdirSync(dataDir)) {
    if (name === MARKER || name === 'instance.lock') continue;
    rmSync(path.join(dataDir, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * What the installation holds: `demo` or `empty`, and whether filling it was finished. Undefined
 * before the first start.
 */
export function readInstallation(dataDir) {
  return readJson(path.join(dataDir, 'installation.json'));
}

export function saveInstallation(dataDir, installation) {
  writeFileSync(path.join(dataDir, 'installation.json'), `${JSON.stringify(installation)}\n`);
}

export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
