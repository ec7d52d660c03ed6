// The library runs in a worker, so that the page stays smooth. Calls are answered in their order.

export type Value = string | number | Uint8Array | number[];

interface Answer { id: number; result?: unknown; error?: string }

const worker = new Worker(new URL("worker.js", document.baseURI), { type: "module" });
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
let next = 0;

export const ready = new Promise<void>((resolve, reject) => {
  worker.addEventListener("message", (event: MessageEvent<Answer>) => {
    const { id, result, error } = event.data;
    if (id === -1) {
      if (error === undefined) resolve();
      else reject(new Error(error));
      return;
    }
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error));
  });
  worker.addEventListener("error", event => reject(new Error(event.message || "The library did not start.")));
});

/** Calls a function of the library by its name. */
export function call<T>(name: string, ...values: Value[]): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    worker.postMessage({ id, name, values });
  });
}

/** Calls a function that returns JSON. */
export async function ask<T>(name: string, ...values: Value[]): Promise<T> {
  return JSON.parse(await call<string>(name, ...values)) as T;
}
