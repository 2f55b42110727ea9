// What the phone keeps: the lists of each gate, and scans until the portal has them. Nothing leaves it before it is written.
const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("gate", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("states");
    request.result.createObjectStore("scans", { keyPath: "mark" });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function run(store, mode, act) {
  const transaction = (await opened).transaction(store, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const keepScan = (scan) => run("scans", "readwrite", (scans) => scans.put(scan));
export const dropScan = (mark) => run("scans", "readwrite", (scans) => scans.delete(mark));
export const keepState = (gate, state) => run("states", "readwrite", (states) => states.put(state, gate));
export const stateOf = (gate) => run("states", "readonly", (states) => states.get(gate));

// Of every gate this phone stood at, the oldest first.
export async function waitingScans() {
  const scans = await run("scans", "readonly", (store) => store.getAll());
  return scans.sort((one, other) => (one.scanned_at < other.scanned_at ? -1 : 1));
}
