// Sends an acknowledgement, and says what came of it.
import { refresh } from "./refresh.js";

const shownMs = 15000;
let timer = 0;

export function start() {
  document.addEventListener("submit", event => {
    if (!event.target.matches("form[data-acknowledge]")) return;
    event.preventDefault();
    acknowledge(event.target);
  });
}

async function acknowledge(form) {
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  const card = form.closest("[data-incident]");
  const { what, severity } = card.dataset;
  try {
    let answer = await send(form, card);
    if (answer.status === 409 && !answer.acknowledgedBy) {
      // It went on while we looked (an event came again). It is still the same alarm unless it has become more urgent.
      await refresh(false);
      if (card.isConnected && card.contains(form) && card.dataset.severity === severity) answer = await send(form, card);
    }
    tell(answer, what);
  } catch {
    say("failed", { what, why: document.getElementById("result").dataset.silent });
  }
  button.disabled = false;
  await refresh(false);
}

async function send(form, card) {
  const response = await fetch(`/api/v1/incidents/${form.dataset.acknowledge}/ack`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ note: form.elements.note.value.trim() || null, version: Number(card.dataset.version) }),
    signal: AbortSignal.timeout(10000),
  });
  const body = await response.json();
  return { status: response.status, ok: response.ok, acknowledgedBy: body.acknowledgedBy, why: body.detail ?? body.title };
}

function tell(answer, what) {
  if (answer.ok) say("done", { what });
  else if (answer.status === 409 && answer.acknowledgedBy) say("first", { what, who: answer.acknowledgedBy });
  else if (answer.status === 409) say("changed", { what });
  else say("failed", { what, why: answer.why });
}

function say(kind, values) {
  const result = document.getElementById("result");
  result.textContent = result.dataset[kind].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  result.dataset.kind = kind;
  result.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { result.hidden = true; }, shownMs);
}
