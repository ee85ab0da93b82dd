// Lists other devices while one types, without leaving the page.
import { refresh } from "./refresh.js";

const pauseMs = 300;
let timer = 0;

export function start() {
  const form = document.getElementById("choice");
  if (!form) return;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => choose(form), pauseMs);
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    choose(form);
  });
}

function choose(form) {
  clearTimeout(timer);
  const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
  refresh(true);
}
