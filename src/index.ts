// The entry: the Worker and the Durable Object, by name.

import { app } from "./app.ts";

export { SignalHub } from "./hub/signal-hub.ts";
export default app;
