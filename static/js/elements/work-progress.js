import { quarterOf, wait } from "../lib/progress.js";

/**
 * <work-progress src="/…/state/"><div class="progress">… <progress> …</div></work-progress>
 * Asks how far some work has come, moves the bar inside, and goes on when it is done. The answer is
 * {"done": number or null, "all": number, "words": text, "is_stuck": boolean, "next": address or null}.
 * Without JavaScript the page loads itself anew every few seconds.
 */
class WorkProgress extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("progress");
    this.label = this.querySelector(".progress-label");
    if (!this.bar || this.said) return;
    // The label changes every second; only each quarter is said aloud.
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    this.append(this.said);
    this.failures = 0;
    this.quarter = 0;
    this.timer = setTimeout(() => this.ask(), wait(0));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    try {
      const response = await fetch(this.getAttribute("src"), {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (!response.ok) throw new Error(String(response.status));
      const state = await response.json();
      this.failures = 0;
      if (state.next) {
        location.assign(state.next);
        return;
      }
      if (state.is_stuck || state.state === "failed") {
        location.reload();
        return;
      }
      this.show(state);
    } catch {
      // Offline for a moment, or signed out: ask again, less and less often.
      this.failures += 1;
    }
    this.timer = setTimeout(() => this.ask(), wait(this.failures));
  }

  show({ done, all, words }) {
    this.bar.max = Math.max(all, 1);
    if (done === null) this.bar.removeAttribute("value");
    else this.bar.value = done;
    if (this.label) this.label.textContent = words;
    const quarter = quarterOf(done ?? 0, all);
    if (quarter > this.quarter) {
      this.quarter = quarter;
      this.said.textContent = words;
    }
  }
}

customElements.define("work-progress", WorkProgress);
