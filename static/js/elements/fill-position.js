const REFUSALS = {
  1: "Your browser was not allowed to give your position. Type a postcode instead.",
  2: "Your position could not be found. Type a postcode instead.",
  3: "Your position took too long to find. Try again, or type a postcode.",
};

/**
 * <fill-position for="id_near"></fill-position>
 * A button that puts the browser's position, "latitude, longitude", into a text box. Nothing is sent
 * before the form is. Without JavaScript the box is typed in, and nothing is missing.
 */
class FillPosition extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field || !("geolocation" in navigator) || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = "Use my position";
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
        this.field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        this.field.dispatchEvent(new Event("input", { bubbles: true }));
        said.textContent = `Found, right within ${Math.ceil(coords.accuracy)} m. It is in the box.`;
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

customElements.define("fill-position", FillPosition);
