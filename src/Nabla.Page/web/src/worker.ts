// Starts .NET and answers calls. Messages that arrive earlier wait: .NET hangs if somebody listens before it is there.

interface Call { id: number; name: string; values: unknown[] }
type Exported = Record<string, (...values: unknown[]) => unknown>;

const scope = self as unknown as DedicatedWorkerGlobalScope;

function reason(error: unknown): string {
  // A .NET exception comes as its message and its stack.
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n   at ")[0].replace(/^Error: /, "").trim();
}

async function start(): Promise<Exported> {
  const address = new URL("_framework/dotnet.js", scope.location.href).href;
  const { dotnet } = await import(address);
  const { getAssemblyExports, getConfig, runMain } = await dotnet.create();
  const config = getConfig();
  await runMain(config.mainAssemblyName, []);
  const exports = await getAssemblyExports(config.mainAssemblyName);
  return exports.Nabla.Page.Exports as Exported;
}

try {
  const library = await start();
  scope.onmessage = (event: MessageEvent<Call>) => {
    const { id, name, values } = event.data;
    try {
      scope.postMessage({ id, result: library[name](...values) });
    } catch (error) {
      scope.postMessage({ id, error: reason(error) });
    }
  };
  scope.postMessage({ id: -1 });
} catch (error) {
  scope.postMessage({ id: -1, error: reason(error) });
}
export {};
