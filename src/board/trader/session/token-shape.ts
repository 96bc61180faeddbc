// Finds an access token in pasted text.

/** The compact serialization of a JWT (RFC 7515 section 3.1), three parts of base64url. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The token without a scheme, quotes or white space around it. `null` where the text is something else. */
export function findToken(text: string): string | null {
  const bare = text.replace(/^\s*(?:bearer\s+)?["']?/i, "").replace(/["']?\s*$/, "");
  return TOKEN.test(bare) ? bare : null;
}
