// The book while it is made: parts appear as they are finished.
// The server sends ready-made parts; each carries an id, and the one with that id takes over what differs.

const book = document.querySelector(".book");
const spreads = document.getElementById("spreads");
const SECONDS_BETWEEN_LOOKS = 4;

if (book.dataset.events) follow(book.dataset.events);

function follow(address) {
  const source = new EventSource(address);
  source.addEventListener("scene", (event) => put(parsed(event.data)));
  source.addEventListener("story", (event) => {
    put(parsed(event.data));
    if (settled()) look(); // the end changes every spread: what is still missing is not awaited any more
  });
  source.addEventListener("error", () => {
    if (settled()) source.close();
    // A server whose places are all taken refuses for good; then we ask again now and then instead.
    else if (source.readyState === EventSource.CLOSED) setTimeout(look, SECONDS_BETWEEN_LOOKS * 1000);
  });
}

async function look() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.ok) put(parsed(await response.text()));
    else if (response.status === 404) return location.reload(); // deleted meanwhile: the server says so better
  } catch {
    // Offline for a while: the next look may get through.
  }
  // What was being made when a story was stopped may still come.
  if (!settled() || book.querySelector(".awaited")) setTimeout(look, SECONDS_BETWEEN_LOOKS * 1000);
}

function settled() {
  return ["COMPLETE", "FAILED"].includes(document.getElementById("progress").dataset.status);
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function put(from) {
  for (const id of ["progress", "colophon"]) replace(from.getElementById(id));
  for (const spread of from.querySelectorAll(".spread")) putSpread(spread);
  book.dispatchEvent(new Event("arrived"));
}

function putSpread(spread) {
  if (!document.getElementById(spread.id)) return insert(spread);
  const { sequence } = spread.dataset;
  for (const part of ["picture", "words", "sound"]) replace(spread.querySelector(`#${part}-${sequence}`));
}

function insert(spread) {
  const next = [...spreads.children].find((other) => Number(other.dataset.sequence) > Number(spread.dataset.sequence));
  const arrived = document.adoptNode(spread);
  arrived.classList.add("arriving");
  spreads.insertBefore(arrived, next ?? null);
}

function replace(part) {
  const old = part && document.getElementById(part.id);
  if (!old) return;
  const focused = old.contains(document.activeElement);
  update(old, document.adoptNode(part));
  if (focused && !old.contains(document.activeElement)) old.querySelector("button, read-aloud, a")?.focus();
}

// Only what differs changes: the focus stays, the bar moves instead of jumping, and a screen reader hears one sentence.
function update(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType === Node.TEXT_NODE) return void (old.data = fresh.data);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const parts = [...fresh.childNodes];
  if (old.childNodes.length !== parts.length) return old.replaceChildren(...parts);
  [...old.childNodes].forEach((child, at) => update(child, parts[at]));
}
