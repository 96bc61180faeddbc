// The entrypoints by name. The Worker is the default one, and the hub calls the token verifier.

import { app } from "./app.ts";

export { TokenVerifier } from "./auth/token-verifier.ts";
export { SignalHub } from "./hub/signal-hub.ts";
export default app;
