// Reads a stream of server-sent events, one at a time.

export class EventStream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error(`no stream: ${response.status}`);
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The data of the next event. Comments are skipped. */
  async data(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end === -1) {
        const { done, value } = await this.#reader.read();
        if (done) throw new Error("the stream ended");
        this.#text += value;
        continue;
      }
      const lines = this.#text.slice(0, end).split("\n");
      this.#text = this.#text.slice(end + 2);
      const data = lines.find((line) => line.startsWith("data: "));
      if (data !== undefined) return data.slice("data: ".length);
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
