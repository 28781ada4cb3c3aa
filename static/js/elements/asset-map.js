import { assetsInWords, byPlace, groupWidth, listAddress, shortCount, viewAddress, viewInWords } from "../lib/assets.js";
import { featuresOf } from "../lib/geojson.js";
import { readBounds } from "../lib/position.js";
import { addAreas, fetchJson } from "../maps/areas.js";
import { drawBands } from "../maps/bands.js";
import { addButton, addPin, make, makeFoot, makeMap, windowOf } from "../maps/canvas.js";

const CLOSE_ENOUGH_FOR_AREAS = 9;
const CLOSEST_ZOOM = 18;
const SPOT_RADIUS = 11;
const NEAR_ENOUGH = 48; // pixels from the middle of the map, for one who asks by keyboard
const PAUSE = 150; // milliseconds after a move, in which another may follow
const FAILED = "What is here could not be fetched. Everything is in the list.";

/**
 * <asset-map src="/assets/map.geojson?…" list="#assets-list" href="/assets/?…">an equal list</asset-map>
 *
 * A map of any number of assets. The server says what the window shows, each time it is moved: few
 * are drawn one by one, many as circles with their count. What is inside is the page without
 * JavaScript. Attributes, all but src optional:
 *   label         what the map is called
 *   href          the list with its search: a group links to the list of what it holds
 *   list          the list that says the same; its items with data-reference light up their spot
 *   ground-src    bands of a zone to draw under the assets
 *   areas-src     outlines for context, {bbox} in it stands for the window
 *   point, point-label   a marker at "lon,lat", and its words
 *   window-input  a hidden input: a button puts "west,south,east,north" in it and sends its form
 *   data-bounds, data-tiles-url, data-tiles-attribution   as of <zone-map>
 * Fires assets-shown, with {in_window, grouped}, each time that it has drawn.
 */
