// A token or key for the session of one tab, typed or taken from a link.

/** One secret in `sessionStorage`. Its name is also its parameter in a link's fragment. */
export class SessionSecret {
  readonly #name: string;

  /** `name` is unique among the secrets of both pages. */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Reads the secret from the fragment (`#name=…`) and removes it from the address bar and the history. No request
   * carries a fragment (RFC 9110 section 7.1). Another link opened over the page later is read the same way, and the
   * page reloads.
   */
  readFromLinks(): void {
    this.#takeFromFragment();
    window.addEventListener("hashchange", () => {
      if (this.#takeFromFragment()) location.reload();
    });
  }

  /** The secret. `null` where there is none. */
  get(): string | null {
    return sessionStorage.getItem(this.#name);
  }

  /** Stores the secret until the tab closes. */
  set(secret: string): void {
    sessionStorage.setItem(this.#name, secret);
  }

  /** Removes the secret. */
  clear(): void {
    sessionStorage.removeItem(this.#name);
  }

  #takeFromFragment(): boolean {
    const secret = new URLSearchParams(location.hash.slice(1)).get(this.#name);
    if (secret === null) return false;
    this.set(secret);
    history.replaceState(null, "", location.pathname + location.search);
    return true;
  }
}
