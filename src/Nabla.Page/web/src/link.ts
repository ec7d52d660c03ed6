// Every state has a link: the view's name and its settings after the #.

export interface Link { view: string; settings: URLSearchParams }

const longest = 20_000;

export function read(): Link {
  const text = location.hash.slice(1);
  if (text.length > longest) throw new Error("The link is too long to be one of this page.");
  const [view, settings = ""] = text.split("?", 2);
  return { view, settings: new URLSearchParams(settings) };
}

let pending = 0;

/** Shows the state in the address bar, without an entry in the history. */
export function write(view: string, settings: Record<string, string>): void {
  // Browsers refuse more than a hundred changes in half a minute.
  clearTimeout(pending);
  const parameters = new URLSearchParams(settings).toString();
  const address = `${location.pathname}${location.search}#${view}${parameters ? `?${parameters}` : ""}`;
  pending = window.setTimeout(() => history.replaceState(null, "", address), 150);
}
