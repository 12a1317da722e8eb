"use strict";
(() => {
  const SHOWN = 60;
  const tooltip = document.querySelector(".tooltip");

  function read(place, name) {
    return JSON.parse(place.querySelector(`script.${name}`).textContent);
  }

  function element(tag, text, attributes = {}) {
    const made = Object.assign(document.createElement(tag), attributes);
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  function picture(samples, row) {
    const real = samples.real[row];
    return element("img", null, { src: samples.picture[row], alt: samples.id[row], className: real ? "real" : "synthetic" });
  }

  /* Everything known about a sample, as lines of text: never as markup, for names come from the data. */
  function lines(samples, row) {
    const made = [element("b", samples.id[row])];
    const kind = [samples.real[row] ? "real" : "synthetic", samples.label[row], samples.verdict[row]];
    made.push(element("p", kind.filter(Boolean).join(" · ")));
    if (samples.realism[row] !== null) made.push(element("p", `realism ${samples.realism[row]}`));
    if (samples.distance[row] !== null) {
      made.push(element("p", `nearest real ${samples.nearest_id[row]}, ${samples.distance[row]} away`));
    }
    if (samples.reason[row]) made.push(element("p", samples.reason[row], { className: "muted" }));
    return made;
  }

  function pair(samples, row) {
    const box = element("div", null, { className: "pair" });
    const nearest = samples.nearest[row];
    for (const [each, words] of [[row, samples.real[row] ? "real" : "synthetic"], [nearest, "nearest real"]]) {
      if (each < 0 || !samples.picture[each]) continue;
      const figure = element("figure");
      figure.append(picture(samples, each), element("figcaption", words));
      box.append(figure);
    }
    return box;
  }

  function showTooltip(samples, row, pointer) {
    tooltip.replaceChildren(pair(samples, row), ...lines(samples, row));
    tooltip.hidden = false;
    const { width, height } = tooltip.getBoundingClientRect();
    const left = pointer.x + 16 + width > innerWidth ? pointer.x - 16 - width : pointer.x + 16;
    tooltip.style.left = `${Math.max(4, left)}px`;
    tooltip.style.top = `${Math.max(4, Math.min(pointer.y + 12, innerHeight - height - 4))}px`;
  }

  function listSelected(panel, samples, rows) {
    const list = panel.querySelector("ul");
    const button = panel.querySelector(".copy-ids");
    const items = rows.slice(0, SHOWN).map((row) => {
      const item = element("li", null, { className: samples.picture[row] ? "" : "plain" });
      if (samples.picture[row]) item.append(picture(samples, row));
      const words = element("div");
      words.append(...lines(samples, row));
      item.append(words);
      return item;
    });
    list.replaceChildren(...items);
    panel.querySelector("h3").textContent = rows.length ? `${rows.length} selected` : "Selected samples";
    panel.querySelector("p.muted").textContent = rows.length > SHOWN
      ? `The first ${SHOWN} are shown; "Copy ids" takes all.`
      : rows.length ? "" : "Draw around samples on the map, or tap one, to see them here.";
    button.hidden = !rows.length;
    button.dataset.copy = rows.map((row) => samples.id[row]).join("\n");
  }

  function passes(form, samples, codes, row) {
    if (!form.elements[samples.real[row] ? "real" : "synthetic"].checked) return false;
    return [...form.querySelectorAll("select")].every(
      (select) => select.value === "" || codes[Number(select.dataset.choice)][row] === Number(select.value),
    );
  }

  function applyFilters(form, samples, codes, sides) {
    let shown = 0;
    for (const { source, filter } of sides) {
      const booleans = Array.from(source.data.row, (row) => passes(form, samples, codes, row));
      shown += booleans.filter(Boolean).length;
      filter.booleans = booleans;
      source.selected.indices = source.selected.indices.filter((i) => booleans[i]);
    }
    form.querySelector(".shown").textContent = `${shown} of ${samples.id.length} shown`;
  }

  function find(name) {
    for (const page of Bokeh.documents) {
      const model = page.get_model_by_name(name);
      if (model) return model;
    }
    throw new Error(`the map has no ${name}`);
  }

  async function draw(place) {
    const item = read(place, "map-item");
    const samples = read(place, "map-samples");
    const codes = read(place, "map-choices");
    const level = item.doc.roots[0].attributes.name.slice("map-".length);
    await Bokeh.embed.embed_item(item, place.querySelector(".map-canvas"));
    const plot = find(`map-${level}`);
    const sides = ["synthetic", "real"].map((side) => ({
      source: find(`source-${level}-${side}`),
      filter: find(`filter-${level}-${side}`),
    }));
    if (matchMedia("(pointer: coarse)").matches) plot.toolbar.gestures.pan.active = null;
    const pointer = { x: 0, y: 0 };
    const canvas = place.querySelector(".map-canvas");
    canvas.addEventListener("pointermove", (event) => { pointer.x = event.clientX; pointer.y = event.clientY; });
    canvas.addEventListener("pointerleave", () => { tooltip.hidden = true; });

    const inspect = () => {
      const hit = sides.find(({ source }) => source.inspected.indices.length);
      if (hit) showTooltip(samples, hit.source.data.row[hit.source.inspected.indices[0]], pointer);
      else tooltip.hidden = true;
    };
    const panel = place.querySelector(".selection");
    const select = () => listSelected(panel, samples, sides.flatMap(
      ({ source }) => source.selected.indices.map((i) => source.data.row[i]),
    ));
    for (const { source } of sides) {
      source.inspect.connect(inspect);
      source.connect(source.selected.properties.indices.change, select);
    }
    const form = place.querySelector(".filters");
    const refresh = () => applyFilters(form, samples, codes, sides);
    form.addEventListener("change", refresh);
    form.addEventListener("reset", () => setTimeout(() => { for (const { source } of sides) source.selected.indices = []; refresh(); }));
    form.addEventListener("submit", (event) => event.preventDefault());
    refresh();
    place.dataset.ready = "true";
  }

  for (const place of document.querySelectorAll(".map")) draw(place);
})();
