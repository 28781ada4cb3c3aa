import { featuresOf, zonesAt } from "../lib/geojson.js";
import { hereAddress, readLonLat, wrapLongitude } from "../lib/position.js";
import { placeOfName, statusWords, zonesHere } from "../lib/words.js";
import { addAreas, fetchJson } from "../maps/areas.js";
import { addShape, drawBands, slugOf } from "../maps/bands.js";
import { addButton, addPin, make, makeFoot, makeMap, windowOf } from "../maps/canvas.js";
import { namesOf } from "../maps/names.js";

const CLOSE_ENOUGH_FOR_AREAS = 9;

/**
 * <zone-map src="…geojson" label="Map of active zones" list="#zones-list">an equal list</zone-map>
 *
 * What is inside is the page without JavaScript. With it, a map takes its place (children with
 * data-keep stay). Attributes, all but label optional:
 *   src           zones to draw: features with slug, name, status, url
 *   bands-src     the bands of some of the zones: features with band, and with slug if several
 *   areas-src     outlines for context: features with name; {bbox} in it stands for the window
 *   point, point-label   a marker at "lon,lat", and its words
 *   ask-href      a spot that is clicked, or the middle of the map on Enter, can be asked about there
 *   window-input  a hidden input: a button puts "west,south,east,north" in it and sends its form
 *   list          the list that says the same; its items with data-slug light up their zone
 *   data-tiles-url, data-tiles-attribution, data-bounds="west,south,east,north"
 * Fires map-moved, with {bbox, zoom}.
 */
class ZoneMap extends HTMLElement {
  connectedCallback() {
    if (this.map || typeof L === "undefined") return;
    this.without = [...this.childNodes].filter((node) => !node.matches?.("[data-keep]"));
    this.without.forEach((node) => node.remove());
    const { map, frame, box } = makeMap(this, {
      label: this.getAttribute("label") ?? "Map",
      tilesUrl: this.dataset.tilesUrl,
      tilesAttribution: this.dataset.tilesAttribution,
      bounds: this.dataset.bounds,
    });
    Object.assign(this, { map, frame, box, zones: [], shapes: new Map() });
    Object.assign(this, makeFoot(frame, this.getAttribute("list")));
    addPin(map, this.getAttribute("point"), this.getAttribute("point-label"));
    this.listenForSpots();
    this.listenForMoves();
    this.listenToList();
    this.load();
  }

  disconnectedCallback() {
    this.map?.remove();
    this.map = null;
    this.frame?.remove();
    this.foot?.remove();
    if (this.without) this.prepend(...this.without);
  }

  async load() {
    const [zones, bands] = await Promise.allSettled(
      ["src", "bands-src"].map((name) => (this.hasAttribute(name) ? fetchJson(this.getAttribute(name)) : null)),
    );
    if (!this.map) return;
    this.drawn = L.featureGroup().addTo(this.map);
    this.zones = featuresOf(zones.value);
    const banded = new Set(featuresOf(bands.value).map(slugOf));
    const isBanded = (zone, index) => banded.size > 0 && (banded.has(slugOf(zone)) || (banded.has("") && index === 0));
    if (bands.value) drawBands(this.drawn, bands.value, this.zones.filter(isBanded));
    this.zones.forEach((zone, index) => this.drawZone(zone, { isBanded: isBanded(zone, index) }));
    if (zones.status === "rejected" || bands.status === "rejected") this.sayFailure();
    this.fit();
    namesOf(this.map).place();
    this.loadAreas();
    this.offerWindow();
    this.dispatchEvent(new CustomEvent("map-ready", { bubbles: true }));
  }

  /** Areas come last: they are the ground, not the subject. With {bbox} in the address they are
   *  asked for by window, and again when the map has left it. */
  async loadAreas() {
    const address = this.getAttribute("areas-src");
    if (!address) return;
    if (address.includes("{bbox}") && this.map.getZoom() < CLOSE_ENOUGH_FOR_AREAS) {
      this.map.once("moveend", () => this.loadAreas());
      return;
    }
    const wide = this.map.getBounds().pad(0.5);
    const corners = [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()];
    try {
      const json = await fetchJson(address.replace("{bbox}", corners.map((degrees) => degrees.toFixed(4)).join(",")));
      if (!this.map) return;
      this.areas?.remove();
      this.areas = addAreas(this.map, json);
    } catch {
      this.areas = null;
    }
    if (!address.includes("{bbox}") || !this.map) return;
    const reload = () => {
      if (wide.contains(this.map.getBounds())) return;
      this.map.off("moveend", reload);
      this.loadAreas();
    };
    this.map.on("moveend", reload);
  }

