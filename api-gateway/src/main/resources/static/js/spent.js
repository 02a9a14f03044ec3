/*
 * The refresh token that was used last, for all tabs of this browser. What one tab writes into localStorage may reach
 * another, in a process of its own, later than the lock that it has released; what is committed to IndexedDB is there.
 */
const DATABASE = "chirp";
const STORE = "session";
const SPENT = "spent";

/** @returns {Promise<string|null>} null when none is known, or this browser keeps nothing */
export function lastSpent() {
  return within("readonly", (store) => store.get(SPENT)).then((spent) => spent ?? null, () => null);
}

/** @param {string} refreshToken it is good for nothing any more */
export async function spend(refreshToken) {
  await within("readwrite", (store) => store.put(refreshToken, SPENT)).catch(() => {});
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work */
async function within(mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
