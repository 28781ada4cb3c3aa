import { piecesOf, spokenText } from "../lib/speech.js";

const BLOCKS = "h1, h2, h3, h4, p, dt, dd, li";
const LEFT_OUT = "read-aloud, form, zone-map, [data-not-read], details:not([open]), [aria-hidden='true']";

/**
 * <read-aloud for="main"></read-aloud>
 * A button that reads the element with this id aloud, in the order of the page, and stops again;
 * forms, maps, what is folded away and what is marked data-not-read are left out.
 * Without JavaScript, or where the browser has no voice, there is nothing to show.
 */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    if (!("speechSynthesis" in window) || this.querySelector("button")) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button--secondary";
    this.button.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
    addEventListener("pagehide", this.leave);
    this.append(this.button);
    this.show(false);
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leave);
    if (this.reading) this.stop();
  }

  leave = () => {
    if (this.reading) this.stop();
  };

  show(reading) {
    this.reading = reading;
    this.button.textContent = reading ? "Stop reading" : "Read aloud";
  }

  start() {
    const pieces = piecesOf(spokenText(this.blocks()));
    if (!pieces.length) return;
    speechSynthesis.cancel();
    const voices = pieces.map((piece) => {
      const voice = new SpeechSynthesisUtterance(piece);
      voice.lang = document.documentElement.lang;
      return voice;
    });
    voices.at(-1).addEventListener("end", () => this.show(false));
    for (const voice of voices) {
      voice.addEventListener("error", () => this.show(false));
      speechSynthesis.speak(voice);
    }
    this.show(true);
  }

  stop() {
    speechSynthesis.cancel();
    this.show(false);
  }

  blocks() {
    const read = document.getElementById(this.getAttribute("for"));
    if (!read) return [];
    const innermost = [...read.querySelectorAll(BLOCKS)].filter(
      (block) => !block.closest(LEFT_OUT) && !block.querySelector(BLOCKS),
    );
    return innermost.map((block) => block.textContent);
  }
}

customElements.define("read-aloud", ReadAloud);
