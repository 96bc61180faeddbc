// Each publish request is sent twenty times at the same moment, with an idempotency key or as new signals.

import type { Fault } from "../../fault.ts";

const COPIES = 20;

interface Copy {
  readonly response: Response;
  readonly text: string;
}

interface PublishResponse {
  readonly results: readonly { readonly seq: number; readonly duplicate: boolean }[];
}

export const duplicatesInParallel: Fault = {
  name: "duplicates-in-parallel",
  hypothesis: "Of twenty equal publish requests at once one is stored, and all get its response.",
  async run(drill) {
    const service = await drill.serve();
    let requestCount = 0;
    const publish = async (body: string, givenKey?: string): Promise<Response> => {
      requestCount += 1;
      // Only an idempotency key makes two equal updates one. New signals have their ids.
      const idempotencyKey =
        givenKey ?? (body.includes("signal_update") ? `request-${requestCount}` : undefined);
      const copies = await Promise.all(
        Array.from({ length: COPIES }, async (): Promise<Copy> => {
          const response = await service.post(body, idempotencyKey);
          return { response, text: await response.text() };
        }),
      );
      drill.check(
        copies.every(({ response }) => response.status === 200),
        "every copy is answered 200",
      );
      const fresh = copies.filter(({ text }) => isFresh(text));
      drill.check(fresh.length === 1, `${fresh.length} of ${COPIES} copies were stored`);
      const seqSets = new Set(copies.map(({ text }) => seqsOf(text)));
      drill.check(seqSets.size === 1, "every copy gets the same seqs");
      const [{ text } = { text: "" }] = fresh;
      return new Response(text, { status: 200 });
    };
    const messages = drill.short ? 600 : 2_000;
    const feed = await drill.feed(service, { messages }, { post: publish });
    await feed.settle();

    drill.figure("copies", requestCount * COPIES);
    const { seq } = await service.stats();
    drill.check(seq === messages, "no copy was stored");
  },
};

function resultsOf(text: string): PublishResponse["results"] {
  return (JSON.parse(text) as PublishResponse).results; // SAFETY: PROTOCOL 7.
}

function isFresh(text: string): boolean {
  return resultsOf(text).every(({ duplicate }) => !duplicate);
}

function seqsOf(text: string): string {
  return resultsOf(text)
    .map(({ seq }) => seq)
    .join();
}
