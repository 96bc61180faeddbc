// Which code answers a client's close.

/** The client's own code, or 1000 where RFC 6455 section 7.4 keeps the code from being sent. */
export function echoCloseCode(received: number): number {
  const reserved = received === 1004 || received === 1005 || received === 1006 || received === 1015;
  return received >= 1000 && received < 5000 && !reserved ? received : 1000;
}
