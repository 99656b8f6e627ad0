"use strict";
/* What this device keeps between two visits, for the page and for the service worker: who is
   signed in, receipts that didn't get through, tags that were shown. Nothing about health. */
self.kept = (() => {
  const NAME = "tidemark";
  const STORE = "kept";

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function within(mode, act) {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await asked(opening);
    try {
      const transaction = database.transaction(STORE, mode);
      const ended = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const [result] = await Promise.all([act(transaction.objectStore(STORE)), ended]);
      return result;
    } finally {
      database.close();
    }
  }

  return {
    /* What is kept under this name; undefined if nothing is. */
    get: (name) => within("readonly", (store) => asked(store.get(name))),

    put: (name, value) => within("readwrite", (store) => asked(store.put(value, name))),

    /* Puts what `change` makes of it, with nobody in between; gives what was there before. */
    change: (name, change) =>
      within("readwrite", async (store) => {
        const before = await asked(store.get(name));
        await asked(store.put(change(before), name));
        return before;
      }),

    /* Forgets everything. */
    wipe: () => within("readwrite", (store) => asked(store.clear())),
  };
})();
