// What workerd lends to tests under the flag `unsafe_module`; it has no types of its own.

declare module "workerd:unsafe" {
  const unsafe: {
    evict(
      stub: DurableObjectStub,
      options: { readonly webSockets?: "hibernate" | "close" },
    ): Promise<void>;
  };
  export default unsafe;
}
