// Reading aloud: the spoken word lights up, and one button reads the book from where one stopped to its end.

const book = document.querySelector(".book");
const button = document.getElementById("read-all");
let voice = null; // the narration that plays, or played last
let readingOn = false; // whether the next page follows by itself

book.addEventListener("play", (event) => speak(event.target), true);
book.addEventListener("pause", (event) => event.target === voice && !voice.ended && readOn(false), true);
book.addEventListener("ended", () => readingOn && turnPage(), true);
book.addEventListener("arrived", arrived);
button.addEventListener("click", () => (readingOn ? stop() : readFrom(begun() ?? narrations()[0])));
arrived();

function narrations() {
  return [...book.querySelectorAll("audio")];
}

function begun() {
  return voice?.isConnected && voice.currentTime && !voice.ended ? voice : null;
}

function settled() {
  return ["COMPLETE", "FAILED"].includes(document.getElementById("progress").dataset.status);
}

function arrived() {
  button.disabled = !narrations().length;
  button.hidden = button.disabled && settled();
  if (readingOn && voice.ended) turnPage();
}

function readOn(wanted) {
  readingOn = wanted;
  button.textContent = wanted ? "Pause" : begun() ? "Read on" : "Read it to me";
}

function stop() {
  voice.pause();
  readOn(false);
}

function readFrom(audio) {
  voice = audio;
  readOn(true);
  audio.closest(".spread").scrollIntoView({ block: innerWidth < innerHeight ? "start" : "center" });
  audio.play().catch(() => readOn(false));
}

// While the book is still being made, the next page may have no narration yet: then it is waited for.
function turnPage() {
  const all = narrations();
  const next = all[all.indexOf(voice) + 1];
  if (next) return readFrom(next);
  if (!settled()) return;
  readOn(false);
  document.getElementById("colophon").scrollIntoView({ block: "center" });
}

function speak(audio) {
  if (voice !== audio) voice?.pause();
  voice = audio;
  if (!CSS.highlights || !audio.dataset.words) return;
  const marks = ranges(audio.closest(".spread").querySelector(".words"), JSON.parse(audio.dataset.words));
  let lit = null;
  const show = () => {
    if (voice !== audio) return; // another one reads, and lights its own words
    if (audio.paused || audio.ended || !audio.isConnected) return CSS.highlights.delete("spoken");
    const spoken = marks.findLast((mark) => mark.start <= audio.currentTime);
    const heard = spoken && audio.currentTime < spoken.end + 0.3 ? spoken : null;
    if (heard !== lit) light((lit = heard));
    requestAnimationFrame(show);
  };
  show();
}

function light(mark) {
  if (!mark) return CSS.highlights.delete("spoken");
  CSS.highlights.set("spoken", new Highlight(mark.range));
  const { top, bottom } = mark.range.getBoundingClientRect();
  if (readingOn && bottom > innerHeight - 24) scrollBy({ top: top - innerHeight / 3 });
}

// Where each spoken word stands in the text: the words come in the text's order, so each is looked for after the last.
function ranges(text, words) {
  const nodes = textNodes(text);
  const whole = nodes.map((node) => node.data).join("");
  let from = 0;
  return words.flatMap(([word, start, end]) => {
    const at = whole.indexOf(word, from);
    if (at < 0) return [];
    from = at + word.length;
    const range = new Range();
    range.setStart(...place(nodes, at));
    range.setEnd(...place(nodes, from));
    return [{ range, start, end }];
  });
}

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function place(nodes, offset) {
  for (const node of nodes) {
    if (offset <= node.length) return [node, offset];
    offset -= node.length;
  }
  const last = nodes.at(-1);
  return [last, last.length];
}
