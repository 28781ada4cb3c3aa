import { holdsWords } from "../lib/matching.js";

const CROSSING_ZOOM = 14;

/**
 * <where-form> around the form that asks where a zone is, and its <zone-editor>. The form works
 * without it. It keeps the choice of a way in step with what is done on the map, starts a drawing
 * from the shape so far, lists the areas that the fringe meets, and narrows the list while a name
 * is typed.
 */
class WhereForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.editor = this.querySelector("zone-editor");
    if (!this.form || this.isReady) return;
    this.isReady = true;
    this.answer = null;
    this.form.addEventListener("change", (event) => this.changed(event.target));
    this.narrowAsTyped();
    this.editor?.addEventListener("zone-drawn", () => this.drawn());
    this.editor?.addEventListener("zone-reckoned", ({ detail }) => this.reckoned(detail));
    for (const kind of ["pointerdown", "keydown"]) {
      this.editor?.addEventListener(kind, ({ target }) => (this.isAtMap = !target.closest("textarea")), true);
    }
    this.form.addEventListener("focusin", ({ target }) => {
      if (!this.editor?.contains(target)) this.isAtMap = false;
    });
    queueMicrotask(() => {
      this.showWay();
      // Also for what was ticked or typed before this script arrived.
      this.editor?.reckoner?.now();
    });
  }

  chosen(name) {
    return this.form.querySelector(`[name="${name}"]:checked`)?.value ?? "";
  }

  choose(name, value) {
    const radio = this.form.querySelector(`[name="${name}"][value="${value}"]`);
    if (!radio || radio.checked) return;
    radio.checked = true;
    this.showWay();
  }

  changed(field) {
    if (field.name === "how" || field.name === "fringe") {
      if (field.value === "drawn") this.startDrawing(field.name === "how" ? "core" : "reach");
      this.showWay();
    } else if (field.name === "areas") this.choose("how", "picked");
  }

  /** The tools and boxes that belong to the chosen way. */
  showWay() {
    const how = this.chosen("how");
    this.editor?.drawing?.setMode(how === "picked" ? "pick" : "look");
    const fold = this.editor?.querySelector(".editor-typed");
    if (!fold || how === this.wayShown) return;
    this.wayShown = how;
    // Whoever types wants the box before the map.
    if (how === "typed") this.editor.prepend(fold);
    else this.editor.append(fold);
    fold.open ||= how === "typed";
  }

  /** Whoever turns to drawing goes on from the shape there is. */
  startDrawing(part) {
    this.editor?.querySelector(`.editor-part [value="${part}"]`)?.click();
    const box = this.form.elements[`${part}_geojson`];
    const shape = this.answer?.[part];
    if (!box || box.value.trim() || !shape) return;
    box.value = JSON.stringify(shape);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  drawn() {
    if (!this.isAtMap) return;
    if (this.editor.drawing.part === "reach") this.choose("fringe", "drawn");
    else this.choose("how", "drawn");
  }

  reckoned(answer) {
    this.answer = answer;
    const beyond = this.querySelector("[data-beyond]");
    const why = this.form.elements.why_beyond_area;
    if (beyond && answer.core) beyond.hidden = !answer.warnings.length && !why.value.trim();
    if (answer.crossing) this.showSpot(answer.crossing);
    else this.showShape();
    if (answer.beside && this.chosen("fringe") === "width" && !answer.problems.length) this.listCrisp(answer.beside);
  }

  /** A shape made in the form, not on the map, is brought into view where it is out of it, or tiny. */
  showShape() {
    const { map, preview } = this.editor;
    const bounds = preview?.getBounds();
    if (this.isAtMap || !bounds?.isValid()) return;
    const isSmall = map.getBoundsZoom(bounds) > map.getZoom() + 2;
    if (isSmall || !map.getBounds().contains(bounds)) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 16 });
  }

  /** Near enough to see what crosses what. */
  showSpot([lon, lat]) {
    if (!this.isAtMap && this.editor.map.getZoom() < CROSSING_ZOOM) this.editor.map.setView([lat, lon], CROSSING_ZOOM);
  }

  listCrisp(areas) {
    const host = this.querySelector("[data-crisp]");
    const list = host?.querySelector(".choices");
    if (!list) return;
    const ticked = new Set([...list.querySelectorAll(":checked")].map((box) => box.value));
    const listed = [...list.querySelectorAll("input")].map((box) => box.value);
    if (listed.join() !== areas.map((area) => area.reference).join()) {
      const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
      list.replaceChildren(...areas.map((area, index) => choice(area, index, ticked.has(area.reference))));
      if (focused) [...list.querySelectorAll("input")].find((box) => box.value === focused)?.focus();
    }
    host.hidden = !areas.length;
    this.querySelector("[data-crisp-none]").hidden = Boolean(areas.length);
  }

  narrowAsTyped() {
    const box = this.form.elements.find;
    const list = this.querySelector('[data-method="picked"] .choices');
    const none = this.querySelector("[data-none-match]");
    if (!box || !list) return;
    box.addEventListener("input", (event) => {
      event.stopPropagation(); // it changes nothing about the shape
      for (const one of list.querySelectorAll(".choice")) {
        one.hidden = !holdsWords(one.textContent, box.value) && !one.querySelector(":checked");
      }
      for (const group of list.querySelectorAll(".choices-group")) group.hidden = !group.querySelector(".choice:not([hidden])");
      none.hidden = Boolean(list.querySelector(".choice:not([hidden])"));
    });
    box.addEventListener("change", (event) => event.stopPropagation());
    this.form.elements.kind?.addEventListener("change", (event) => event.stopPropagation());
  }
}

function choice({ reference, name }, index, isTicked) {
  const line = document.createElement("div");
  line.className = "choice";
  const box = document.createElement("input");
  const id = `id_crisp_${index}`;
  Object.assign(box, { type: "checkbox", name: "crisp", value: reference, id, checked: isTicked });
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = name;
  line.append(box, label);
  return line;
}

customElements.define("where-form", WhereForm);
