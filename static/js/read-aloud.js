// <read-aloud>: a narration with a player that belongs to the book. Without scripts the browser's own controls stay.

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";

class ReadAloud extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(...this.#controls());
    for (const name of ["play", "pause", "ended", "timeupdate", "seeked", "emptied", "error"]) {
      this.addEventListener(name, () => this.#show(), true); // they do not bubble
    }
  }

  connectedCallback() {
    this.#show();
  }

  get audio() {
    return this.querySelector("audio");
  }

  #controls() {
    const template = document.createElement("template");
    template.innerHTML = `
      <button part="play" type="button"><svg part="icon" viewBox="0 0 24 24" aria-hidden="true"><path/></svg></button>
      <input part="seek" type="range" min="0" step="0.1">
      <span part="time" aria-hidden="true"></span>`;
    const [button, seek, time] = template.content.children;
    button.addEventListener("click", () => this.#toggle());
    seek.addEventListener("input", () => (this.audio.currentTime = Number(seek.value)));
    Object.assign(this, { button, seek, time });
    return template.content.children;
  }

  #toggle() {
    if (this.audio.paused) this.audio.play().catch(() => this.#show());
    else this.audio.pause();
  }

  #show() {
    const { audio, button, seek, time } = this;
    const scene = this.dataset.scene;
    const whole = audio.duration || Number(this.dataset.seconds) || 0;
    button.setAttribute("aria-label", audio.paused ? `Read ${scene} aloud` : `Pause ${scene}`);
    button.querySelector("path").setAttribute("d", audio.paused ? PLAY : PAUSE);
    button.disabled = seek.disabled = Boolean(audio.error);
    seek.max = whole;
    seek.value = audio.currentTime;
    seek.setAttribute("aria-label", `Place in ${scene}`);
    seek.setAttribute("aria-valuetext", `${clock(audio.currentTime)} of ${clock(whole)}`);
    time.textContent = audio.error ? "cannot be played" : clock(audio.currentTime ? whole - audio.currentTime : whole);
  }
}

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("read-aloud", ReadAloud);
