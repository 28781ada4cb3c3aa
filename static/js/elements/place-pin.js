import { readLonLat, wrapLongitude } from "../lib/position.js";
import { addAreas, fetchJson } from "../maps/areas.js";
import { make, makeMap } from "../maps/canvas.js";

const REFUSALS = {
  1: "Your browser was not allowed to give your position. Put a pin on the map, or type a postcode.",
  2: "Your position could not be found. Put a pin on the map, or type a postcode.",
  3: "Your position took too long to find. Try again, or type a postcode.",
};
const PIN_ZOOM = 15;

/**
 * <place-pin for="id_place" areas-src="…geojson" data-tiles-url data-tiles-attribution></place-pin>
 * Fills the text field that it is for with "latitude, longitude", from a pin on a map or from the
 * browser's position. Without JavaScript the field is typed in, and nothing is missing.
 */
class PlacePin extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    if (!this.field || this.map || typeof L === "undefined") return;
    this.said = make("p", "position-said");
    this.said.setAttribute("role", "status");
    if ("geolocation" in navigator) {
      const button = make("button", "button button--secondary", "Use my position");
      button.type = "button";
      button.addEventListener("click", () => this.askPosition(button));
      this.append(button);
    }
    this.append(this.said);
    const { map, box, frame } = makeMap(this, {
      label: "Map to put a pin on. Move with the arrow keys; Enter puts the pin in the middle.",
      tilesUrl: this.dataset.tilesUrl,
      tilesAttribution: this.dataset.tilesAttribution,
    });
    frame.classList.add("place-pin-frame");
    this.append(frame);
    this.map = map;
    map.on("click", ({ latlng }) => this.pin(latlng));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== box) return;
      event.preventDefault();
      this.pin(map.getCenter());
    });
    box.addEventListener("focus", () => frame.classList.toggle("aims", box.matches(":focus-visible")));
    box.addEventListener("blur", () => frame.classList.remove("aims"));
    this.field.addEventListener("input", () => this.unpin());
    this.showTyped();
    this.load();
  }

  /** A spot that is in the field already is shown: what was saved, or sent and to be put right. */
  showTyped() {
    const spot = readLonLat(this.field.value.split(",").reverse().join(","));
    if (!spot) return;
    const latlng = L.latLng(spot[1], spot[0]);
    this.map.setView(latlng, PIN_ZOOM, { animate: false });
    this.pin(latlng);
  }

  disconnectedCallback() {
    this.map?.remove();
    this.map = null;
    this.replaceChildren();
  }

  async load() {
    try {
      const layer = addAreas(this.map, await fetchJson(this.getAttribute("areas-src")));
      if (!this.marker && layer.getLayers().length) this.map.fitBounds(layer.getBounds(), { animate: false });
    } catch {
      this.said.textContent = "The outlines of wards could not be fetched. You can still type a place.";
    }
  }

  pin(latlng, { accuracy } = {}) {
    const spot = `${latlng.lat.toFixed(5)}, ${wrapLongitude(latlng.lng).toFixed(5)}`;
    this.unpin();
    const icon = L.divIcon({ className: "map-pin", iconSize: [26, 26] });
    this.marker = L.marker(latlng, { icon, keyboard: false, interactive: false }).addTo(this.map);
    this.field.value = spot;
    const within = accuracy ? ` Your position is right within ${Math.ceil(accuracy)} m: move the pin if it is off.` : "";
    this.said.textContent = `The pin is at ${spot}.${within}`;
  }

  unpin() {
    this.marker?.remove();
    this.marker = null;
    this.said.textContent = "";
  }

  askPosition(button) {
    button.setAttribute("aria-disabled", "true");
    this.said.textContent = "Finding your position…";
    const done = () => button.removeAttribute("aria-disabled");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const latlng = L.latLng(coords.latitude, coords.longitude);
        this.map.setView(latlng, PIN_ZOOM, { animate: false });
        this.pin(latlng, coords);
        done();
      },
      (refusal) => {
        this.said.textContent = REFUSALS[refusal.code] ?? REFUSALS[2];
        done();
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }
}

customElements.define("place-pin", PlacePin);
