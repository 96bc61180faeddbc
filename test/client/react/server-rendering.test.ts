// The hooks on a server: what they render there, and that they connect nobody.

import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, it } from "vitest";
import { SignalClient } from "../../../src/client/index.ts";
import {
  SignalProvider,
  useConnection,
  useSignal,
  useSignals,
  useSources,
  useWebSocketSignals,
} from "../../../src/client/react/index.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";

function Page() {
  const { status } = useConnection();
  const counts = [useSignals().length, Object.keys(useSources()).length];
  const one = useSignal(1) === undefined ? "none" : "one";
  return createElement("p", null, [status, ...counts, one].join(" "));
}

function GuidePage() {
  return createElement("p", null, useWebSocketSignals("token").length);
}

describe("on a server", () => {
  it("the hooks render nothing open and connect nobody, though the client knows more", async ({
    expect,
  }) => {
    const feed = new TestFeed();
    const client = new SignalClient(feed.options).connect();
    feed.publish({ type: "new_signal", signal_type: "funding_rate", data: { id: 1 } });
    await feed.advance(100);
    client.close();
    await feed.advance(100);

    const html = renderToString(createElement(SignalProvider, { client }, createElement(Page)));

    expect(html).toBe("<p>idle 0 0 none</p>");
    expect([client.signals.length, feed.attempts.length]).toEqual([1, 1]);
  });

  it("the guide's hook renders nothing", ({ expect }) => {
    expect(renderToString(createElement(GuidePage))).toBe("<p>0</p>");
  });

  it("a hook without a provider says what is missing", ({ expect }) => {
    expect(() => renderToString(createElement(Page))).toThrow("<SignalProvider client={…}>");
  });
});
