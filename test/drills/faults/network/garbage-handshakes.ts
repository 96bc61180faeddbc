// Bytes in place of a handshake, and handshakes with one defect.

import type { Fault } from "../../fault.ts";
import { inParallel, countValues } from "../../in-parallel.ts";
import { rawRequest, upgradeText } from "../../inputs/raw-request.ts";

function postRequest(headers: string, body = ""): string {
  return `POST /ws/signals HTTP/1.1\r\nHost: x\r\n${headers}\r\n${body}`;
}

const PROBES: readonly ((token: string) => string | Uint8Array)[] = [
  () => "GET /ws/signals HTTP/1.1\r\nHost: x\r\n\r\n",
  () => upgradeText("", { Upgrade: "h2c" }),
  (token) => upgradeText(`?token=${token}`, { "Sec-WebSocket-Version": "8" }),
  (token) => upgradeText(`?token=${token}`, { "Sec-WebSocket-Key": "" }),
  (token) => upgradeText(`?token=${token}`, { "Sec-WebSocket-Key": "short" }),
  (token) => upgradeText(`?token=${token}`, { Connection: "close" }),
  () => upgradeText(`?token=${"t".repeat(16_000)}`, {}),
  () => upgradeText(`?token=${"t".repeat(60_000)}`, {}),
  () => upgradeText("", { "X-Big": "h".repeat(70_000) }),
  () => upgradeText("", { "Sec-WebSocket-Protocol": "a,".repeat(2_000) }),
  () => upgradeText("/../../internal/stats", {}),
  () => postRequest("Upgrade: websocket\r\nConnection: Upgrade\r\n"),
  () => postRequest("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
  () => postRequest("Content-Length: -1\r\n"),
  () => "GET / HTTP/9.9\r\n\r\n",
  () => "NONSENSE\r\n\r\n",
  () => "\r\n\r\n\r\n",
  () => new Uint8Array(512).map((_, index) => (index * 37) % 256),
  () => new Uint8Array([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
];

export const garbageHandshakes: Fault = {
  name: "garbage-handshakes",
  hypothesis: "Garbage in place of a handshake is rejected; the process and the feed continue.",
  waits: true,
  async run(drill) {
    const service = await drill.serve({ rejectionsPerMinute: 1_000_000 });
    const feed = await drill.feed(service, { intervalMs: 40 });
    const token = await service.token();

    const rounds = drill.short ? 1 : 8;
    const responses = await inParallel(PROBES.length * rounds, 16, async (index) => {
      const probe = PROBES[index % PROBES.length];
      if (probe === undefined) throw new Error("there is no such probe");
      return { probe: index % PROBES.length, ...(await rawRequest(service.port, probe(token))) };
    });
    await feed.settle();

    const failed = responses.filter(({ status }) => status >= 500);
    drill.figure("probes", responses.length);
    drill.check(
      failed.length === 0,
      `probes were answered 5xx: ${[...countValues(failed.map(({ probe, status }) => `${probe}: ${status}`)).keys()].join(", ")}`,
    );
    const { starts } = await service.inject({ do: "count" });
    drill.check(starts === 1, "the hub lives on");
  },
};
