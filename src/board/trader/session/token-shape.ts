// What somebody pasted, as the token that they meant.

/** A JWT's compact form (RFC 7515 section 3.1): three parts of base64url. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The token in a text, without a scheme, quotes or white space around it; `null` where there is none. */
export function tokenIn(text: string): string | null {
  const bare = text.replace(/^\s*(?:bearer\s+)?["']?/i, "").replace(/["']?\s*$/, "");
  return TOKEN.test(bare) ? bare : null;
}
