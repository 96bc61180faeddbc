// Types of the module under the workerd flag `unsafe_module`. The runtime ships none.

declare module "workerd:unsafe" {
  const unsafe: {
    evict(
      stub: DurableObjectStub,
      options: { readonly webSockets?: "hibernate" | "close" },
    ): Promise<void>;
  };
  export default unsafe;
}
