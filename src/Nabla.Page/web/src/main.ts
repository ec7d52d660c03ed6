// The page: three views, one of them open, each with links to its states.
import { copy, find } from "./dom";
import { LearnView } from "./learn";
import { ready } from "./library";
import * as link from "./link";
import { RaceView } from "./race";
import { ReadView } from "./reading";
import { StepView } from "./step";

const names = ["step", "learn", "read"] as const;
type Name = typeof names[number];

const race = new RaceView();
const learn = new LearnView();
const views = { step: new StepView(), learn, read: new ReadView() };
const remembered = new Map<Name, string>();
let open: Name | null = null;

async function show(name: Name, settings: URLSearchParams): Promise<void> {
  if (open !== null) views[open].close();
  open = name;
  link.enter(name);
  for (const other of names) {
    find<HTMLElement>(`#${other}`).hidden = other !== name;
    const tab = find(`#tab-${other}`);
    tab.setAttribute("aria-selected", String(other === name));
    tab.setAttribute("tabindex", other === name ? "0" : "-1");
  }
  await views[name].open(settings);
  if (name === "learn") await race.open();
}

/** Opens the view that the address names; what cannot be understood is said, not shown as an empty page. */
async function follow(): Promise<void> {
  const notice = find("#notice");
  notice.textContent = "";
  let target: link.Link;
  try {
    target = link.read();
  } catch (error) {
    notice.textContent = (error as Error).message;
    target = { view: "", settings: new URLSearchParams() };
  }
  const known = names.find(name => name === target.view);
  if (!known && target.view !== "") notice.textContent = `The link names no view of this page (“${target.view.slice(0, 40)}”); here is the first one.`;
  await show(known ?? "step", known ? target.settings : new URLSearchParams());
}

function tabs(): void {
  for (const name of names) {
    const tab = find<HTMLElement>(`#tab-${name}`);
    tab.addEventListener("click", () => {
      if (name === open) return;
      link.settle();
      if (open) remembered.set(open, location.hash);
      history.pushState(null, "", remembered.get(name) ?? `#${name}`);
      void follow();
    });
    tab.addEventListener("keydown", event => {
      const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (move === 0) return;
      event.preventDefault();
      event.stopPropagation();
      const next = find<HTMLElement>(`#tab-${names[(names.indexOf(name) + move + names.length) % names.length]}`);
      next.focus();
      next.click();
    });
  }
}

function settings(): void {
  const root = document.documentElement;
  const theme = find("#theme");
  const motion = find<HTMLInputElement>("#motion");
  const isDark = (): boolean => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const redraw = (): void => void window.dispatchEvent(new Event("resize"));
  const name = (): void => theme.setAttribute("aria-label", isDark() ? "Switch to light colors" : "Switch to dark colors");
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
    redraw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { name(); redraw(); });
  name();
  motion.checked = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  motion.addEventListener("change", () => { root.dataset.motion = motion.checked ? "on" : "off"; });
  find("#share").addEventListener("click", async () => {
    link.settle();
    const isCopied = await copy(location.href);
    find("#shared").textContent = isCopied ? "Link copied." : "Copy the address of this page.";
    setTimeout(() => { find("#shared").textContent = ""; }, 4000);
  });
}

/** Links into the lecture work where the page is part of the documentation. */
function lecture(): void {
  const base = document.querySelector<HTMLMetaElement>("meta[name=lecture]")?.content ?? "";
  for (const reference of document.querySelectorAll<HTMLAnchorElement>("a[data-lecture]")) {
    if (base) reference.href = base + reference.dataset.lecture;
    else reference.replaceWith(reference.textContent ?? "");
  }
}

async function keepOffline(): Promise<void> {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  try {
    await navigator.serviceWorker.register("offline.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(entry => entry.name);
    // What the worker loaded is in no list of this page, but in the list of .NET's files.
    const files = await (await fetch("files.json")).json() as string[];
    active?.postMessage([...new Set([location.href.split("#")[0], ...loaded, ...["files.json", ...files].map(file => new URL(file, document.baseURI).href)])]);
    navigator.serviceWorker.addEventListener("message", () => { document.documentElement.dataset.offline = "ready"; });
  } catch {
    // Some browsers refuse in private windows; the page works all the same.
  }
}

tabs();
settings();
lecture();
window.addEventListener("hashchange", () => void follow());
try {
  await ready;
  find<HTMLElement>("#loading").hidden = true;
  find<HTMLElement>("main").hidden = false;
  await follow();
  document.documentElement.dataset.ready = "yes";
  void keepOffline();
} catch (error) {
  find("#loading").textContent = `The library did not start: ${(error as Error).message}. Reload the page, or try another browser.`;
}
