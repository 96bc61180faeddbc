// The entry: the Worker, the Durable Object and the way back from one to the other, by name.

import { app } from "./app.ts";

export { TokenVerifier } from "./auth/token-verifier.ts";
export { SignalHub } from "./hub/signal-hub.ts";
export default app;
