// For @portkey-ai/gateway: it sets headers of what `fetch` gave, which Node refuses for streamed answers.
const { fetch: original } = globalThis;
globalThis.fetch = async (...given) => {
  const response = await original(...given);
  return new Response(response.body, response);
};
