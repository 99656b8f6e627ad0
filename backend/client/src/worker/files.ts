/* The phone app's own files, kept so that it opens without a network. Never an answer of the API. */
const PREFIX = "tidemark-app-";
const KEPT_VERSIONS = 2;

export interface File {
  url: string;
  /* null: the address itself changes with the content. */
  revision: string | null;
  /* What the build made of it (SRI); without it, as for the icons' list, anything is taken. */
  integrity?: string;
}

/* The files of one version of the app. */
export class Files {
  readonly #name: string;

  constructor(readonly list: File[]) {
    this.#name = PREFIX + digest(JSON.stringify(list));
  }

  /* Fetches them all as they were built, or fails: a hotel's network says "welcome" to everything,
     and a server may have gone on to another version meanwhile. What is kept already isn't fetched
     again. */
  async install(): Promise<void> {
    const earlier = await versions();
    const cache = await caches.open(this.#name);
    await Promise.all(
      this.list.map(async (file) => {
        const known = file.revision === null ? await found(earlier, file.url) : undefined;
        await cache.put(file.url, known ?? (await fetched(file)));
      }),
    );
  }

  /* Forgets old versions, but not the one before: pages of it may be open still. */
  async tidy(): Promise<void> {
    const others = (await versions()).filter((name) => name !== this.#name);
    const old = others.slice(0, Math.max(0, others.length - KEPT_VERSIONS + 1));
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  /* The file of this version, else of one that is still kept. */
  async find(url: string): Promise<Response | undefined> {
    return await found([this.#name, ...(await versions()).reverse()], url);
  }
}

async function fetched({ url, revision, integrity = "" }: File): Promise<Response> {
  const anew = () => fetch(url, { cache: "reload", integrity });
  // What the browser holds of it may be somebody else's.
  const answer = await (revision ? anew() : fetch(url, { integrity }).catch(anew));
  if (!answer.ok || answer.redirected) throw new Error(`No ${url}.`);
  return answer;
}

/* The names of the kept versions, in the order installed. */
async function versions(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function found(names: string[], url: string): Promise<Response | undefined> {
  for (const name of names) {
    const answer = (await caches.has(name)) && (await (await caches.open(name)).match(url));
    if (answer) return answer;
  }
  return undefined;
}

/* Tells versions apart; no secret depends on it (FNV-1a, 32 bits). */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
