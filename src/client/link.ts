// One way to the service, open: what both ways, socket and stream, look like from inside.

/** Where to, and as whom. */
export interface Door {
  readonly url: URL;
  readonly token: string;
}

/** What a link tells its holder. After `closed`, and after the holder's own `close`, it tells nothing more. */
export interface Listener {
  /** A text frame; empty for a sign of life without content. */
  text(text: string): void;
  closed(code: number, reason: string): void;
}

export interface Link {
  send(text: string): void;
  close(): void;
}

/** How a link ended: the code and reason of a close frame. */
export interface End {
  readonly code: number;
  readonly reason: string;
}

/** The close code of a connection that broke without a close frame (RFC 6455 section 7.4.1). */
export const BROKEN = 1006;

export const LOST: End = { code: BROKEN, reason: "" };
