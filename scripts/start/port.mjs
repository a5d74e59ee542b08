import { createServer } from 'node:net';
import { Plain } from '../console.mjs';

/** Fails with what to do when the port cannot be had; asked before the long steps. */
export async function checkPort(port, host = '0.0.0.0') {
  const code = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
  if (code === 'EADDRINUSE') {
    throw new Plain(
      `Port ${port} is taken by another program. Stop it, or choose another port: npm start -- --port ${port + 1}`,
    );
  }
  if (code === 'EACCES') {
    throw new Plain(
      `Port ${port} needs more rights than you have. Choose one above 1023: npm start -- --port 3000`,
    );
  }
  if (code) throw new Plain(`Cannot listen on port ${port}: ${code}.`);
}
