import { polygonsOf, readPolygons } from "../lib/geojson.js";
import { readLonLat } from "../lib/position.js";
import { addAreas, fetchJson } from "../maps/areas.js";
import { addShape, drawBands } from "../maps/bands.js";
import { make, makeMap } from "../maps/canvas.js";
import { Drawing, asText } from "../maps/drawing.js";
import { Reckoner } from "../maps/reckoner.js";

const MODES = [
  ["pick", "Pick areas", "Click an area to tick it, and again to untick it."],
  ["draw", "Draw a shape", "Click round the edge, corner by corner; click the first corner again to finish."],
  ["hole", "Cut a hole", "Draw round what is to be left out."],
  ["corners", "Move corners", "Drag a corner; drag a faint one to add it; right-click or press long to remove one."],
  ["move", "Move a shape", "Drag a whole shape to its place."],
  ["delete", "Delete a shape", "Click a shape to delete it. Undo brings it back."],
];

/**
 * <zone-editor data-reckon-url data-areas-src data-pick="areas" data-tiles-url data-tiles-attribution
 *              data-bounds data-crossing="lon,lat">
 *   <textarea name="core_geojson"> <textarea name="reach_geojson"> <output data-words>
 * </zone-editor>
 *
 * Draws the core and the outer edge of a zone into the two text boxes of the form around it. The
 * boxes stay, folded away, for whoever would rather type. The answer of data-reckon-url is
 * {words, warnings, problems, crossing, core, reach, bands}.
 */
class ZoneEditor extends HTMLElement {
  connectedCallback() {
    if (this.map || typeof L === "undefined" || !L.PM) return;
    this.form = this.closest("form");
    this.boxes = { core: this.querySelector("[name=core_geojson]"), reach: this.querySelector("[name=reach_geojson]") };
    this.output = this.querySelector("[data-words]");
    const { map, frame } = makeMap(this, {
      label: this.getAttribute("label") ?? "Map to draw the zone on",
      tilesUrl: this.dataset.tilesUrl,
      tilesAttribution: this.dataset.tilesAttribution,
      bounds: this.dataset.bounds,
    });
    Object.assign(this, { map, frame });
    map.createPane("preview").classList.add("preview-pane");
    map.pm.setLang("en");
    this.preview = L.featureGroup([], { pane: "preview" }).addTo(map);
    this.foldBoxes();
    this.drawing = new Drawing(map, { core: this.read("core") ?? [], reach: this.read("reach") ?? [] });
    this.addTools();
    this.listen();
    this.showCrossing(readLonLat(this.dataset.crossing));
    this.showGround();
  }

  disconnectedCallback() {
    this.reckoner?.stop();
    this.map?.remove();
    this.map = null;
  }

  async showGround() {
    if (this.dataset.areasSrc) {
      try {
        this.addAreas(await fetchJson(this.dataset.areasSrc));
      } catch {
        this.help.textContent = "The outlines of areas could not be fetched. You can still draw.";
      }
    }
    if (this.drawing.bounds.isValid()) this.map.fitBounds(this.drawing.bounds, { padding: [60, 60], maxZoom: 16 });
    else if (!this.dataset.bounds && this.areas?.getBounds().isValid()) this.map.fitBounds(this.areas.getBounds());
    if (this.dataset.reckonUrl && (this.boxes.core?.value || this.picked().size)) this.reckoner.now();
  }

  read(part) {
    return this.boxes[part] ? readPolygons(this.boxes[part].value) : [];
  }

  foldBoxes() {
    const fold = make("details", "details editor-typed");
    fold.append(make("summary", "", "Type or paste the shape"));
    const inside = make("div", "details-body flow");
    for (const box of Object.values(this.boxes)) if (box) inside.append(box.closest(".field") ?? box);
    fold.append(inside);
    fold.open = Boolean(inside.querySelector("[aria-invalid=true]"));
    this.append(fold);
  }

