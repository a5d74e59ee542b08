import { MODELS, type ModelFacts, modelIdSchema } from './schema';

/** Facts of a model by its identifier; undefined for one that no plan can name. */
export function findModel(id: string): ModelFacts | undefined {
  const known = modelIdSchema.safeParse(id);
  return known.success ? MODELS[known.data] : undefined;
}
