import { nameFits } from "../lib/words.js";
import { make } from "./canvas.js";

const GAP = 4;

/**
 * The names on a map. A name is shown where its shape has room for it and no name of a higher rank,
 * or put up before it, is in the way; what is hidden comes back as one zooms in.
 */
export class Names {
  #names = [];

  constructor(map) {
    this.map = map;
    map.on("zoomend resize", () => this.place());
  }

  /** @param {L.Layer} shape a polygon on the map
   *  @param {{name: string, className: string, pane?: string, rank: number}} how a lower rank wins */
  add(shape, { name, className, pane, rank }) {
    shape.bindTooltip(make("span", "", name), { permanent: true, direction: "center", interactive: false, className, ...(pane && { pane }) });
    this.#names.push({ shape, name, rank });
  }

  /** Forget the names of shapes that have left the map. */
  prune() {
    this.#names = this.#names.filter(({ shape }) => this.map.hasLayer(shape));
  }

  place() {
    this.prune();
    const taken = [...this.map.getPane("markerPane").children].map((pin) => pin.getBoundingClientRect());
    for (const { shape, name } of this.#names.sort((one, other) => one.rank - other.rank)) {
      const label = shape.getTooltip()?.getElement();
      if (!label) continue;
      label.classList.remove("is-out-of-room");
      const bounds = shape.getBounds();
      const size = this.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(this.map.latLngToLayerPoint(bounds.getNorthWest()));
      const box = label.getBoundingClientRect();
      const isFree = nameFits(name, size.x, size.y) && !taken.some((other) => overlap(box, other));
      label.classList.toggle("is-out-of-room", !isFree);
      if (isFree) taken.push(box);
    }
  }
}

function overlap(one, other) {
  return (
    one.left < other.right + GAP && other.left < one.right + GAP && one.top < other.bottom + GAP && other.top < one.bottom + GAP
  );
}

/** The one keeper of names of a map. */
export function namesOf(map) {
  map.names ??= new Names(map);
  return map.names;
}