  addTools() {
    const tools = make("div", "editor-tools");
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", "Drawing");
    this.modeButtons = new Map();
    if (this.boxes.reach) tools.append(this.partChoice());
    for (const [mode, label] of MODES) {
      if (mode === "pick" && !this.dataset.pick) continue;
      const button = toolButton(label, () => this.drawing.setMode(this.drawing.mode === mode ? "look" : mode));
      button.setAttribute("aria-pressed", "false");
      this.modeButtons.set(mode, button);
      tools.append(button);
    }
    this.undoButton = toolButton("Undo", () => this.drawing.undo());
    this.redoButton = toolButton("Redo", () => this.drawing.redo());
    this.undoButton.setAttribute("aria-keyshortcuts", "Control+Z");
    this.redoButton.setAttribute("aria-keyshortcuts", "Control+Shift+Z");
    tools.append(this.undoButton, this.redoButton, this.snapChoice());
    this.help = make("p", "editor-help", "Pick a tool to begin, or type the shape below.");
    this.help.setAttribute("role", "status");
    this.frame.before(tools, this.help);
    this.showTools();
  }

  partChoice() {
    const choice = make("fieldset", "editor-parts");
    choice.append(make("legend", "visually-hidden", "Which part to draw"));
    for (const [part, words] of [["core", "The core"], ["reach", "The outer edge"]]) {
      const label = make("label", "editor-part");
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: "editor-part", value: part, checked: part === "core" });
      radio.setAttribute("form", "");
      radio.addEventListener("change", () => this.drawing.setPart(part));
      label.append(radio, words);
      choice.append(label);
    }
    return choice;
  }

  snapChoice() {
    const label = make("label", "editor-snap");
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", checked: true });
    box.setAttribute("form", "");
    box.addEventListener("change", () => {
      this.drawing.snaps = box.checked;
      this.drawing.setMode(this.drawing.mode);
    });
    label.append(box, "Snap to existing lines");
    return label;
  }

  showTools() {
    const { drawing } = this;
    for (const [mode, button] of this.modeButtons) button.setAttribute("aria-pressed", String(drawing.mode === mode));
    const isEmpty = drawing.state[drawing.part].length === 0;
    for (const mode of ["hole", "corners", "move", "delete"]) setOff(this.modeButtons.get(mode), isEmpty);
    setOff(this.undoButton, !drawing.stack.canUndo && !["draw", "hole"].includes(drawing.mode));
    setOff(this.redoButton, !drawing.stack.canRedo);
    const words = MODES.find(([mode]) => mode === drawing.mode)?.[2];
    if (words && this.help.textContent !== words) this.help.textContent = words;
  }

  listen() {
    const { drawing } = this;
    drawing.addEventListener("mode", () => this.showTools());
    drawing.addEventListener("change", () => {
      this.write();
      this.showTools();
      this.showCrossing(null);
      this.dispatchEvent(new CustomEvent("zone-drawn", { bubbles: true }));
      this.reckoner?.soon();
    });
    this.addEventListener("keydown", (event) => {
      const isTyping = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
      if (isTyping || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (event.shiftKey) drawing.redo();
      else drawing.undo();
    });
    for (const [part, box] of Object.entries(this.boxes)) {
      box?.addEventListener("input", () => {
        const typed = this.read(part);
        if (typed) drawing.replace(part, typed);
      });
    }
    if (!this.form || !this.dataset.reckonUrl) return;
    this.reckoner = new Reckoner({
      form: this.form,
      url: this.dataset.reckonUrl,
      onAnswer: (answer) => this.show(answer),
      onBusy: (isBusy) => this.output?.setAttribute("aria-busy", String(isBusy)),
      onFailure: () => this.say({ problems: ["The shape could not be reckoned just now. It is kept in this form."] }),
    });
    this.form.addEventListener("input", () => this.reckoner.soon());
    this.form.addEventListener("change", () => {
      this.reckoner.soon();
      this.showPicked();
    });
  }

  /** Text that is not GeoJSON (WKT, half-typed) is left alone until something is drawn. */
  write() {
    for (const [part, box] of Object.entries(this.boxes)) {
      const polygons = this.drawing.state[part];
      if (!box || box === document.activeElement) continue;
      if (polygons.length || this.read(part)) box.value = asText(polygons);
    }
  }

  show(answer) {
    this.say(answer);
    this.preview.clearLayers();
    const whole = (geometry) => geometry && { type: "Feature", properties: {}, geometry: geometry.geometry ?? geometry };
    const core = whole(answer.core);
    const reach = whole(answer.reach);
    if (answer.bands) drawBands(this.preview, answer.bands, reach ? [reach] : []);
    else if (core) addShape(this.preview, [core], "core-line");
    this.fitOnce(core ?? reach);
    this.showCrossing(answer.crossing);
    this.adoptTyped(answer);
    this.dispatchEvent(new CustomEvent("zone-reckoned", { bubbles: true, detail: answer }));
  }

  /** The first shape that comes, from ticked areas say, is brought into view; later ones are left be. */
  fitOnce(shape) {
    if (!shape || this.hasFitted) return;
    this.hasFitted = true;
    if (this.drawing.bounds.isValid()) return;
    this.map.fitBounds(L.geoJSON(shape).getBounds(), { padding: [60, 60], maxZoom: 16 });
  }

  /** What was typed in another form than GeoJSON can be drawn on once the server has read it. */
  adoptTyped({ core, problems }) {
    if (!core || problems?.length || this.picked().size) return;
    if (this.boxes.core && this.read("core") === null) this.drawing.replace("core", polygonsOf(core.geometry ?? core));
  }

  say({ problems = [], warnings = [], words = [] }) {
    if (!this.output) return;
    const lists = [["reckoned-problems", problems], ["reckoned-warnings", warnings], ["reckoned-words", words]]
      .filter(([, sentences]) => sentences.length)
      .map(([className, sentences]) => {
        const list = make("ul", className);
        list.append(...sentences.map((sentence) => make("li", "", sentence)));
        return list;
      });
    this.output.replaceChildren(...lists);
  }

  showCrossing(point) {
    this.crossing?.remove();
    this.crossing = null;
    if (!point) return;
    const spot = [point[1], point[0]];
    const icon = L.divIcon({ className: "map-crossing", iconSize: [36, 36] });
    this.crossing = L.marker(spot, { icon, keyboard: false, interactive: false, title: "The line crosses itself here" });
    this.crossing.addTo(this.map);
    if (!this.map.getBounds().pad(-0.05).contains(spot)) this.map.panTo(spot);
  }

  addAreas(json) {
    this.areas = addAreas(this.map, json, { interactive: Boolean(this.dataset.pick) });
    this.areas.on("click", ({ layer }) => {
      if (this.drawing.mode === "pick") this.togglePick(referenceOf(layer.feature));
    });
    this.showPicked();
  }

  pickBoxes() {
    const name = this.dataset.pick;
    if (!name || !this.form) return [];
    return [...this.form.elements].filter((one) => one.name === name && one.type === "checkbox");
  }

  picked() {
    return new Set(this.pickBoxes().filter((box) => box.checked).map((box) => box.value));
  }

  /** An area that the form does not list can still be picked on the map: its tick travels here. */
  togglePick(reference) {
    let box = this.pickBoxes().find((one) => one.value === reference);
    if (!box) {
      box = document.createElement("input");
      Object.assign(box, { type: "checkbox", name: this.dataset.pick, value: reference, hidden: true });
      this.append(box);
    }
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  showPicked() {
    const picked = this.picked();
    this.areas?.eachLayer((shape) => shape.getElement()?.classList.toggle("is-picked", picked.has(referenceOf(shape.feature))));
  }
}

function referenceOf(feature) {
  return String(feature.properties?.reference ?? feature.id ?? "");
}

function toolButton(text, onClick) {
  const button = make("button", "editor-tool", text);
  button.type = "button";
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && onClick());
  return button;
}

/** Off, yet still reached by Tab, so that focus is not lost when the last shape goes. */
function setOff(button, isOff) {
  button?.setAttribute("aria-disabled", String(isOff));
}

customElements.define("zone-editor", ZoneEditor);
