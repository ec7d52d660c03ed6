// Every state has a link: the view's name and its settings after the #.

export interface Link { view: string; settings: URLSearchParams }

const longest = 20_000;

/** The part of the address after the # as this page last read or wrote it. */
let known = "";
let entered = "";
let waiting: { address: string; timer: number } | null = null;

export function read(): Link {
  forget();
  known = location.hash;
  const text = known.slice(1);
  if (text.length > longest) throw new Error("The link is too long to be one of this page.");
  const [view, settings = ""] = text.split("?", 2);
  return { view, settings: new URLSearchParams(settings) };
}

/** From now on the address is this view's; what another one still writes is left out. */
export function enter(view: string): void {
  entered = view;
}

/** Shows the state in the address bar, without an entry in the history. */
export function write(view: string, settings: Record<string, string>): void {
  if (view !== entered) return;
  forget();
  const parameters = new URLSearchParams(settings).toString();
  // Browsers refuse more than a hundred changes in half a minute.
  waiting = { address: `#${view}${parameters ? `?${parameters}` : ""}`, timer: window.setTimeout(settle, 150) };
}

/** Writes at once what waits to be written. */
export function settle(): void {
  const address = waiting?.address;
  forget();
  // The visitor may just have followed another link, which is about to be read.
  if (address === undefined || location.hash !== known) return;
  history.replaceState(null, "", location.pathname + location.search + address);
  known = location.hash;
}

function forget(): void {
  clearTimeout(waiting?.timer);
  waiting = null;
}
