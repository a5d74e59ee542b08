import { startLocalModel } from '@/lib/llm/local/local-model';

/** The model that every arm asks: it answers at once, so that its time hides nothing of theirs. */
const model = await startLocalModel({
  firstTokenMs: 0,
  tokensPerSecond: Number.POSITIVE_INFINITY,
  outputTokens: 40,
});
process.send?.(model.url);
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
