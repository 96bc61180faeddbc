// Reads only the `seq` of each message, for thousands of sockets. It parses equal frames once.

const SEQ = /"seq":(\d+),"ts":/g;
const CACHED_FRAMES = 64;

interface CachedFrame {
  readonly bytes: Buffer;
  readonly seqs: readonly number[];
}

/** Checks that each socket gets consecutive messages. */
export class SeqReader {
  delivered = 0;
  duplicated = 0;
  reordered = 0;
  ended = 0;
  readonly #last: Uint32Array;
  #cache: CachedFrame[] = [];

  constructor(sockets: number) {
    this.#last = new Uint32Array(sockets);
  }

  read(socket: number, payload: Buffer): void {
    for (const seq of this.#seqsIn(payload)) {
      const last = this.#last[socket] ?? 0;
      this.delivered += 1;
      if (seq <= last) this.duplicated += 1;
      else if (seq > last + 1) this.reordered += 1;
      this.#last[socket] = Math.max(last, seq);
    }
  }

  end(_socket: number): void {
    this.ended += 1;
  }

  #seqsIn(payload: Buffer): readonly number[] {
    const cached = this.#cache.find(({ bytes }) => bytes.equals(payload));
    if (cached !== undefined) return cached.seqs;
    const text = payload.toString("latin1");
    // The signals of a snapshot have a `seq` as well. They are not messages.
    const seqs = text.startsWith('{"type":"snapshot"')
      ? []
      : Array.from(text.matchAll(SEQ), ([, seq]) => Number(seq));
    this.#cache = [
      { bytes: Buffer.from(payload), seqs },
      ...this.#cache.slice(0, CACHED_FRAMES - 1),
    ];
    return seqs;
  }
}
