// Keeps the page up to date: fetches it again and takes over the parts marked data-live. What is urgent comes often, the
// long table of devices less often. Nothing is fetched while nobody looks.
import { forget, morph } from "./morph.js";
import { writeLocalTimes } from "./times.js";

const pauseMs = 2500;
const patienceMs = 10000;
const wholeEvery = 4;

let timer = 0;
let turn = 0;
let underWay = null;

// Fetches the page now. Whoever calls while one fetch is under way gets a later one, which sees what they have just done.
export async function refresh(whole) {
  while (underWay) await underWay;
  clearTimeout(timer);
  underWay = fetchPage(whole);
  const state = await underWay;
  underWay = null;
  if (state) show(state);
  if (state !== "ended" && !document.hidden) timer = setTimeout(() => refresh(++turn % wholeEvery === 0), pauseMs);
}

export function start() {
  writeLocalTimes(document);
  timer = setTimeout(() => refresh(false), pauseMs);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) refresh(true);
  });
}

async function fetchPage(whole) {
  const address = location.href;
  const headers = whole ? { Accept: "text/html" } : { Accept: "text/html", "Telemetry-Part": "urgent" };
  try {
    const response = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(patienceMs) });
    if (response.status === 401) return "ended";
    if (!response.ok && response.status !== 404) return "lost";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Another choice of devices was made meanwhile: the answer is to an older question.
    if (address === location.href) take(page);
    return "live";
  } catch {
    // No connection, or no answer in time.
    return "lost";
  }
}

function take(page) {
  writeLocalTimes(page);
  const waiting = document.querySelector("[data-watch]");
  const before = new Set(waiting ? [...waiting.querySelectorAll("[data-incident]")].map(card => card.id) : []);
  const focused = document.activeElement;
  const selection = [focused?.selectionStart, focused?.selectionEnd];

  for (const next of page.querySelectorAll("[data-live]")) {
    const current = document.getElementById(next.id);
    if (current) morph(current, next);
  }
  forget();
  document.title = page.title;

  // An element that had to move has lost the focus on the way; one that is gone leaves it to its list.
  if (focused && focused !== document.body && document.activeElement !== focused) {
    if (focused.isConnected) {
      focused.focus({ preventScroll: true });
      if (focused.tagName === "INPUT") focused.setSelectionRange(...selection);
    } else {
      document.getElementById("waiting-title")?.focus({ preventScroll: true });
    }
  }

  if (waiting) announce([...waiting.querySelectorAll("[data-incident]")].filter(card => !before.has(card.id)), waiting.dataset.watch);
}

function announce(cards, word) {
  if (cards.length === 0) return;
  for (const card of cards) card.classList.add("new");
  document.getElementById("announcement").textContent = `${word}: ${cards.map(card => card.dataset.what).join("; ")}`;
}

function show(state) {
  document.body.dataset.state = state;
  document.getElementById("lost").hidden = state !== "lost";
  document.getElementById("ended").hidden = state !== "ended";
}
