// Makes a part of the page like its newer version and touches only what differs: what has the focus keeps it, what is
// being read does not jump, and a picture is not fetched again.

// What one list has lost and another may take: an element keeps what is typed in it when it moves.
const removed = new Map();

// To be called when all parts are done.
export function forget() {
  removed.clear();
}

// Elements with an id are the same element wherever they stand; others are the same when they stand at the same place.
export function morph(current, next) {
  if (current.hasAttribute("data-keep")) return;
  // What is folded and what is not is the reader's choice.
  if (current.nodeName === "DETAILS") next.open = current.open;
  copyAttributes(current, next);
  morphChildren(current, next);
}

function copyAttributes(current, next) {
  for (const { name } of [...current.attributes]) {
    if (!next.hasAttribute(name)) current.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
}

function morphChildren(current, next) {
  const wanted = new Set([...next.children].map(child => child.id).filter(Boolean));
  const known = new Map();
  for (const child of [...current.children]) {
    if (!child.id) continue;
    if (wanted.has(child.id)) known.set(child.id, child);
    else {
      removed.set(child.id, child);
      child.remove();
    }
  }

  let at = current.firstChild;
  for (const child of [...next.childNodes]) {
    const match = child.id ? known.get(child.id) ?? removed.get(child.id) ?? document.getElementById(child.id) : isSame(at, child) ? at : null;
    if (!match) {
      current.insertBefore(child, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else current.insertBefore(match, at);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, child);
    else if (match.data !== child.data) match.data = child.data;
  }
  while (at) {
    const rest = at;
    at = at.nextSibling;
    rest.remove();
  }
}

function isSame(node, other) {
  return node !== null && node.nodeType === other.nodeType && node.nodeName === other.nodeName && !node.id;
}
