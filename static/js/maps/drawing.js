import { multiPolygon, polygonsOf, rounded } from "../lib/geojson.js";
import { UndoStack } from "../lib/undo.js";

const PARTS = ["core", "reach"];
const SNAP_PIXELS = 16;

/**
 * The shapes that a person draws: two parts, the core and the outer edge (reach), one of which is
 * being worked on. Every change is a whole new state, kept for undo, and drawn afresh.
 * Fires "change" (a new state) and "mode".
 */
export class Drawing extends EventTarget {
  constructor(map, start) {
    super();
    this.map = map;
    this.part = "core";
    this.mode = "look";
    this.snaps = true;
    this.stack = new UndoStack(start);
    this.layers = { core: L.featureGroup().addTo(map), reach: L.featureGroup().addTo(map) };
    map.on("pm:create", ({ layer }) => this.take(layer));
    map.on("pm:cut", ({ layer, originalLayer }) => this.takeCut(layer, originalLayer));
    map.on("pm:drawend", () => {
      const ended = this.mode;
      if (ended === "draw" || ended === "hole") queueMicrotask(() => this.mode === ended && this.setMode("look"));
    });
    this.draw();
  }

  /** {core, reach}: each a list of polygons. */
  get state() {
    return this.stack.now;
  }

  get bounds() {
    const bounds = L.latLngBounds([]);
    for (const part of PARTS) if (this.layers[part].getLayers().length) bounds.extend(this.layers[part].getBounds());
    return bounds;
  }

  /** Replace one part, as when it was typed. */
  replace(part, polygons) {
    this.commit({ ...this.state, [part]: rounded(polygons) });
  }

  setPart(part) {
    this.part = part;
    this.setMode("look");
  }

  /** look, draw, hole, corners, move, delete or pick */
  setMode(mode) {
    this.mode = mode;
    this.stopAll();
    const options = { snappable: this.snaps, snapDistance: SNAP_PIXELS, allowSelfIntersection: true };
    const drawing = {
      ...options,
      tooltips: false,
      continueDrawing: false,
      pathOptions: this.look(this.part),
      templineStyle: { className: "draft-line" },
      hintlineStyle: { className: "draft-hint" },
    };
    if (mode === "draw") this.map.pm.enableDraw("Polygon", drawing);
    if (mode === "hole") this.map.pm.enableDraw("Cut", { ...drawing, layersToCut: this.layers[this.part].getLayers() });
    this.layers[this.part].eachLayer((layer) => {
      if (mode === "corners") layer.pm.enable({ ...options, removeLayerBelowMinVertexCount: true, limitMarkersToCount: 80 });
      if (mode === "move") layer.pm.enableLayerDrag();
    });
    this.map.getContainer().dataset.mode = mode;
    this.dispatchEvent(new Event("mode"));
  }

  undo() {
    const draft = this.map.pm.Draw.getActiveShape?.() && this.map.pm.Draw[this.map.pm.Draw.getActiveShape()];
    if (draft?._layer?.getLatLngs().flat().length) return draft._removeLastVertex();
    return this.move(() => this.stack.undo());
  }

  redo() {
    return this.move(() => this.stack.redo());
  }

  move(step) {
    step();
    this.draw();
    this.dispatchEvent(new Event("change"));
  }

  take(layer) {
    layer.remove();
    const made = polygonsOf(layer.toGeoJSON().geometry);
    this.commit({ ...this.state, [this.part]: [...this.state[this.part], ...rounded(made)] });
    this.setMode("corners");
  }

  /** Several shapes can be cut at once, each with an event of its own: they are taken together. */
  takeCut(layer, original) {
    this.cuts ??= [];
    this.cuts.push({ layer, original });
    if (this.cuts.length > 1) return;
    setTimeout(() => {
      const cuts = this.cuts;
      this.cuts = null;
      const gone = new Set(cuts.map((cut) => cut.original));
      const kept = this.layers[this.part].getLayers().filter((one) => !gone.has(one));
      const left = cuts.map((cut) => cut.layer);
      const polygons = [...kept, ...left].flatMap(polygonsOfLayer);
      left.forEach((one) => one.remove());
      this.commit({ ...this.state, [this.part]: rounded(polygons) });
      this.setMode("corners");
    });
  }

  commit(state) {
    const isNew = this.stack.push(state);
    this.draw();
    if (isNew) this.dispatchEvent(new Event("change"));
  }

  /** Read what has been dragged, without drawing afresh under the person's hand. */
  readLayers() {
    const polygons = this.layers[this.part].getLayers().flatMap(polygonsOfLayer);
    if (this.stack.push({ ...this.state, [this.part]: rounded(polygons) })) this.dispatchEvent(new Event("change"));
  }

  draw() {
    const { mode } = this;
    this.stopAll();
    for (const part of PARTS) {
      this.layers[part].clearLayers();
      for (const polygon of this.state[part]) this.addPolygon(part, polygon);
    }
    if (mode === "corners" || mode === "move") this.setMode(mode);
  }

  addPolygon(part, polygon) {
    const layer = L.polygon(L.GeoJSON.coordsToLatLngs(polygon, 1), { ...this.look(part), pmIgnore: false });
    layer.addTo(this.layers[part]);
    layer.on("pm:edit pm:dragend", () => this.readLayers());
    layer.on("pm:remove", () => queueMicrotask(() => this.readLayers()));
    layer.on("click", (event) => {
      if (this.mode !== "delete" || part !== this.part) return;
      L.DomEvent.stop(event);
      this.layers[part].removeLayer(layer);
      this.readLayers();
    });
  }

  look(part) {
    return { className: `drawn drawn--${part}`, smoothFactor: 0.5 };
  }

  stopAll() {
    this.map.pm.disableDraw();
    for (const part of PARTS) {
      this.layers[part].eachLayer((layer) => {
        layer.pm.disable();
        layer.pm.disableLayerDrag();
      });
    }
  }
}

function polygonsOfLayer(layer) {
  const json = layer.toGeoJSON();
  const features = json.type === "FeatureCollection" ? json.features : [json];
  return features.flatMap((feature) => polygonsOf(feature.geometry));
}

/** The GeoJSON to send for a part, or "" where nothing is drawn. */
export function asText(polygons) {
  const shape = multiPolygon(polygons);
  return shape ? JSON.stringify(shape) : "";
}
