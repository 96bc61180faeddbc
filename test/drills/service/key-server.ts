// An issuer's JWKS endpoint on loopback. It can be down, slow, or rotate keys.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { nowSeconds, type Claims } from "../../support/auth/access-tokens.ts";

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: JWK;
}

const ALGORITHM = "ES256";

export class KeyServer {
  /** Requests of the key set so far. */
  fetches = 0;
  down = false;
  delayMs = 0;
  readonly #server: Server;
  #keys: readonly Key[];

  private constructor(server: Server, first: Key) {
    this.#server = server;
    this.#keys = [first];
  }

  static async start(): Promise<KeyServer> {
    const server = createServer();
    const keys = new KeyServer(server, await newKey("first"));
    server.on("request", (_, response) => {
      keys.fetches += 1;
      if (keys.down) {
        response.writeHead(500).end("not now");
        return;
      }
      const body = JSON.stringify({ keys: keys.#keys.map(({ publicKey }) => publicKey) });
      setTimeout(
        () => response.setHeader("Content-Type", "application/json").end(body),
        keys.delayMs,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return keys;
  }

  /** Settings of a service with this issuer alone. */
  get settings(): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo; // SAFETY: a server that listens has one.
    return {
      JWT_SECRET: "",
      JWT_JWKS_URL: `http://127.0.0.1:${port}/keys.json`,
      JWT_ALGORITHMS: ALGORITHM,
    };
  }

  /** Adds a key to the set. */
  async add(kid: string): Promise<void> {
    this.#keys = [...this.#keys, await newKey(kid)];
  }

  /** A VIP's token for an hour, signed with the newest key or with the one of this `kid`. */
  token(claims: Claims, kid?: string): Promise<string> {
    const key = kid === undefined ? this.#keys.at(-1) : this.#keys.find((key) => key.kid === kid);
    if (key === undefined) throw new Error("there is no such key");
    const now = nowSeconds();
    return new SignJWT({ vip: true, iat: now, exp: now + 3_600, ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid })
      .sign(key.privateKey);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function newKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  return { kid, privateKey, publicKey: { ...jwk, kid, alg: ALGORITHM, use: "sig" } };
}
