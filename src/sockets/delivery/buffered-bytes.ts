// Backpressure is measured here, by the bytes of a socket's frames still in the runtime.

/** Bytes sent to the socket and still in the runtime (`bufferedAmount`, workerd 1.20261117 and later). */
export function bufferedBytes(socket: WebSocket): number {
  return socket.bufferedAmount;
}

/** Whether the socket has at most `budget` bytes buffered. */
export function canSendMore(socket: WebSocket, budget: number): boolean {
  // A comparison with `undefined` is false, so a runtime without `bufferedAmount` feeds everybody.
  return !(bufferedBytes(socket) > budget);
}