class AssetMap extends HTMLElement {
  connectedCallback() {
    if (this.map || typeof L === "undefined") return;
    this.without = [...this.childNodes];
    this.without.forEach((node) => node.remove());
    const { map, frame, box } = makeMap(this, {
      label: this.getAttribute("label") ?? "Map of assets. Move with the arrow keys; Enter tells what is in the middle.",
      tilesUrl: this.dataset.tilesUrl,
      tilesAttribution: this.dataset.tilesAttribution,
    });
    Object.assign(this, { map, frame, box, spots: new Map(), things: [] });
    this.drawn = L.featureGroup().addTo(map);
    Object.assign(this, makeFoot(frame, this.getAttribute("list")));
    const bounds = readBounds(this.dataset.bounds);
    if (bounds) map.fitBounds(bounds, { padding: [12, 12], maxZoom: 16, animate: false });
    addPin(map, this.getAttribute("point"), this.getAttribute("point-label"));
    this.listenToKeys();
    this.listenToList();
    this.loadGround();
    this.loadAreas();
    this.show();
    map.on("moveend", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.show(), PAUSE);
    });
    map.once("moveend", () => this.offerWindow());
  }

  disconnectedCallback() {
    clearTimeout(this.pause);
    this.asking?.abort();
    this.map?.remove();
    this.map = null;
    this.frame?.remove();
    this.foot?.remove();
    if (this.without) this.prepend(...this.without);
  }

  /** Ask what is in view, and draw it. An older answer never replaces a newer one. */
  async show() {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const corners = windowOf(this.map);
    if (corners[0] >= corners[2]) return;
    try {
      const seen = await fetchJson(viewAddress(this.getAttribute("src"), corners, this.map.getZoom()), { signal });
      if (!this.map || signal.aborted) return;
      this.draw(seen);
    } catch (error) {
      if (error.name === "AbortError" || !this.map) return;
      this.said.textContent = FAILED;
    }
  }

  draw(seen) {
    const open = this.popup?.isOpen();
    this.drawn.clearLayers();
    this.spots.clear();
    this.things = [];
    const features = featuresOf(seen);
    if (seen.grouped) features.forEach((group) => this.drawGroup(group));
    else byPlace(features).forEach((together) => this.drawSpot(together));
    if (open) this.popup.addTo(this.map);
    this.said.textContent = viewInWords(seen, seen.grouped ? features.length : 0);
    const detail = { in_window: seen.in_window, grouped: seen.grouped };
    this.dispatchEvent(new CustomEvent("assets-shown", { detail, bubbles: true }));
  }

  drawGroup({ geometry, properties: { count, box } }) {
    const latlng = latLngOf(geometry);
    const width = groupWidth(count);
    const icon = L.divIcon({ className: "asset-group", html: make("span", "", shortCount(count)), iconSize: [width, width] });
    const marker = L.marker(latlng, { icon, keyboard: false, title: assetsInWords(count) }).addTo(this.drawn);
    const tell = (byKeyboard) => this.tellGroup(latlng, count, box, byKeyboard);
    marker.on("click", () => tell(false));
    this.things.push({ latlng, tell });
  }

  drawSpot(together) {
    const latlng = latLngOf(together[0].geometry);
    const many = together.length > 1;
    const spot = L.circleMarker(latlng, { className: many ? "asset-spot asset-spot--many" : "asset-spot", radius: many ? SPOT_RADIUS + 3 : SPOT_RADIUS });
    spot.addTo(this.drawn);
    const names = together.map((one) => one.properties.name);
    spot.bindTooltip(make("span", "", many ? assetsInWords(together.length) : names[0]));
    const tell = (byKeyboard) => this.tellSpot(latlng, together, byKeyboard);
    spot.on("click", () => tell(false));
    for (const one of together) this.spots.set(one.properties.reference, spot);
    this.things.push({ latlng, tell });
  }

  /** A group is opened by looking closer, until that shows no more; it can always be listed. */
  tellGroup(latlng, count, box, byKeyboard) {
    const body = make("div", "spot");
    body.append(make("p", "spot-title", `${assetsInWords(count)} here`));
    const href = this.getAttribute("href");
    if (href) {
      const link = make("a", "spot-ask", "List them");
      link.href = listAddress(href, box);
      body.append(link);
    }
    if (this.map.getZoom() < CLOSEST_ZOOM) {
      const closer = make("button", "button button--secondary", "Look closer");
      closer.type = "button";
      closer.addEventListener("click", () => {
        this.popup?.close();
        this.box.focus();
        this.map.fitBounds(readBounds(box.join(",")), { maxZoom: CLOSEST_ZOOM });
      });
      body.prepend(closer);
      body.prepend(body.querySelector(".spot-title"));
    }
    this.open(latlng, body, byKeyboard);
  }

  tellSpot(latlng, together, byKeyboard) {
    const body = make("div", "spot");
    if (together.length > 1) body.append(make("p", "spot-title", `${assetsInWords(together.length)} here`));
    const list = make("ul", "spot-list");
    for (const { properties } of together) {
      const item = make("li", "");
      const link = make("a", "", properties.name);
      link.href = properties.url;
      item.append(link, ` – ${properties.kind_label}`);
      list.append(item);
    }
    body.append(list);
    this.open(latlng, body, byKeyboard);
  }

  open(latlng, body, byKeyboard) {
    this.popup = L.popup({ minWidth: 190, maxWidth: 280, className: "spot-popup", autoPanPadding: [12, 12] });
    this.popup.setLatLng(latlng).setContent(body).openOn(this.map);
    if (byKeyboard) body.querySelector("a, button")?.focus();
  }

  /** Enter tells about what is nearest to the middle; Escape goes back to the map. */
  listenToKeys() {
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.box) {
        event.preventDefault(); // or the same press would press what it brings into focus
        this.tellAboutMiddle();
      }
      if (event.key !== "Escape" || !this.popup?.isOpen()) return;
      event.preventDefault();
      this.popup.close();
      this.box.focus();
    });
    this.box.addEventListener("focus", () => this.frame.classList.toggle("aims", this.box.matches(":focus-visible")));
    this.box.addEventListener("blur", () => this.frame.classList.remove("aims"));
  }

  tellAboutMiddle() {
    const middle = this.map.latLngToContainerPoint(this.map.getCenter());
    const away = ({ latlng }) => this.map.latLngToContainerPoint(latlng).distanceTo(middle);
    const nearest = this.things.reduce((best, one) => (!best || away(one) < away(best) ? one : best), null);
    if (nearest && away(nearest) <= NEAR_ENOUGH) nearest.tell(true);
    else this.said.textContent = "Nothing in the middle of the map. Move it with the arrow keys, or look closer with +.";
  }

  /** The zone in which was searched lies under the assets. */
  async loadGround() {
    const address = this.getAttribute("ground-src");
    if (!address) return;
    try {
      const [bands, reach] = await Promise.all([fetchJson(address), fetchJson(address.replace("geometry=bands", "geometry=reach"))]);
      if (!this.map) return;
      drawBands(L.featureGroup().addTo(this.map), bands, featuresOf(reach));
      // The assets may have been there first.
      this.drawn.bringToFront();
    } catch {
      // The ground is no more than that: the assets and the words are there without it.
    }
  }

  /** Outlines of wards, asked for again where the map has left them. */
  async loadAreas() {
    const address = this.getAttribute("areas-src");
    if (!address || !this.map) return;
    const again = () => this.map?.once("moveend", () => this.loadAreas());
    if (this.map.getZoom() < CLOSE_ENOUGH_FOR_AREAS || this.areasOf?.contains(this.map.getBounds())) {
      again();
      return;
    }
    const wide = this.map.getBounds().pad(0.5);
    const corners = [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()];
    try {
      const json = await fetchJson(address.replace("{bbox}", corners.map((degrees) => degrees.toFixed(4)).join(",")));
      if (!this.map) return;
      this.areas?.remove();
      this.areas = addAreas(this.map, json);
      this.areasOf = wide;
    } catch {
      this.areasOf = null;
    }
    again();
  }

  /** Once somebody has moved the map, its window can be made a filter of the list. */
  offerWindow() {
    const input = this.hasAttribute("window-input") && document.querySelector(this.getAttribute("window-input"));
    if (!input) return;
    addButton(this.map, {
      text: "List what is in view",
      position: "topleft",
      onClick: () => {
        input.value = windowOf(this.map).join(",");
        input.form?.requestSubmit();
      },
    });
  }

  listenToList() {
    const list = this.hasAttribute("list") && document.querySelector(this.getAttribute("list"));
    if (!list) return;
    const light = (event, isLit) => {
      const reference = event.target.closest?.("[data-reference]")?.dataset.reference;
      this.spots.get(reference)?.getElement()?.classList.toggle("is-lit", isLit);
    };
    for (const [name, isLit] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
      list.addEventListener(name, (event) => light(event, isLit));
    }
  }
}

function latLngOf(geometry) {
  return L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
}

customElements.define("asset-map", AssetMap);
