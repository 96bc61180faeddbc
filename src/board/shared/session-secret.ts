// A secret that somebody typed or brought in a link: kept for the session of this tab, never in an address that is sent.

/** One secret of a page, under a name of its own. */
export class SessionSecret {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Takes it from the fragment (`#name=…`), which no request carries, and out of the address bar and the history. A link
   * that is opened over the page later has it taken too, and the page begins anew with it.
   */
  readFromLinks(): void {
    this.#takeFromFragment();
    window.addEventListener("hashchange", () => {
      if (this.#takeFromFragment()) location.reload();
    });
  }

  #takeFromFragment(): boolean {
    const found = new URLSearchParams(location.hash.slice(1)).get(this.#name);
    if (found === null) return false;
    this.set(found);
    history.replaceState(null, "", location.pathname + location.search);
    return true;
  }

  get(): string | null {
    return sessionStorage.getItem(this.#name);
  }

  set(secret: string): void {
    sessionStorage.setItem(this.#name, secret);
  }

  clear(): void {
    sessionStorage.removeItem(this.#name);
  }
}
