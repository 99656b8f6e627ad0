/* The one policy by which a page may load a script by its address: only our own worker. */
interface Factory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

const WORKER = "/service-worker.js";
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy("tidemark", {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError("Only our own worker.");
    return url;
  },
});

/* The address of the service worker, as the browser wants it. */
export function workerUrl(): string {
  return policy ? policy.createScriptURL(WORKER) : WORKER;
}
