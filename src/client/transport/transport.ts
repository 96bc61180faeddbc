// One way to the service, open: what both ways, socket and stream, look like from inside.

/** Where to, and as whom. */
export interface Endpoint {
  readonly url: URL;
  readonly token: string;
}

/** What a link tells its holder. After `closed`, and after the holder's own `close`, it tells nothing more. */
export interface TransportListener {
  /** A text frame; empty for a sign of life without content. */
  onText(text: string): void;
  /** `reason` is that of the close frame or of the refusal; empty for a connection that broke. */
  onClosed(reason: string): void;
}

export interface Transport {
  send(text: string): void;
  close(): void;
}
