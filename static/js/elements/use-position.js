import { hereAddress } from "../lib/position.js";

const REFUSALS = {
  1: "Your browser was not allowed to give your position. Type a postcode instead.",
  2: "Your position could not be found. Type a postcode instead.",
  3: "Your position took too long to find. Try again, or type a postcode.",
};

/**
 * <use-position href="/here/" label="Use my position"></use-position>
 * A button that asks the browser where it is and goes to the answer for that place.
 * Without JavaScript, or where the browser has no position to give, there is nothing to show.
 */
class UsePosition extends HTMLElement {
  connectedCallback() {
    if (!("geolocation" in navigator) || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = this.getAttribute("label") ?? "Use my position";
    const said = document.createElement("p");
    said.className = "position-said";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => this.ask(button, said));
    this.append(button, said);
  }

  ask(button, said) {
    button.setAttribute("aria-disabled", "true");
    said.textContent = "Finding your position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const { latitude: lat, longitude: lon, accuracy } = coords;
        said.textContent = "Found. Looking up what is different there…";
        location.assign(hereAddress(this.getAttribute("href") ?? "/here/", { lat, lon, accuracy }));
        button.removeAttribute("aria-disabled");
      },
      (refusal) => {
        said.textContent = REFUSALS[refusal.code] ?? REFUSALS[2];
        button.removeAttribute("aria-disabled");
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }
}

customElements.define("use-position", UsePosition);