  drawZone(zone, { isBanded }) {
    const group = L.featureGroup();
    const status = zone.properties?.status ?? "active";
    addShape(group, [zone], isBanded ? "zone-banded" : `zone zone--${status}`);
    group.addTo(this.drawn);
    this.shapes.set(zone.properties?.slug, group);
    const name = zone.properties?.name;
    if (!name || (isBanded && this.zones.length === 1)) return;
    group.eachLayer((outer) => {
      const shape = outer.getLayers()[0];
      if (shape) namesOf(this.map).add(shape, { name: placeOfName(name), className: "zone-name", rank: breadth(shape) });
    });
  }

  fit() {
    const point = readLonLat(this.getAttribute("point"));
    if (this.dataset.bounds) return;
    const bounds = this.drawn.getLayers().length ? this.drawn.getBounds() : L.latLngBounds([]);
    if (point) bounds.extend([point[1], point[0]]);
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [28, 28], maxZoom: 16, animate: false });
  }

  sayFailure() {
    this.said.textContent = "The shapes could not be fetched. Everything is in the list.";
    this.foot.after(...this.without);
  }

  listenForSpots() {
    this.map.on("click", ({ latlng }) => this.tellAbout(latlng));
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.box) this.tellAbout(this.map.getCenter(), true);
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.popup?.isOpen()) return;
      event.preventDefault();
      this.popup.close();
      this.box.focus();
    });
    this.box.addEventListener("focus", () => this.frame.classList.toggle("aims", this.box.matches(":focus-visible")));
    this.box.addEventListener("blur", () => this.frame.classList.remove("aims"));
  }

  /** Every zone at the spot, each with its link, and the way to ask about the spot itself. */
  tellAbout(latlng, byKeyboard = false) {
    const lon = wrapLongitude(latlng.lng);
    const found = zonesAt(this.zones, [lon, latlng.lat]);
    const askHref = this.getAttribute("ask-href");
    if (!found.length && !askHref) return;
    const body = make("div", "spot");
    body.append(make("p", "spot-title", zonesHere(found.length)));
    const list = make("ul", "spot-list");
    for (const { properties } of found) {
      const item = make("li", "");
      const link = make("a", "", properties.name);
      link.href = properties.url;
      item.append(link, ` – ${statusWords(properties.status)}`);
      list.append(item);
    }
    if (found.length) body.append(list);
    if (askHref) {
      const ask = make("a", "spot-ask", "What is different at this spot?");
      ask.href = hereAddress(askHref, { lat: latlng.lat, lon });
      body.append(ask);
    }
    const popup = L.popup({ maxWidth: 280, className: "spot-popup", autoPanPadding: [12, 12] });
    popup.setLatLng(latlng).setContent(body).openOn(this.map);
    this.popup = popup;
    if (byKeyboard) body.querySelector("a")?.focus();
  }

  listenForMoves() {
    this.map.on("moveend", () => {
      const detail = { bbox: windowOf(this.map), zoom: this.map.getZoom() };
      this.dispatchEvent(new CustomEvent("map-moved", { detail, bubbles: true }));
    });
  }

  /** Once somebody has moved the map, its window can be made a filter of the list. */
  offerWindow() {
    const input = this.hasAttribute("window-input") && document.querySelector(this.getAttribute("window-input"));
    if (!input) return;
    this.map.once("moveend", () => {
      addButton(this.map, {
        text: "Only zones in this window",
        position: "topleft",
        onClick: () => {
          input.value = windowOf(this.map).join(",");
          input.form?.requestSubmit();
        },
      });
    });
  }

  listenToList() {
    const list = this.hasAttribute("list") && document.querySelector(this.getAttribute("list"));
    if (!list) return;
    const light = (event, isLit) => {
      const slug = event.target.closest?.("[data-slug]")?.dataset.slug;
      const shape = slug && this.shapes.get(slug);
      shape?.eachLayer((outer) => outer.eachLayer?.((path) => path.getElement()?.classList.toggle("is-lit", isLit)));
    };
    for (const [name, isLit] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
      list.addEventListener(name, (event) => light(event, isLit));
    }
  }
}

/** Degrees across: small zones are named first, as they have the fewest places for a name. */
function breadth(shape) {
  const bounds = shape.getBounds();
  return bounds.getEast() - bounds.getWest();
}

customElements.define("zone-map", ZoneMap);
