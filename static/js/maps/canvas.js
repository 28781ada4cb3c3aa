import { readBounds, readLonLat, wrapLongitude } from "../lib/position.js";

const BRITAIN = [
  [49.9, -6.4],
  [55.9, 1.8],
];

/** Make one element of the page: a tag, its class, its text. */
export function make(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** The line under a map: the way to the equal list, if there is one, and what the map says. */
export function makeFoot(frame, list) {
  const foot = make("p", "zone-map-tools");
  if (list) {
    const link = make("a", "", "The same as a list");
    link.href = list;
    foot.append(link);
  }
  const said = make("span", "zone-map-said");
  said.setAttribute("role", "status");
  foot.append(said);
  frame.after(foot);
  return { foot, said };
}

/** A pin at "lon,lat", if that says where. */
export function addPin(map, place, label) {
  const point = readLonLat(place);
  if (!point) return;
  const icon = L.divIcon({ className: "map-pin", iconSize: [26, 26] });
  const title = label ?? "The place you asked about";
  L.marker([point[1], point[0]], { icon, keyboard: false, interactive: false, title }).addTo(map);
}

/** A map in a box, with this site's manners: it never keeps the page from scrolling. */
export function makeMap(host, { label, tilesUrl, tilesAttribution, bounds }) {
  const frame = make("div", "zone-map-frame");
  const box = make("div", "zone-map-canvas");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  const manners = make("p", "zone-map-manners");
  manners.setAttribute("aria-hidden", "true");
  frame.append(box, manners);
  host.prepend(frame);

  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const map = L.map(box, {
    attributionControl: false,
    scrollWheelZoom: false,
    dragging: !isTouch,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    markerZoomAnimation: !isCalm,
    inertia: !isCalm,
    zoomSnap: 0.5,
    minZoom: 4,
    maxZoom: 19,
    bounceAtZoomLimits: false,
    tapHold: false,
    pmIgnore: false,
  });
  map.fitBounds(readBounds(bounds) ?? BRITAIN);
  L.control.scale({ maxWidth: 140, imperial: true }).addTo(map);
  if (tilesUrl) {
    box.classList.add("has-tiles");
    L.tileLayer(tilesUrl, { maxZoom: 19 }).addTo(map);
    if (tilesAttribution) {
      const credit = make("span", "", tilesAttribution);
      L.control.attribution({ prefix: false }).addAttribution(credit.innerHTML).addTo(map);
    }
  }
  wheelOnlyWhenMeant(map, frame, manners);
  if (isTouch) twoFingersMove(box, frame, manners);
  addFullScreen(map, frame, isTouch);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
  return { map, frame, box };
}

/** [west, south, east, north] of what the map shows, to five decimals. */
export function windowOf(map) {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees, index) =>
    Number((index % 2 ? degrees : wrapLongitude(degrees)).toFixed(5)),
  );
}

/** A button in a corner of the map; `icon` is the name of a class that draws it. */
export function addButton(map, { label, icon = "", text = "", position = "topright", onClick }) {
  const button = make("button", icon ? `map-button ${icon}` : "map-button map-button--words", text);
  button.type = "button";
  if (!text) {
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  const control = L.control({ position });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(button);
    return button;
  };
  control.addTo(map);
  button.addEventListener("click", onClick);
  return button;
}

function wheelOnlyWhenMeant(map, frame, manners) {
  frame.addEventListener(
    "wheel",
    (event) => {
      const isMeant = event.ctrlKey || event.metaKey || frame.contains(document.activeElement);
      map.scrollWheelZoom[isMeant ? "enable" : "disable"]();
      const key = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
      if (!isMeant) sayManners(frame, manners, `Hold ${key}, or click the map first, to zoom with the wheel`);
    },
    { capture: true, passive: false },
  );
}

function twoFingersMove(box, frame, manners) {
  box.addEventListener(
    "touchmove",
    (event) => {
      const isFull = frame.classList.contains("is-full");
      if (event.touches.length === 1 && !isFull) sayManners(frame, manners, "Use two fingers to move the map");
    },
    { passive: true },
  );
}

function sayManners(frame, manners, text) {
  manners.textContent = text;
  frame.classList.add("says-manners");
  clearTimeout(manners.timer);
  manners.timer = setTimeout(() => frame.classList.remove("says-manners"), 1400);
}

function addFullScreen(map, frame, isTouch) {
  const button = addButton(map, {
    label: "Fill the screen with the map",
    icon: "map-button--full",
    onClick: () => setFull(!frame.classList.contains("is-full")),
  });
  const setFull = (isFull) => {
    frame.classList.toggle("is-full", isFull);
    document.documentElement.classList.toggle("has-full-map", isFull);
    button.setAttribute("aria-pressed", String(isFull));
    if (isTouch) map.dragging[isFull ? "enable" : "disable"]();
    map.invalidateSize({ animate: false });
  };
  button.setAttribute("aria-pressed", "false");
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame.classList.contains("is-full") && !event.defaultPrevented) {
      setFull(false);
      button.focus();
    }
  });
}
